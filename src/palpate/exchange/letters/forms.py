"""What comes in from the page of a letter."""

from typing import Any

from django import forms

from palpate.exchange.letters.compose import HEADS, PURPOSES


class LetterForm(forms.Form):
    """Whom it goes to, what for, and its paragraphs (`p_<key>`)."""

    letter = forms.UUIDField()
    to_name = forms.CharField(required=False, max_length=200)
    to_address = forms.CharField(required=False)
    purpose = forms.ChoiceField(choices=list(PURPOSES.items()))
    subject = forms.CharField(required=False, max_length=200)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for key in HEADS:
            self.fields[f"p_{key}"] = forms.CharField(required=False)

    @property
    def paragraphs(self) -> list[dict[str, str]]:
        """The paragraphs with words, in order."""
        texts = {key: self.cleaned_data[f"p_{key}"].replace("\r\n", "\n").strip() for key in HEADS}
        return [{"key": key, "head": HEADS[key], "text": text} for key, text in texts.items()]
