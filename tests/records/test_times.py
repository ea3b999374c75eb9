"""Free times: within the hours of the clinic's place, beside nobody, also where the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from palpate.accounts.hours import day_of, is_week, spans_on, usual_week, written
from palpate.accounts.models import Role, User
from palpate.records import acts
from palpate.records.errors import TimeTaken
from palpate.records.models.words import State
from palpate.records.times import Taken, Wish, free_starts, gaps, in_the_way, offers, taken
from tests.records.conftest import Cast

# Where the clock goes forward and back, at midnight, by half an hour, and never.
ZONES = ("Europe/Vienna", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "UTC")
# The weeks about the changes of 2026, and a quiet one.
DAYS = st.sampled_from(
    [
        date(2026, month, day) + timedelta(days=off)
        for month, day in ((3, 8), (3, 29), (4, 5), (9, 6), (10, 4), (10, 25), (11, 1), (6, 10))
        for off in (-1, 0, 1)
    ]
)
CLOCK = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")


@st.composite
def weeks(draw):
    """A week with up to three spans a day, by the quarter of an hour."""
    return [
        [list(pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
        for edges in (sorted(draw(st.sets(CLOCK, max_size=6))) for _ in range(7))
    ]


def minutes_of(moment, zone):
    here = moment.astimezone(zone)
    return here.date(), here.time()


@given(
    week=weeks(),
    day=DAYS,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    minutes=st.sampled_from((5, 30, 60, 90)),
    buffer=st.sampled_from((0, 10, 15)),
    booked=st.lists(st.tuples(st.integers(0, 287), st.sampled_from((30, 45, 60, 240))), max_size=5),
)  # fmt: skip
def test_a_free_time_is_within_the_hours_and_beside_nobody(week, day, zone, minutes, buffer, booked):
    is_week(week)
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    others = [
        Taken(at, at + timedelta(minutes=long), None)
        for at, long in ((midnight + timedelta(minutes=5 * number), long) for number, long in booked)
    ]
    spans = list(spans_on(week, day, zone))
    after = midnight + timedelta(hours=7)
    length, kept = timedelta(minutes=minutes), timedelta(minutes=buffer)
    found = list(free_starts(spans, others, minutes, buffer, after))
    assert found == sorted(found)
    for start in found:
        assert start > after
        assert any(span.starts <= start and start + length <= span.ends for span in spans)
        # By the clock on the wall: that day, not before work begins, not after it ends.
        on, at = minutes_of(start, zone)
        assert on == day and time.fromisoformat(week[day.weekday()][0][0]) <= at
        over_on, over_at = minutes_of(start + length, zone)
        assert over_on == day and over_at <= time.fromisoformat(week[day.weekday()][-1][1])
        for one in others:
            assert start >= one.ends + kept or start + length + kept <= one.starts
    # Nothing that fits on a quarter of an hour of the span is left out.
    for span in spans:
        start = span.starts
        while start + length <= span.ends:
            if start > after and not in_the_way(start, minutes, buffer, others):
                assert start in found
            start += timedelta(minutes=15)
    for gap in gaps(spans, sorted(others, key=lambda one: one.starts), buffer, minutes):
        assert not in_the_way(gap.starts, minutes, buffer, others)


def test_the_clock_of_the_clinic_holds_on_the_day_it_is_changed():
    zone = ZoneInfo("Europe/Vienna")
    spring, winter = (
        next(spans_on([[["01:00", "05:00"]]] * 7, day, zone))
        for day in (date(2026, 3, 29), date(2026, 10, 25))
    )
    assert spring.ends - spring.starts == timedelta(hours=3)
    assert winter.ends - winter.starts == timedelta(hours=5)
    assert not list(spans_on([[["02:00", "03:00"]]] * 7, date(2026, 3, 29), zone))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9-12, 13-18:30", [["09:00", "12:00"], ["13:00", "18:30"]]),
        ("13.15 – 17 8 to 12", [["08:00", "12:00"], ["13:15", "17:00"]]),
        ("", []),
    ],
)
def test_a_day_is_written_by_hand(text, spans):
    assert day_of(text, "Monday") == spans
    assert day_of(written(spans), "Monday") == spans


@pytest.mark.parametrize("text", ["9", "9-12 and later", "12-9", "9-12, 11-14", "9-25", "9:75-10"])
def test_what_is_no_day_is_refused_with_what_would_be_right(text):
    with pytest.raises(ValidationError, match=r"Monday.*9-12"):
        day_of(text, "Monday")


@pytest.mark.parametrize("value", [None, [], [[["09:00"]]] + [[]] * 6, [[["12:00", "09:00"]]] + [[]] * 6])
def test_what_is_no_week_is_refused(value):
    with pytest.raises(ValidationError):
        is_week(value)


@pytest.fixture
def monday(cast: Cast) -> datetime:
    """Ten on a Monday to come, at the clinic's place."""
    zone = ZoneInfo(cast.clinic.time_zone)
    day = date(2031, 5, 5)
    return datetime.combine(day, time(10), zone)


def test_offers_are_about_the_day_and_never_beside_a_visit(cast: Cast, monday: datetime) -> None:
    by, zone = cast.therapist, ZoneInfo(cast.clinic.time_zone)
    by.week = usual_week()
    for start in (monday, monday + timedelta(hours=4)):
        acts.book_visit(by=by, episode=cast.episode, therapist=by, starts_at=start)
    wish = Wish(monday.date(), time(10), 60, monday - timedelta(days=9))
    found = [one.astimezone(zone) for one in offers(by, zone, wish)]
    assert [f"{one:%a %H:%M}" for one in found[:2]] == ["Mon 16:00", "Tue 10:00"] or found[
        0
    ].date() == monday.date()
    others = taken(by, monday - timedelta(days=20), monday + timedelta(days=20))
    assert len(found) == 6 == len(set(found))
    for one in found:
        assert not in_the_way(one.astimezone(UTC), 60, by.buffer_minutes, others)
        assert one.weekday() < 5


def test_a_time_that_is_taken_is_not_booked(cast: Cast, monday: datetime) -> None:
    by = cast.therapist
    of = {"by": by, "episode": cast.episode, "therapist": by}
    first = acts.book_visit(**of, starts_at=monday, free=True)
    for off in (-74, -30, 0, 45, 74):
        with pytest.raises(TimeTaken, match="another visit then"):
            acts.book_visit(**of, starts_at=monday + timedelta(minutes=off), free=True)
    other = acts.book_visit(**of, starts_at=monday + timedelta(minutes=75), free=True)
    with pytest.raises(TimeTaken):
        acts.change_visit(by=by, visit=other, starts_at=monday + timedelta(minutes=30), free=True)
    acts.change_visit(
        by=by, visit=other, starts_at=monday + timedelta(minutes=90), free=True
    )  # beside itself
    acts.change_visit_state(by=by, visit=first, state=State.CANCELLED)
    acts.book_visit(**of, starts_at=monday, free=True)


def test_others_of_the_clinic_are_not_in_the_way(cast: Cast, monday: datetime) -> None:
    colleague = User.objects.create_user("colleague", clinic=cast.clinic, role=Role.THERAPIST)
    acts.book_visit(by=colleague, episode=cast.episode, therapist=colleague, starts_at=monday)
    acts.book_visit(
        by=cast.therapist, episode=cast.episode, therapist=cast.therapist, starts_at=monday, free=True
    )
