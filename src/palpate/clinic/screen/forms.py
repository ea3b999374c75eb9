"""What is said about a screening that must not wait."""

from typing import Any

from django import forms

from palpate.clinic.frame import Frame
from palpate.records.models.words import Decision


class DispositionForm(forms.Form):
    """What was done, with whom, and what a physician has looked into."""

    decision = forms.ChoiceField(
        label="What was done",
        choices=[("", "Choose"), *((one.value, one.label) for one in list(Decision))],
        error_messages={"required": "Choose what was done."},
    )
    spoke_to = forms.CharField(
        label="Who said so, or was spoken to", max_length=200, required=False, help_text="needed if cleared"
    )
    words = forms.CharField(
        label="In words",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="needed for something else",
    )
    rules = forms.MultipleChoiceField(label="What the physician has looked into", required=False)

    def __init__(self, *args: Any, frame: Frame, clears: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        done: Any = self.fields["decision"]
        done.choices = [one for one in done.choices if clears or one[0] != Decision.CLEARED]
        field: Any = self.fields["rules"]
        field.choices = clearable(frame) if clears else []

    def clean(self) -> dict[str, Any]:
        """Cleared needs somebody who said so, and of what; "something else" needs words."""
        given = super().clean() or self.cleaned_data
        if given.get("decision") == Decision.CLEARED:
            if not given.get("spoke_to"):
                self.add_error("spoke_to", "Which physician cleared it? Name them.")
            if not given.get("rules"):
                self.add_error("rules", "Tick what the physician has looked into.")
        elif given.get("rules"):
            given["rules"] = []
        if given.get("decision") == Decision.OTHER and not given.get("words"):
            self.add_error("words", "Say in words what was done.")
        return given


def clearable(frame: Frame) -> list[tuple[str, str]]:
    """What a physician can clear: the rules that stand, and the restrictions that wait for a clearance."""
    rules = [(one.rule, one.name) for one in frame.triage.reasons if not one.cleared]
    known = frame.knowledge.contraindications
    held = [known[one.contraindication] for one in frame.restricted if one.contraindication in known]
    waiting = [(item.id, item.name) for item in held if item.clearance]
    return rules + waiting
