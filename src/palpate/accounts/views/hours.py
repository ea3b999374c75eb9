"""When somebody works, what they keep free after a visit, and how long their visits are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from palpate.accounts.hours import DAYS, Week, day_of, written
from palpate.accounts.models import A_VISIT, BUFFER, User
from palpate.accounts.rights import may_manage_clinic, require

DAY = "day{}"


class HoursForm(forms.Form):
    """A week written by hand, a line a day."""

    buffer_minutes = forms.IntegerField(
        label="Kept free after a visit", validators=BUFFER, help_text="minutes"
    )
    visit_minutes = forms.IntegerField(label="A visit usually takes", validators=A_VISIT, help_text="minutes")

    def __init__(self, *args: Any, person: User, **more: Any) -> None:
        days = {DAY.format(number): written(day) for number, day in enumerate(person.week)}
        usual = {"buffer_minutes": person.buffer_minutes, "visit_minutes": person.visit_minutes}
        super().__init__(*args, initial=days | usual, **more)
        for number, name in enumerate(DAYS):
            box = forms.TextInput({"placeholder": "does not work", "autocomplete": "off"})
            self.fields[DAY.format(number)] = forms.CharField(
                label=name, required=False, max_length=100, widget=box
            )

    @property
    def days(self) -> list[Any]:
        """The fields of the days, Monday first."""
        return [self[DAY.format(number)] for number in range(len(DAYS))]

    def clean(self) -> dict[str, Any]:
        """Read each day; what cannot be read is said at its line."""
        given = super().clean() or self.cleaned_data
        week: Week = []
        for number, name in enumerate(DAYS):
            try:
                week.append(day_of(given.get(DAY.format(number), ""), name))
            except ValidationError as wrong:
                self.add_error(DAY.format(number), wrong)
        return given | {"week": week}


@login_required
def own_hours(request: HttpRequest) -> HttpResponse:
    """One's own hours."""
    return _page(request, request.user, "accounts:own")


@login_required
def person_hours(request: HttpRequest, person: int) -> HttpResponse:
    """Those of somebody of the clinic, set by the owner."""
    require(may_manage_clinic, request.user, request.user.clinic)
    return _page(request, get_object_or_404(User, pk=person, clinic=request.user.clinic), "clinic:people")


def _page(request: HttpRequest, person: User, back: str) -> HttpResponse:
    form = HoursForm(request.POST or None, person=person)
    if request.POST and form.is_valid():
        for name in ("week", "buffer_minutes", "visit_minutes"):
            setattr(person, name, form.cleaned_data[name])
        person.save(update_fields=["week", "buffer_minutes", "visit_minutes"])
        messages.success(request, "The hours are kept. Free times are offered by them from now on.")
        return redirect(back)
    page = {"form": form, "person": person, "own": person.pk == request.user.pk, "back": back}
    return render(request, "accounts/hours.html", page)
