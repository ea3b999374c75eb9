"""What is asked of the owner before something is restricted or erased."""

from typing import Any

from django import forms

MISSING = {
    "reason": "Say why it is erased.",
    "legal_basis": "Say by what law it may be erased.",
    "asked_by": "Say who asked for it.",
    "asked_on": "Say on what day it was asked for.",
    "sure": "Tick this first: what is erased cannot be brought back.",
}


class YearsForm(forms.Form):
    """How long a record is kept."""

    years = forms.IntegerField(label="Years after the last entry", min_value=0, max_value=100)
    law = forms.CharField(label="Which law says so", max_length=300, required=False)


class HoldForm(forms.Form):
    """Why what is kept of the client may only be read."""

    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    asked_by = forms.CharField(label="Asked by", max_length=200, required=False)
    asked_on = forms.DateField(
        label="Asked on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LiftForm(forms.Form):
    """Why it may be written to again."""

    reason = forms.CharField(label="Why it ends", max_length=1000)


class EraseForm(forms.Form):
    """Why everything of the client is erased. `early` is needed before the years to keep are over."""

    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    legal_basis = forms.CharField(label="By what law", max_length=300, initial="GDPR art. 17")
    asked_by = forms.CharField(
        label="Asked by", max_length=200, help_text="the client, or who speaks for them"
    )
    asked_on = forms.DateField(
        label="Asked on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    early = forms.CharField(
        label="Why before the time to keep is over", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="only where it is not over yet",
    )  # fmt: skip
    sure = forms.BooleanField(label="I know that this cannot be taken back")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in MISSING.items():
            self.fields[name].error_messages["required"] = words
