"""Rules and limits in plain English, for pages and letters: what a therapist would say out loud."""

from collections.abc import Iterable

import msgspec

from palpate.knowledge.expression import (
    Always,
    BothSides,
    Bounds,
    Client,
    ComplaintAt,
    Count,
    Expression,
    IfKnown,
    Not,
    Number,
    Points,
    Present,
    SexIs,
)
from palpate.knowledge.load import Knowledge
from palpate.knowledge.model import Limit


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as words: a single statement, or a heading ("any of") over its parts."""

    words: str
    finding: str = ""  # the finding a single statement is about, so that a page can link it
    parts: tuple["Said", ...] = ()


def say(rule: Expression, knowledge: Knowledge) -> str:
    """The rule in one sentence: "Night pain and any of (Fever; Weight loss)"."""
    return flat(said(rule, knowledge))


def said(rule: Expression, knowledge: Knowledge) -> Said:
    """The rule as a tree of words. A finding that does not exist is shown by its id."""
    match rule:
        case Always():
            return Said(words="Always")
        case Present(finding):
            return Said(words=_name(finding, knowledge), finding=finding)
        case BothSides(finding):
            return Said(words=f"{_name(finding, knowledge)}, left and right", finding=finding)
        case Number():
            return _number(rule, knowledge)
        case Client(what, bounds):
            return Said(words=_client(what, bounds))
        case SexIs(sex):
            return Said(words=sex.capitalize())
        case ComplaintAt(regions):
            names = [_region(one, knowledge) for one in regions]
            return Said(words=f"The complaint is at: {_or(names)}")
        case Not(part):
            return _not(part, knowledge)
        case IfKnown(part):
            inner = said(part, knowledge)
            return Said(
                words=f"{inner.words} (counts when it is seen)", finding=inner.finding, parts=inner.parts
            )
        case Count(least, parts):
            return _count(least, parts, knowledge)
        case Points(weighted, bounds):
            return _points(weighted, bounds, knowledge)


def flat(tree: Said) -> str:
    """A tree of words on one line."""
    if not tree.parts:
        return tree.words
    inner = [flat(part) if not part.parts else f"({flat(part)})" for part in tree.parts]
    if len(inner) == 2 and tree.words in ("All of", "Any of"):
        return f"{inner[0]} {'and' if tree.words == 'All of' else 'or'} {inner[1]}"
    return f"{tree.words.lower()}: {'; '.join(inner)}"


def say_limit(limit: Limit) -> tuple[str, ...]:
    """What a limit forbids or caps, one short clause each; empty for a limit that leaves all free."""
    clauses = [
        "no massage at all here" if limit.everything else "",
        "" if limit.pressure_at_most is None else f"pressure up to {limit.pressure_at_most} of 10",
        "" if limit.minutes_at_most is None else f"at most {_minutes(limit.minutes_at_most)} here",
        f"no faster than {limit.speed_at_most}" if limit.speed_at_most else "",
        _none_of(limit.contact),
        _none_of(limit.movement),
        _none_of(limit.temperature),
        _none_of(limit.product),
        f"not lying or sitting {_or(map(plain_word, limit.position))}" if limit.position else "",
    ]
    return tuple(clause for clause in clauses if clause)


def plain_word(word: str) -> str:
    """A word of the vocabularies as people write it: passive_end_range as "passive end range"."""
    return word.replace("_", " ").replace("very-low", "very low")


def say_bounds(bounds: Bounds, unit: str = "") -> str:
    """A comparison in words: "at least 38 °C", "over 3 and at most 5 cm"."""
    tail = f" {unit}" if unit else ""
    named = (
        ("at least", bounds.at_least),
        ("over", bounds.over),
        ("at most", bounds.at_most),
        ("under", bounds.under),
    )
    return " and ".join(f"{words} {number:g}" for words, number in named if number is not None) + tail


def _number(rule: Number, knowledge: Knowledge) -> Said:
    if rule.of == "score":
        measure = knowledge.measures.get(rule.finding)
        name, unit = (measure.name, measure.unit) if measure else (rule.finding, "")
        return Said(words=f"{name}: {say_bounds(rule.bounds, unit)}")
    name, finding = _name(rule.finding, knowledge), knowledge.findings.get(rule.finding)
    unit = finding.unit if finding else ""
    if rule.of == "difference":
        words = f"{name}: left and right differ by {say_bounds(rule.bounds, unit)}"
    elif rule.of == "loss":
        words = f"{name}: {say_bounds(_percent(rule.bounds), '%')} is lost"
    else:
        words = f"{name}: {say_bounds(rule.bounds, unit)}"
    return Said(words=words, finding=rule.finding)


def _percent(bounds: Bounds) -> Bounds:
    shares = (bounds.at_least, bounds.over, bounds.at_most, bounds.under)
    return Bounds(*(None if share is None else share * 100 for share in shares))


def _client(what: str, bounds: Bounds) -> str:
    if what == "age":
        return f"Age {say_bounds(bounds, 'years')}"
    return f"It began {say_bounds(bounds, 'days')} ago"


def _not(part: Expression, knowledge: Knowledge) -> Said:
    inner = said(part, knowledge)
    if not inner.parts:
        return Said(
            words=f"{inner.words}: absent" if inner.finding else f"Not: {inner.words}", finding=inner.finding
        )
    if inner.words == "Any of":
        return Said(words="None of", parts=inner.parts)
    return Said(words="Not this together", parts=(inner,))


def _count(least: int, parts: tuple[Expression, ...], knowledge: Knowledge) -> Said:
    if len(parts) == 1:
        return said(parts[0], knowledge)
    words = "All of" if least == len(parts) else "Any of" if least == 1 else f"At least {least} of"
    return Said(words=words, parts=tuple(said(part, knowledge) for part in parts))


def _points(weighted: tuple[tuple[float, Expression], ...], bounds: Bounds, knowledge: Knowledge) -> Said:
    rows = []
    for points, part in weighted:
        inner = said(part, knowledge)
        sign = f"{points:+g}".replace("-", "−")
        rows.append(Said(words=f"{sign}: {inner.words}", finding=inner.finding, parts=inner.parts))
    return Said(words=f"Points {say_bounds(bounds)} from", parts=tuple(rows))


def _name(finding: str, knowledge: Knowledge) -> str:
    entry = knowledge.findings.get(finding)
    return entry.name if entry else finding


def _region(region: str, knowledge: Knowledge) -> str:
    entry = knowledge.regions.get(region)
    return entry.name.lower() if entry else region


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


def _none_of(words: Iterable[str]) -> str:
    named = _or(map(plain_word, words))
    return f"no {named}" if named else ""


def _or(words: Iterable[str]) -> str:
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}" if listed else ""
