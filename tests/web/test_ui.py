"""The template tags and filters."""

import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, engines
from django.utils import timezone

from palpate.knowledge import knowledge
from palpate.pages.templatetags import palpate_ui as ui

MOMENT = datetime.datetime(2026, 3, 12, 9, 5, tzinfo=datetime.UTC)


def draw(text: str, **context: object) -> str:
    return engines["django"].from_string(text).render(context)


@pytest.mark.parametrize("level", list(ui.LEVELS))
def test_each_level_has_a_shape_and_a_word(level: str) -> None:
    text = ui.triage(level)
    shape, word, _ = ui.LEVELS[level]
    assert f"#{shape}" in text
    assert word in text


def test_the_levels_differ_in_shape_and_word() -> None:
    assert (
        len({shape for shape, _, _ in ui.LEVELS.values()})
        == len({word for _, word, _ in ui.LEVELS.values()})
        == 5
    )


def test_nothing_chosen_is_unknown() -> None:
    assert "checked" not in ui.seg("night_pain", None, "Night pain")


@pytest.mark.parametrize(
    ("value", "word"), [(True, "present"), (False, "absent"), ("unclear", "unclear"), ("present", "present")]
)
def test_the_answer_is_the_one_checked(value: object, word: str) -> None:
    text = ui.seg("night_pain", value, "Night pain")
    assert text.count("checked") == 1
    assert f'value="{word}" checked' in text


def test_text_from_outside_is_escaped() -> None:
    assert "<script>" not in ui.seg("x", None, "<script>", hx_post='"><script>')


def test_what_is_given_beside_becomes_an_attribute() -> None:
    assert 'hx-post="/a/"' in draw('{% seg "x" None "X" hx_post="/a/" %}')


def test_a_source_is_a_letter_that_leads_to_it() -> None:
    key, entry = next(iter(knowledge().sources.items()))
    text = ui.source(key)
    assert f'href="/knowledge/sources/{key}/"' in text
    assert 'class="src"' in text
    assert ">Q<" in ui.source(key, "secondary")
    assert entry.title.split()[0] in text


def test_judgement_is_marked_as_such() -> None:
    text = ui.source(SimpleNamespace(source=None, judgement="No figure is published."))
    assert 'class="src j"' in text
    assert "No figure is published." in text
    assert ui.source(None) == ""


def test_a_probability_is_never_written_without_its_range_aloud() -> None:
    text = ui.probability(0.58, 0.44, 0.71)
    assert "58 %" in text
    assert "range 44 to 71" in text


@pytest.mark.parametrize(
    ("value", "text"), [(0.004, "under 1"), (0.0, "0"), (0.5, "50"), (0.996, "over 99"), (1.0, "100")]
)
def test_what_is_not_quite_certain_is_not_written_as_certain(value: float, text: str) -> None:
    assert ui.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(20.0, "20"), (1.25, "1.25"), (None, "–"), (112.4, "112"), (99.96, "100")]
)
def test_a_figure_has_no_empty_decimal(value: float | None, text: str) -> None:
    assert ui.figure(value) == text


def test_dates_are_shown_in_the_time_zone_of_the_clinic() -> None:
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        assert ui.day(MOMENT.replace(hour=20)) == "Fri 13 Mar 2026"
        assert ui.clock(MOMENT) == "22:05"
    assert ui.day(datetime.date(2026, 3, 12)) == "Thu 12 Mar 2026"
    assert ui.day(None) == ui.clock(None) == ui.ago(None) == ""


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "today"), (1, "yesterday"), (3, "3 days ago"), (35, "5 weeks ago"), (150, "5 months ago")],
)
def test_how_long_ago_in_a_word(days: int, text: str) -> None:
    assert ui.ago(timezone.localdate() - datetime.timedelta(days=days)) == text


def test_a_day_to_come_is_given_as_its_date() -> None:
    coming = timezone.localdate() + datetime.timedelta(days=3)
    assert ui.ago(coming) == ui.day(coming)


def test_tags_need_no_load() -> None:
    assert 'class="pips"' in Template("{% pressure_window 1 5 4 %}").render(Context())
    assert 'class="ladder mind"' in draw('{% ladder "refer" %}')
