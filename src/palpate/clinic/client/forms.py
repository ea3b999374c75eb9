"""What is asked of whoever enters a client, a complaint or a visit."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from palpate.accounts.models import Clinic, User
from palpate.accounts.rights import TREATING
from palpate.knowledge import knowledge
from palpate.records.errors import TimeTaken
from palpate.records.models.words import Sex, Side
from palpate.records.times import Wish, offers

PLACES = 3  # how many regions one complaint may name here; the body chart takes more
UNITS = {"days": 1, "weeks": 7, "months": 30, "years": 365}
ENDINGS = (
    "goals reached",
    "as good as it will get",
    "referred on",
    "client's wish",
    "did not come again",
)
YEARS = 10  # further ahead nobody books
MINUTES = (30, 45, 60, 75, 90)


def region_choices() -> list[tuple[str, str]]:
    """The regions a complaint can be at: the larger ones; the body chart says it more closely."""
    known = knowledge()
    areas = [one for one in known.regions.values() if len(one.cells) > 1 and one.id != "whole_body"]
    return [("", "Choose a region"), *sorted(((one.id, one.name) for one in areas), key=lambda one: one[1])]


def title_of(regions: list[dict[str, str | None]]) -> str:
    """What an episode is called when nobody names it: "Right shoulder and neck"."""
    known = knowledge()
    said = []
    for place in regions:
        side = place.get("side") if place.get("side") in ("left", "right") else ""
        said.append(f"{side} {known.regions[str(place['region'])].name.lower()}".strip())
    whole = " and ".join(said)
    return whole[:1].upper() + whole[1:]


class ClientForm(forms.Form):
    """Who the client is."""

    given_name = forms.CharField(
        max_length=100, label="Given name", error_messages={"required": "Write the given name."}
    )
    family_name = forms.CharField(
        max_length=100, label="Family name", error_messages={"required": "Write the family name."}
    )
    birth_date = forms.DateField(
        label="Born", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    sex = forms.ChoiceField(
        label="Sex",
        required=False,
        choices=[("", "not known"), *Sex.choices],
        help_text="Some rules ask for it",
    )
    phone = forms.CharField(
        label="Phone", max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label="Email", required=False)
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    address = forms.CharField(label="Address", required=False, widget=forms.Textarea({"rows": 2}))
    emergency_contact = forms.CharField(label="Whom to call in an emergency", max_length=200, required=False)
    physician_name = forms.CharField(label="Physician", max_length=200, required=False)
    physician_address = forms.CharField(
        label="Physician's address", required=False, widget=forms.Textarea({"rows": 2})
    )
    notes = forms.CharField(
        label="Anything to remember",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="stands on the client's page",
    )

    def clean_birth_date(self) -> date | None:
        """Refuse what cannot be a birth date."""
        born: date | None = self.cleaned_data["birth_date"]
        if born and not date(1900, 1, 1) <= born <= date.today():
            raise forms.ValidationError("A birth date lies between 1900 and today.")
        return born


class ComplaintForm(forms.Form):
    """Where it hurts, since when, and how the client says it."""

    title = forms.CharField(
        label="Name of it", max_length=200, required=False, help_text="if empty, the place is its name"
    )
    since = forms.IntegerField(label="For how long", min_value=0, max_value=1000, required=False)
    unit = forms.ChoiceField(
        label="Unit", choices=[(one, one) for one in UNITS], initial="weeks", required=False
    )
    words = forms.CharField(label="In the client's words", required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for number in range(1, PLACES + 1):
            self.fields[f"region{number}"] = forms.ChoiceField(
                label="Where it hurts" if number == 1 else "And where",
                choices=region_choices(),
                required=number == 1,
                error_messages={"required": "Choose the place that hurts most."},
            )
            self.fields[f"side{number}"] = forms.ChoiceField(
                label="Side", choices=[("", "which side?"), *Side.choices], required=False
            )

    @property
    def places(self) -> list[tuple[Any, Any]]:
        """The fields of each region with its side."""
        return [(self[f"region{number}"], self[f"side{number}"]) for number in range(1, PLACES + 1)]

    def clean(self) -> dict[str, Any]:
        """A region that has sides needs one."""
        given = super().clean() or self.cleaned_data
        regions = knowledge().regions
        for number in range(1, PLACES + 1):
            region = given.get(f"region{number}")
            if region and regions[region].sided and not given.get(f"side{number}"):
                self.add_error(f"side{number}", f"{regions[region].name}: left, right or both?")
        return given

    def episode(self, today: date) -> dict[str, Any]:
        """The fields of the episode."""
        given = self.cleaned_data
        chosen = [(given.get(f"region{n}"), given.get(f"side{n}")) for n in range(1, PLACES + 1)]
        sided = knowledge().regions
        regions = [
            {"region": region, "side": (side or None) if sided[region].sided else None}
            for region, side in chosen
            if region
        ]
        since = given.get("since")
        onset = None if since is None else today - timedelta(days=since * UNITS[given.get("unit") or "days"])
        title = given["title"] or title_of(regions)
        return {"regions": regions, "onset_date": onset, "words": given["words"], "title": title[:200]}


def moment_ahead(text: str) -> datetime | None:
    """The moment that a tap on a free time sends, in UTC; None for anything else, for the past, and for what
    is more than some years ahead.
    """
    try:
        moment = parse_datetime(text[:40])
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment) or moment.year > date.today().year + YEARS:
        return None
    return moment.astimezone(UTC) if moment > timezone.now() else None


class VisitForm(forms.Form):
    """When, how long, with whom."""

    date = forms.DateField(
        label="Date",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "On which day?"},
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput({"type": "time", "step": 300}, format="%H:%M"),
        error_messages={"required": "At what time?"},
    )
    minutes = forms.TypedChoiceField(
        label="Minutes",
        coerce=int,
        initial=60,
        choices=[(one, f"{one} minutes") for one in MINUTES],
        error_messages={"required": "Choose how long the visit takes."},
    )
    therapist = forms.ModelChoiceField(
        label="With",
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose who treats."},
    )
    anyway = forms.BooleanField(label="Book it all the same", required=False)
    taken = False  # whether the time was refused because another visit is in the way

    def __init__(self, *args: Any, clinic: Clinic, **more: Any) -> None:
        super().__init__(*args, **more)
        self.clinic = clinic
        people = User.objects.filter(clinic=clinic, role__in=TREATING, is_active=True)
        field: Any = self.fields["therapist"]
        field.queryset = people.order_by("display_name", "username")

    def clean_date(self) -> Any:
        """Refuse what cannot be the date of a visit."""
        day = self.cleaned_data["date"]
        if day and not 1900 <= day.year <= date.today().year + YEARS:
            raise forms.ValidationError(f"A visit lies between 1900 and {YEARS} years from now.")
        return day

    def visit(self) -> dict[str, Any]:
        """The fields of the visit, at the clinic's clock."""
        given = self.cleaned_data
        starts = datetime.combine(given["date"], given["time"], ZoneInfo(self.clinic.time_zone))
        return {
            "starts_at": starts,
            "minutes": given["minutes"],
            "therapist": given["therapist"],
            "free": not given["anyway"],
        }

    def refuse(self, why: TimeTaken) -> None:
        """Say what is in the way, and ask whether to book beside it."""
        self.taken = True
        zone = ZoneInfo(self.clinic.time_zone)
        times = " and ".join(
            f"{begins.astimezone(zone):%H:%M} to {ends.astimezone(zone):%H:%M}" for begins, ends in why.others
        )
        kept = f", and keeps {why.buffer} minutes free after each" if why.buffer else ""
        self.add_error("time", f"{why.therapist} has a visit from {times}{kept}.")


class FirstVisitForm(VisitForm):
    """A first visit that may also be booked later; `slot` is one of the free times of `by`, by one tap."""

    slot = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, by: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.by = by
        for name in ("date", "time"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A date needs its time, and a time its date."""
        given = super().clean() or self.cleaned_data
        if given.get("slot"):
            return self._of_slot(given)
        if given.get("date") and not given.get("time"):
            self.add_error("time", "At what time?")
        if given.get("time") and not given.get("date"):
            self.add_error("date", "On which day?")
        return given

    def _of_slot(self, given: dict[str, Any]) -> dict[str, Any]:
        """The date and the time of the free time that was tapped."""
        starts = moment_ahead(given["slot"])
        if starts is None:
            self.add_error("date", "That time has passed; choose another.")
        elif given.get("therapist") not in (None, self.by):
            self.add_error(
                "therapist", f"The free times are those of {self.by}; write a date and a time instead."
            )
        else:
            here = starts.astimezone(ZoneInfo(self.clinic.time_zone))
            given |= {"date": here.date(), "time": here.time()}
        return given

    def offered(self) -> list[datetime]:
        """The first free times from today on; none for who does not treat."""
        if self.by.role not in TREATING:
            return []
        zone, now = ZoneInfo(self.clinic.time_zone), timezone.now()
        wish = Wish(now.astimezone(zone).date(), None, self.by.visit_minutes, now)
        return sorted(offers(self.by, zone, wish, most=5))

    @property
    def booked(self) -> bool:
        """Whether a time was given."""
        return bool(self.cleaned_data.get("date"))


class DischargeForm(forms.Form):
    """How an episode ends."""

    on = forms.DateField(label="On", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.ChoiceField(
        label="Why",
        choices=[(one, one) for one in ENDINGS],
    )
    summary = forms.CharField(label="In short", required=False, widget=forms.Textarea({"rows": 2}))
