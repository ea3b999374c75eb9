"""What comes in when a goal is set or a score recorded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from palpate.clinic.progress.choices import Choice, answerable, score_of, ticked
from palpate.knowledge.model import Measure

NEEDED = {"required": "A number is missing here.", "invalid": "A number looks like 6 or 4.5."}


class GoalForm(forms.Form):
    """A goal: what, from where, to where, by when."""

    of = forms.CharField()
    baseline = forms.FloatField(error_messages=NEEDED)
    target = forms.FloatField(error_messages=NEEDED)
    due = forms.DateField(
        error_messages={"required": "Say by when.", "invalid": "A date looks like 2026-03-12."}
    )

    def __init__(self, data: Any, *, choices: Sequence[Choice], today: date) -> None:
        super().__init__(data)
        self.choices = {one.key: one for one in choices}
        self.today = today

    def clean_of(self) -> Choice:
        """What is followed. Raises ValidationError for what is no choice."""
        found = self.choices.get(self.cleaned_data["of"])
        if found is None:
            raise forms.ValidationError("Choose what is followed from the list.")
        return found

    def clean_due(self) -> date:
        """A day that is still to come."""
        due: date = self.cleaned_data["due"]
        if due <= self.today:
            raise forms.ValidationError("Choose a day that is still to come.")
        return due

    def clean(self) -> dict[str, Any]:
        """Both values are possible, and the target is better than where it stands."""
        data: dict[str, Any] = super().clean() or {}
        choice = data.get("of")
        if isinstance(choice, Choice):
            for field in ("baseline", "target"):
                self._possible(choice, field)
            if not self.errors and (data["target"] > data["baseline"]) != choice.up:
                way = "above" if choice.up else "below"
                self.add_error("target", f"Here the target lies {way} where it stands now.")
        return data

    def _possible(self, choice: Choice, field: str) -> None:
        value = self.cleaned_data.get(field)
        low, high = choice.low, choice.high
        if value is not None and low is not None and high is not None and not low <= value <= high:
            self.add_error(field, f"It goes from {low:g} to {high:g}.")


class ScoreForm(forms.Form):
    """A score: the number, or the answers from which it follows (`item_0`, `item_1` …)."""

    value = forms.FloatField(required=False, error_messages=NEEDED)

    def __init__(self, data: Any, *, measure: Measure) -> None:
        super().__init__(data)
        self.measure = measure
        for number, _item in enumerate(measure.items if answerable(measure) else ()):
            self.fields[f"item_{number}"] = forms.FloatField(required=False)

    @property
    def answers(self) -> list[float]:
        """The single answers, in order; those not given are left out. Of statements to tick, those without
        a tick count 0 once one is ticked, or once it is said that none is.
        """
        found = [self.cleaned_data.get(name) for name in self.fields if name.startswith("item_")]
        given = [one for one in found if one is not None]
        if ticked(self.measure) and (given or self.cleaned_data.get("value") == 0):
            return [one or 0.0 for one in found]
        return given

    def clean(self) -> dict[str, Any]:
        """Work the score out, and see that it is possible."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        self._answers_possible()
        if ticked(self.measure) and data.get("value") == 0 and any(self.answers):
            self.add_error(None, "A statement is ticked, and it is said that none is.")
        if self.answers and not self.errors:
            try:
                data["value"] = score_of(self.measure, self.answers)
            except ValueError:
                self.add_error(None, "Every question needs an answer, else the score is wrong.")
        low, high, value = self.measure.low, self.measure.high, data.get("value")
        if value is None:
            self.add_error("value", "Give the score, or answer the questions.")
        elif not low <= value <= high:
            self.add_error("value", f"{self.measure.name} goes from {low:g} to {high:g}.")
        return data

    def _answers_possible(self) -> None:
        for number, item in enumerate(self.measure.items):
            given = self.cleaned_data.get(f"item_{number}")
            if given is not None and given not in {points for _words, points in item.answers}:
                self.add_error(f"item_{number}", "Choose one of the answers.")
