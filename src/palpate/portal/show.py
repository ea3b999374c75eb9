"""What each page shows: its fields with what was answered, and the mistakes beside them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from palpate.drawing.figures import FIGURES
from palpate.knowledge.model import Finding
from palpate.portal import chart
from palpate.portal.forms import ROWS, Mistakes
from palpate.portal.links import Link
from palpate.portal.pages import Page
from palpate.portal.said import UNSAID
from palpate.portal.words import (
    AVOIDABLE,
    BEGAN,
    CONSENT,
    KEPT,
    LIFE,
    PLACES,
    PRESSURES,
    QUALITIES,
    RATINGS,
    SIDES,
    UNITS,
)

Shown = dict[str, Any]


@dataclass
class Field:
    """One field: its name, its label, what stands in it, and what is wrong with that."""

    name: str
    label: str
    value: Any = ""
    help: str = ""
    type: str = "text"
    auto: str = "off"  # what the browser may fill in
    error: str = ""
    choices: list[tuple[Any, str]] = field(default_factory=list)


@dataclass
class Question:
    """One safety question, with the answer that was given, if any: never one of ours."""

    finding: Finding
    value: str
    open: bool
    error: str = ""

    @property
    def name(self) -> str:
        """Of its field."""
        return f"q-{self.finding.id}"

    @property
    def numbers(self) -> list[str]:
        """Where the answer is one of a few numbers: these."""
        low, high = self.finding.low or 0, self.finding.high or 0
        return [str(one) for one in range(int(low), int(high) + 1)] if high - low <= 10 else []


def shown(page: Page, link: Link, wrong: Mistakes) -> Shown:
    """What the template of a page needs."""
    builder = BUILDERS["group"] if page.group else BUILDERS[page.slug]
    return builder(page, link, wrong)


def labels(page: Page, link: Link, wrong: Mistakes) -> list[tuple[str, str]]:
    """The mistakes of a page, each with the id of the field that it leads to."""
    return [(f"f-{name}", what) for name, what in wrong.items()]


def _about(page: Page, link: Link, wrong: Mistakes) -> Shown:
    said = link.answers.get("about", {})
    plan = (
        ("birth_date", "When were you born?", "", "date", "bday"),
        ("phone", "Phone", "", "tel", "tel"),
        ("email", "Email", "You can leave this empty", "email", "email"),
        ("emergency_contact", "Whom may we call if something happens?", "Name and phone", "text", "off"),
        ("physician_name", "Your doctor", "Name, if you have one", "text", "off"),
        ("physician_address", "Where is your doctor?", "Town or address", "text", "off"),
    )
    fields = [
        Field(name, label, said.get(name, ""), help_, type_, auto, wrong.get(name, ""))
        for name, label, help_, type_, auto in plan
    ]
    sexes = [("female", "female"), ("male", "male"), (UNSAID, "I would rather not say")]
    return {
        "fields": fields,
        "sex": Field("sex", "Sex", said.get("sex"), choices=sexes, help="Some illnesses depend on it."),
        "name": link.client.given_name,
    }


def _why(page: Page, link: Link, wrong: Mistakes) -> Shown:
    # What the clinic was told when the visit was booked stands there already, for the client to mend.
    said = link.answers.get("why", {})
    if not (said.get("words") or said.get("regions") or "region-0" in wrong):
        said = _told_before(link) | {name: value for name, value in said.items() if value}
    known = link.knowledge.regions
    places = list(dict.fromkeys((*PLACES, *(one["region"] for one in said.get("regions", [])))))
    regions = [(region, _place_name(region, link)) for region in places if region in known]
    rows = []
    for row in range(ROWS):
        one = said.get("regions", [])[row : row + 1] or [{"region": "", "side": None}]
        rows.append(
            (
                Field(
                    f"region-{row}",
                    "Part of the body" if row == 0 else "And where else?",
                    one[0]["region"],
                    error=wrong.get(f"region-{row}", ""),
                    choices=[("", "choose" if row == 0 else "nowhere else"), *regions],
                ),
                Field(
                    f"side-{row}",
                    "Side",
                    one[0]["side"] or "".join(said.get("sides", [])[row : row + 1]),
                    error=wrong.get(f"side-{row}", ""),
                    choices=list(SIDES),
                ),
            )
        )
    return {
        "words": Field("words", "What brings you?", said.get("words", ""), "In your own words"),
        "rows": rows,
        "since": Field(
            "since", "How long ago did it begin?", said.get("since", ""), error=wrong.get("since", "")
        ),
        "unit": Field("unit", "Unit", said.get("unit", "weeks"), choices=[(one, one) for one in UNITS]),
        "began": Field("began", "How did it begin?", said.get("began", ""), choices=list(BEGAN)),
    }


def _told_before(link: Link) -> dict[str, Any]:
    episode = link.episode
    told: dict[str, Any] = {"words": episode.words, "regions": episode.regions}
    if episode.onset_date:
        told |= {"since": max(1, round((link.today - episode.onset_date).days / 7)), "unit": "weeks"}
    return told


def _where(page: Page, link: Link, wrong: Mistakes) -> Shown:
    where, about = link.answers.get("where", {}), link.answers.get("about", {})
    marks = where.get("marks", [])
    figure = chart.figure_of(where.get("figure", ""), about.get("sex") or link.client.sex)
    return {
        "groups": chart.windows(marks, figure),
        "marks": [mark | {"name": chart.name_of(mark), "badge": chart.badge_of(mark)} for mark in marks],
        "key": chart.key(),
        "form_id": chart.FORM,
        "figure": figure,
        "figures": FIGURES,
        "qualities": QUALITIES,
        "numbers": range(11),
        "places": [(region, _place_name(region, link)) for region in PLACES if region != "whole_body"],
        "full": len(marks) >= chart.MOST,
    }


def _group(page: Page, link: Link, wrong: Mistakes) -> Shown:
    said = link.answers.get("findings", {})
    questions = [
        Question(
            finding=link.knowledge.findings[one],
            value=_word(said.get(one, "")),
            open=one in page.open,
            error=wrong.get(f"q-{one}", ""),
        )
        for one in page.ask
    ]
    group = page.group
    own = set(group.findings) if group else set()  # what the lead says is about the group's own questions
    lead = group.lead if group and (not own or own & set(page.ask)) else ""
    yes_no = any(not one.finding.unit for one in questions)
    return {"questions": questions, "lead": lead, "yes_no": yes_no}


def _life(page: Page, link: Link, wrong: Mistakes) -> Shown:
    said = link.answers.get("life", {})
    return {"fields": [Field(name, label, said.get(name, ""), help_) for name, label, help_ in LIFE]}


def _pain(page: Page, link: Link, wrong: Mistakes) -> Shown:
    said = link.answers.get("pain", {})
    rows = said.get("activities") or [{"text": "", "score": None}] * ROWS
    return {
        "ratings": [Field(name, label, said.get(name), error=wrong.get(name, "")) for name, label in RATINGS],
        "rows": [
            (
                Field(f"activity-{number}", ORDINALS[number], row["text"]),
                Field(f"score-{number}", "How well?", row["score"], error=wrong.get(f"score-{number}", "")),
            )
            for number, row in enumerate(rows)
        ],
        "numbers": range(11),
    }


def _touch(page: Page, link: Link, wrong: Mistakes) -> Shown:
    said = link.answers.get("touch", {})
    return {
        "pressure": Field("pressure", "Pressure", said.get("pressure"), choices=list(PRESSURES)),
        "ceiling": Field("ceiling", "The most pressure you want, from 0 to 10", said.get("ceiling")),
        "avoid": [(one, _place_name(one, link), one in said.get("avoid", [])) for one in AVOIDABLE],
        "more": Field("more", "Anything else about touch?", said.get("more", ""), "You can leave this empty"),
        "numbers": range(11),
    }


def _consent(page: Page, link: Link, wrong: Mistakes) -> Shown:
    said = link.answers.get("consent", {})
    return {
        "points": CONSENT,
        "kept": KEPT.format(clinic=link.clinic.name),
        "ceiling": link.answers.get("touch", {}).get("ceiling"),
        "agreed": Field(
            "agreed", "I have read this and agree", said.get("agreed"), error=wrong.get("agreed", "")
        ),
        "name": Field("name", "Or type your full name", said.get("name", ""), error=wrong.get("name", "")),
        "drawn": said.get("drawn", ""),
    }


ORDINALS = ("First", "Second", "Third")
BUILDERS: dict[str, Callable[[Page, Link, Mistakes], Shown]] = {
    "about": _about,
    "why": _why,
    "where": _where,
    "group": _group,
    "life": _life,
    "pain": _pain,
    "touch": _touch,
    "consent": _consent,
}


def _word(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _place_name(region: str, link: Link) -> str:
    """As people say it: "Low back", where the knowledge says "Low back and sacrum"."""
    plain = {
        "lumbar": "Low back",
        "sacroiliac": "Base of the back",
        "abdomen": "Belly",
        "thigh_inner": "Inner thigh",
    }
    return plain.get(region, link.knowledge.regions[region].name)
