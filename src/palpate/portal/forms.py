"""Reading what a page sends. Each reader gives what it could read, and the mistakes by field; what could be
read is kept even when something else on the page is wrong.
"""

import re
from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from palpate.knowledge.model import Finding
from palpate.portal.links import Answers, Link, onset
from palpate.portal.questions import BY_SLUG
from palpate.portal.said import ABOUT, UNSAID, YES_NO
from palpate.portal.words import AVOIDABLE, LIFE, PLACES, QUALITIES, RATINGS, UNITS

Mistakes = dict[str, str]  # id of the field: what is wrong and what would be right
Reading = tuple[Answers, Mistakes]
LONGEST = 2000  # characters of a free text
DRAWN = re.compile(r"^(?:[ML]-?\d{1,4}(?:\.\d)? -?\d{1,4}(?:\.\d)? ?){2,3000}$")
ROWS = 3  # regions and activities that can be named


def read_about(post: QueryDict, link: Link) -> Reading:
    """Who the client is."""
    given: Answers = {name: _text(post, name, 200) for name in ABOUT}
    given["sex"] = given["sex"] if given["sex"] in ("female", "male", UNSAID) else ""
    wrong: Mistakes = {}
    born, mistake = _birth_date(_text(post, "birth_date", 20), link.today)
    given["birth_date"] = born
    if mistake:
        wrong["birth_date"] = mistake
    if given["email"] and not _is_email(given["email"]):
        wrong["email"] = "An address looks like name@example.org."
        given["email"] = ""
    if len(given["phone"]) > 40:
        wrong["phone"] = "A number has at most 40 signs."
        given["phone"] = ""
    return {"about": given}, wrong


def read_why(post: QueryDict, link: Link) -> Reading:
    """The complaint in the client's words, where it is, since when, and how it began."""
    wrong: Mistakes = {}
    regions = [one for one in (_place(post, row, link) for row in range(ROWS)) if one]
    if not regions:
        wrong["region-0"] = "Choose at least one part of the body. The safety questions follow from it."
    for row in range(ROWS):
        if _side_missing(post, row, link):
            wrong[f"side-{row}"] = "Choose the side, or the middle."
    why: Answers = {"words": _text(post, "words"), "regions": regions, "began": _text(post, "began", 20)}
    why["sides"] = [_text(post, f"side-{row}", 10) for row in range(ROWS) if _place(post, row, link)]
    number, unit = _text(post, "since", 6), _text(post, "unit", 10)
    why["onset"] = why["since"] = ""
    if number:
        days = _number(number, 0, 100_000)
        if days is None or unit not in UNITS:
            wrong["since"] = "Write a number, such as 3, and choose days, weeks, months or years."
        else:
            why["onset"] = onset(min(int(days), 36_500), unit, link.today).isoformat()
            why["since"], why["unit"] = int(days), unit
    return {"why": why}, wrong


def read_where(post: QueryDict, link: Link) -> Reading:
    """Quality and strength by mark; the marks themselves come and go one by one."""
    told: Answers = {}
    for name in post:
        if name.startswith("quality-"):
            key = name.removeprefix("quality-")
            quality = _text(post, name, 20)
            told[key] = {
                "quality": quality if quality in QUALITIES else "",
                "intensity": _whole(post, f"intensity-{key}"),
            }
    return {"where": {"told": told}}, {}


def read_group(post: QueryDict, link: Link, ask: tuple[str, ...]) -> Reading:
    """The answers to a group of questions. "None of these" is an answer: it says no to each that was left
    open, and only to those. What an answer before it has settled meanwhile was still shown, and counts.
    """
    given: Answers = {}
    none = bool(post.get("none"))
    wrong: Mistakes = {}
    for finding in dict.fromkeys((*ask, *_shown(post, link))):
        entry = link.knowledge.findings[finding]
        answer = _text(post, f"q-{finding}", 10)
        if answer in YES_NO and not (entry.unit and answer != "unclear"):
            given[finding] = answer
        elif entry.unit and answer:
            number = _number(answer, entry.low or 0, entry.high or 0)
            if number is None:
                wrong[f"q-{finding}"] = _possible(entry)
            else:
                given[finding] = number
        elif none and not entry.unit:
            given[finding] = "absent"
    return {"findings": given}, wrong


def _shown(post: QueryDict, link: Link) -> list[str]:
    """The questions to which the form that was sent holds an answer."""
    named = [name.removeprefix("q-") for name in post if name.startswith("q-")]
    known = link.knowledge.findings
    return [one for one in named if one in known and known[one].asked_of == "client"]


def read_life(post: QueryDict, link: Link) -> Reading:
    """Free words on medicines, allergies, injuries, work, sleep, activity and stress."""
    return {"life": {name: _text(post, name) for name, _ask, _help in LIFE}}, {}


def read_pain(post: QueryDict, link: Link) -> Reading:
    """Pain now, at worst and on average, and up to three activities with how well they go."""
    pain: Answers = {name: _whole(post, name) for name, _ask in RATINGS}
    wrong: Mistakes = {}
    if None not in (pain["now"], pain["worst"]) and pain["worst"] < pain["now"]:
        wrong["worst"] = f"The worst cannot be less than the pain now: choose {pain['now']} or more."
    rows = []
    for row in range(ROWS):
        text, score = _text(post, f"activity-{row}", 120), _whole(post, f"score-{row}")
        rows.append({"text": text, "score": score})
        if text and score is None:
            wrong[f"score-{row}"] = f"Choose from 0 to 10 how well this goes: {text}."
    pain["activities"] = rows
    return {"pain": pain}, wrong


def read_touch(post: QueryDict, link: Link) -> Reading:
    """How the client likes to be touched, how hard at most, and where not."""
    avoid = [region for region in post.getlist("avoid") if region in AVOIDABLE]
    return {
        "touch": {
            "pressure": _text(post, "pressure", 20),
            "ceiling": _whole(post, "ceiling"),
            "avoid": avoid,
            "more": _text(post, "more"),
        }
    }, {}


def read_consent(post: QueryDict, link: Link) -> Reading:
    """The agreement and the signature, drawn or typed."""
    drawn = _text(post, "drawn", 60_000).strip()
    consent = {
        "agreed": bool(post.get("agreed")),
        "name": _text(post, "name", 200),
        "drawn": drawn if DRAWN.match(drawn) else "",
    }
    wrong: Mistakes = {}
    if not consent["agreed"]:
        wrong["agreed"] = "Tick that you have read this and agree. Without it we may not treat you."
    if not (consent["name"] or consent["drawn"]):
        wrong["name"] = "Sign with your finger, or type your full name."
    return {"consent": consent}, wrong


READERS: dict[str, Callable[[QueryDict, Link], Reading]] = {
    "about": read_about,
    "why": read_why,
    "where": read_where,
    "life": read_life,
    "pain": read_pain,
    "touch": read_touch,
    "consent": read_consent,
}


def read(slug: str, post: QueryDict, link: Link, ask: tuple[str, ...]) -> Reading:
    """What a page sent."""
    return read_group(post, link, ask) if slug in BY_SLUG else READERS[slug](post, link)


def _text(post: QueryDict, name: str, longest: int = LONGEST) -> str:
    return str(post.get(name, "")).replace("\x00", "").strip()[:longest]


def _number(text: str, low: float, high: float) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if low <= number <= high else None


def _whole(post: QueryDict, name: str) -> int | None:
    number = _number(_text(post, name, 3), 0, 10)
    return None if number is None else int(number)


def _possible(entry: Finding) -> str:
    return f"Choose a number from {entry.low:g} to {entry.high:g}."


def _birth_date(text: str, today: date) -> tuple[str, str]:
    if not text:
        return "", "Write the day you were born. What is safe depends on age."
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return "", "Write the day you were born as year-month-day, such as 1971-03-12."
    if not (born.year >= 1900 and born <= today):
        return "", f"{born.isoformat()} cannot be a birth date; look at the year."
    return text, ""


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _side_missing(post: QueryDict, row: int, link: Link) -> bool:
    place, side = _place(post, row, link), _text(post, f"side-{row}", 10)
    return place is not None and link.knowledge.regions[str(place["region"])].sided and not side


def _place(post: QueryDict, row: int, link: Link) -> dict[str, str | None] | None:
    region, side = _text(post, f"region-{row}", 40), _text(post, f"side-{row}", 10)
    if region not in PLACES and region not in {one["region"] for one in link.episode.regions}:
        return None
    sided = link.knowledge.regions[region].sided and side in ("left", "right", "both")
    return {"region": region, "side": side if sided else None}
