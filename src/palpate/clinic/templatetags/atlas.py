"""Links, rules and figures of the knowledge as pages show them."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from palpate.clinic.atlas.kinds import name_of
from palpate.knowledge import knowledge
from palpate.knowledge.expression import Expression
from palpate.knowledge.say import Said, plain_word, said, say_limit
from palpate.pages.templatetags.palpate_ui import figure, icon, source, triage

register = template.Library()


@register.simple_tag
def entry(kind: str, name: str) -> SafeString:
    """The name of an entry, linked to its page; the bare id where there is none."""
    found = getattr(knowledge(), kind).get(name)
    if found is None:
        return format_html("{}", plain_word(name))
    return format_html('<a href="{}">{}</a>', reverse("clinic:entry", args=[kind, name]), name_of(found))


@register.simple_tag
def compare_link(name: str) -> SafeString:
    """The name of a condition, linked to its comparison of techniques."""
    found = knowledge().conditions[name]
    return format_html('<a href="{}">{}</a>', reverse("clinic:compare", args=[name]), found.name)


@register.simple_tag
def entries(kind: str, names: Iterable[str]) -> SafeString:
    """Several entries, linked, with commas between."""
    return format_html_join(", ", "{}", ((entry(kind, name),) for name in names))


@register.simple_tag
def rule(key: str | Expression) -> SafeString:
    """A rule in words as nested lists, each finding linked. Takes a rule's id, or the rule."""
    expression = knowledge().rules[key] if isinstance(key, str) else key
    return format_html('<div class="rule">{}</div>', _tree(said(expression, knowledge())))


def _tree(tree: Said) -> SafeString:
    if not tree.finding:
        words = format_html("{}", tree.words)
    else:
        words = format_html(
            '<a href="{}">{}</a>', reverse("clinic:entry", args=["findings", tree.finding]), tree.words
        )
    if not tree.parts:
        return words
    return format_html(
        "{}<ul>{}</ul>", words, format_html_join("", "<li>{}</li>", ((_tree(one),) for one in tree.parts))
    )


@register.simple_tag
def rests(thing: Any) -> SafeString:
    """What a figure or sentence rests on: its source mark; for a judgement its sentence too."""
    mark, judgement = source(thing), getattr(thing, "judgement", None)
    if not judgement or getattr(thing, "source", None):
        return mark
    return format_html('{} <small class="soft" aria-hidden="true">{}</small>', mark, judgement)


@register.filter
def ranged(thing: Any) -> str:
    """A figure with its unit and its 95 % interval: "5 degrees (3 to 8)"."""
    if thing is None:
        return "–"
    unit = f" {thing.unit}" if getattr(thing, "unit", "") else ""
    if thing.low is None or thing.high is None:
        return f"{figure(thing.value)}{unit}"
    return f"{figure(thing.value)}{unit} ({figure(thing.low)} to {figure(thing.high)})"


@register.filter
def share(thing: Any) -> str:
    """A figure that is a fraction of 1, as per cent with its interval: "83 % (70 to 91)"."""
    if thing is None:
        return "–"
    whole = f"{thing.value * 100:.0f} %"
    if thing.low is None or thing.high is None:
        return whole
    return f"{whole} ({thing.low * 100:.0f} to {thing.high * 100:.0f})"


@register.filter
def words(value: Any) -> str:
    """Words of a vocabulary as people write them, joined: ("passive_end_range", "thrust")."""
    listed = (value,) if isinstance(value, str) else value
    return ", ".join(plain_word(one) for one in listed)


@register.filter
def limits(limit: Any) -> tuple[str, ...]:
    """What a limit narrows, in short clauses."""
    return say_limit(limit)


@register.simple_tag
def triage_of(urgency: str) -> SafeString:
    """The urgency of a red flag as shape, word and colour; caution has no level of its own."""
    if urgency == "caution":
        return format_html('<span class="tri mind">{}Caution</span>', icon("restrict"))
    return triage(urgency)


@register.filter
def estimate(effect: Any) -> str:
    """A published effect with its interval: "−1.24 (−1.85 to −0.64)"."""
    numbers = effect.estimate
    if numbers.low is None or numbers.high is None:
        return _signed(numbers.value)
    return f"{_signed(numbers.value)} ({_signed(numbers.low)} to {_signed(numbers.high)})"


def _signed(value: float) -> str:
    return figure(value).replace("-", "−")
