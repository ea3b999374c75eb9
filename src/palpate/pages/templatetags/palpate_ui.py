"""The parts of the look as template tags (docs/look.md shows each). Pages need no `load` for them."""

import datetime
import math
from functools import cache, lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from palpate.drawing.charts import bar, motion, pips
from palpate.drawing.exercise import drawings
from palpate.drawing.exercise import exercise_figure as drawn
from palpate.knowledge import knowledge
from palpate.pages import offline
from palpate.pages.addresses import address

register = template.Library()

# Level: its icon, its word, the class of its colour.
LEVELS = {
    "treat": ("treat", "Treat", "ok"),
    "treat-with-restrictions": ("restrict", "Treat with restrictions", "mind"),
    "refer": ("refer", "Refer to a physician", "mind"),
    "same-day": ("sameday", "Physician the same day", "stop"),
    "emergency": ("emergency", "Emergency", "stop"),
}
ANSWERS = (
    ("present", "yes", "+", "present", "Yes"),
    ("absent", "no", "−", "absent", "No"),
    ("unclear", "dunno", "?", "unclear", "Not known"),
)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """One drawing of the sprite, without a word of its own: `{% icon "search" %}`."""
    return _icon(name, f"i {extra}".strip(), static("palpate/icons.svg"))


@cache
def _icon(name: str, classes: str, sprite: str) -> SafeString:
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, sprite, name)


@register.simple_tag
def row_id() -> SafeString:
    """The id of what a form will write, beside its `csrf_token`: sending it twice stores it once."""
    return format_html('<input type="hidden" name="row_id" value="{}">', uuid4())


@register.simple_tag(takes_context=True)
def keeper(context: template.Context) -> SafeString:
    """In the head of a page: whose browser it is, and the key that seals what it keeps while it is offline. A
    page drawn for nobody says "none", and what was kept is forgotten; one drawn without a request, nothing.
    """
    if "user" not in context:
        return SafeString("")
    found = offline.keeper(context["user"], str(context.get("token", ""))) or "none"
    return format_html('<meta name="palpate-keeper" content="{}">', found)


@register.simple_tag
def at(name: str, key: Any) -> str:
    """The address of that name for the thing with this id: `{% at "clinic:client" client.first %}`."""
    return address(name, key)


@register.simple_tag
def triage(level: str) -> SafeString:
    """A triage level as shape, word and colour."""
    shape, word, colour = LEVELS[level]
    return format_html('<span class="tri {}">{}{}</span>', colour, icon(shape), word)


@register.simple_tag
def ladder(level: str) -> SafeString:
    """The five levels in a row with the one that holds standing out."""
    rung = list(LEVELS).index(level)
    shapes = format_html_join(
        "", "{}", ((icon(shape, "on" if one == level else ""),) for one, (shape, _, _) in LEVELS.items())
    )
    return format_html(
        '<span class="ladder {}" role="img" aria-label="Level {} of 5">{}</span>',
        LEVELS[level][2],
        rung + 1,
        shapes,
    )


@register.simple_tag
def source(thing: Any, read: str = "") -> SafeString:
    """The mark of where a figure comes from: R pooled review, S one study, Q quoted elsewhere, J judgement.

    `thing` is a source id, or anything with `source` and `judgement` (a Figure, say). Empty gives nothing.
    """
    judgement = getattr(thing, "judgement", None)
    key = thing if isinstance(thing, str) else getattr(thing, "source", None)
    if key:
        return _link(key, read or getattr(thing, "read", "") or "")
    if judgement:
        return format_html(
            '<span class="src j" role="img" title="Clinical judgement: {}">J</span>',
            judgement,
        )
    return SafeString("")


def _link(key: str, read: str) -> SafeString:
    entry = knowledge().sources[key]
    letter = "Q" if read == "secondary" else "R" if "review" in entry.kind or "meta" in entry.kind else "S"
    title = f"{entry.title} ({entry.year})" if entry.year else entry.title
    # Its title is read aloud with the link, so that it stands on the page once.
    return format_html(
        '<a class="src" href="{}knowledge/sources/{}/" title="{}">{}<span class="vh">, source</span></a>',
        get_script_prefix(), key, title, letter,
    )  # fmt: skip


@register.simple_tag
def probability(value: float, low: float | None = None, high: float | None = None) -> SafeString:
    """A probability (0 to 1) in words with its bar; the paler part of the bar is its range."""
    span = "" if low is None or high is None else f", range {percent(low)} to {percent(high)}"
    drawing = SafeString(bar(value, low, high))
    return format_html(
        '<p class="pct">{} % <small class="vh">{}</small></p>{}', percent(value), span, drawing
    )


@register.simple_tag
def pressure_window(least: float, most: float, usual: float | None = None) -> SafeString:
    """Which pressures (0 to 10) are open, which are shut, and which is meant."""
    return SafeString(pips(least, most, usual))


@register.simple_tag
def motion_bar(here: float, beside: float | None = None, usual: float | None = None) -> SafeString:
    """A range of motion in degrees as a bar against the usual one, with a tick at the other side's."""
    return SafeString(motion(here, beside, usual))


@register.simple_tag
def seg(name: str, value: Any = None, label: str = "", words: bool = False, **more: Any) -> SafeString:
    """Present, absent, unclear as joined radio buttons; nothing chosen means unknown.

    `value` is "present", "absent", "unclear", True, False or None. The form sends the word.
    `words=True` writes Yes, No, Not known. What else is given becomes an attribute (`hx_post=url`).
    """
    chosen = {True: "present", False: "absent"}.get(value, value)
    body = format_html_join(
        "", "{}", ((_choice(name, answer, answer[0] == chosen, words),) for answer in ANSWERS)
    )
    attributes = format_html_join(
        "", ' {}="{}"', ((key.replace("_", "-"), item) for key, item in more.items())
    )
    return format_html(
        '<fieldset class="seg{}"{}><legend class="vh">{}</legend>{}</fieldset>',
        " words" if words else "", attributes, label or name, body,
    )  # fmt: skip


def _choice(name: str, answer: tuple[str, ...], chosen: bool, words: bool) -> SafeString:
    value, colour, sign, spoken, word = answer
    shown = (
        format_html("<span>{}</span>", word)
        if words
        else format_html('<span aria-hidden="true">{}</span><b class="vh">{}</b>', sign, spoken)
    )
    return format_html(
        '<label class="{}"><input type="radio" name="{}" value="{}"{}>{}</label>',
        colour, name, value, SafeString(" checked") if chosen else "", shown,
    )  # fmt: skip


@register.filter
def percent(value: float) -> str:
    """0.583 as 58; what is not quite nothing or all is never written 0 or 100."""
    if 0 < value < 0.01:
        return "under 1"
    return "over 99" if 0.99 < value < 1 else str(math.floor(value * 100 + 0.5))


@register.filter
def figure(value: float | None) -> str:
    """A number without an empty decimal: 20.0 as 20, 1.25 as 1.25; nothing as a dash."""
    return "–" if value is None else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _date(value: datetime.date) -> datetime.date:
    return timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value


@register.filter
def day(value: datetime.date | None) -> str:
    """A date as "Thu 12 Mar 2026"."""
    return _day(_date(value)) if value else ""


@lru_cache(maxsize=512)
def _day(value: datetime.date) -> str:
    return f"{value:%a} {value.day} {value:%b %Y}"


@register.filter
def clock(value: datetime.datetime | None) -> str:
    """The time of day in the clinic's time zone, as 10:26."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def ago(value: datetime.date | None) -> str:
    """How long since a date, in a word: today, yesterday, 3 days ago, 5 weeks ago."""
    if not value:
        return ""
    days = (timezone.localdate() - _date(value)).days
    if days < 0:
        return day(value)
    if days < 2:
        return ("today", "yesterday")[days]
    return (
        f"{days} days ago"
        if days < 21
        else f"{days // 7} weeks ago"
        if days < 120
        else f"{days // 30} months ago"
    )


@register.simple_tag
def exercise_figure(exercise: str) -> SafeString:
    """The drawing of an exercise (its id), named after it; nothing where there is none."""
    drawing = drawings().get(exercise)
    entry = knowledge().exercises.get(exercise)
    return SafeString(drawn(drawing, entry.name)) if drawing and entry else SafeString("")


@register.simple_tag
def maneuver_figure(finding: str) -> SafeString:
    """The drawing of a test (its id) with the words for its marks; nothing where there is none."""
    from palpate.drawing.maneuver import legend, maneuver_svg, seen_from  # once one is looked at

    svg = maneuver_svg(finding)
    if svg is None:
        return SafeString("")
    marks = format_html_join(
        "", "<span>{}{}</span>", ((SafeString(mark), word) for mark, word in legend(finding))
    )
    told = format_html("<figcaption><span>{}.</span>{}</figcaption>", seen_from(finding), marks)
    return format_html('<figure class="drawn">{}{}</figure>', SafeString(svg), told)
