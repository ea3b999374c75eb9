"""From the kept answers to what the record stores. Unanswered gives nothing; "not sure" gives unclear."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from palpate.portal.words import CONSENT_VERSION
from palpate.records.acts import Agreed, ClientFields, EpisodeFields, Marked, Scored, Seen
from palpate.records.models import Client, Episode

Answers = dict[str, Any]
Value = bool | float | None
ABOUT = ("sex", "phone", "email", "emergency_contact", "physician_name", "physician_address")
UNSAID = "unsaid"  # would rather not say: known to have been asked, and no sex
YES_NO: dict[str, Value] = {"present": True, "absent": False, "unclear": None}

# What the answer to "how did it begin" says of findings; what it does not say stays unknown.
BEGAN: dict[str, dict[str, Value]] = {
    "suddenly": {"sudden_onset": True},
    "accident": {"trauma_recent": True},
    "slowly": {"gradual_onset": True, "sudden_onset": False},
}


def told_at_start(client: Client, episode: Episode) -> Answers:
    """What the clinic knows already, so that nobody is asked again what they said on the phone."""
    about = {name: getattr(client, name) for name in ABOUT if getattr(client, name)}
    if client.birth_date:
        about["birth_date"] = client.birth_date.isoformat()
    return {"about": about, "why": {"words": episode.words, "regions": episode.regions}}


def findings_said(answers: Answers) -> dict[str, Value]:
    """Each finding that was answered: present, absent, a number, or None for "not sure"."""
    said: dict[str, Value] = dict(BEGAN.get(answers.get("why", {}).get("began", ""), {}))
    for finding, answer in answers.get("findings", {}).items():
        said[finding] = YES_NO[answer] if isinstance(answer, str) else float(answer)
    return said


def seen(answers: Answers) -> list[Seen]:
    """The observations."""
    return [
        Seen(finding=finding, present=value)
        if value is None or isinstance(value, bool)
        else Seen(finding=finding, value=value)
        for finding, value in findings_said(answers).items()
    ]


def marked(answers: Answers) -> list[Marked]:
    """The marks on the body chart."""
    return [
        Marked(
            view=one["view"],
            x=one["x"],
            y=one["y"],
            quality=one.get("quality", ""),
            intensity=one.get("intensity"),
            stroke=tuple((x, y) for x, y in one.get("stroke", ())),
            row_id=UUID(one["id"]),
        )
        for one in answers.get("where", {}).get("marks", [])
    ]


def scored(answers: Answers) -> list[Scored]:
    """Pain as the mean of the ratings that were given, function as the mean of the chosen activities: the
    scoring that the knowledge names for either measure.
    """
    pain = answers.get("pain", {})
    ratings = {name: pain[name] for name in ("now", "worst", "average") if pain.get(name) is not None}
    chosen = [one for one in pain.get("activities", []) if one["text"] and one["score"] is not None]
    found = []
    if ratings:
        items = [{"rating": name, "value": value} for name, value in ratings.items()]
        found.append(Scored(measure="nprs", value=_mean(list(ratings.values())), items=items))
    if chosen:
        found.append(Scored(measure="psfs", value=_mean([one["score"] for one in chosen]), items=chosen))
    return found


def agreed(answers: Answers) -> Agreed | None:
    """The signed consent, once it is signed."""
    consent, touch = answers.get("consent", {}), answers.get("touch", {})
    signature = consent.get("drawn") or consent.get("name")
    if not (consent.get("agreed") and signature):
        return None
    return Agreed(
        text_version=CONSENT_VERSION,
        signature=signature,
        pressure_at_most=touch.get("ceiling"),
        areas_to_avoid=touch.get("avoid", []),
    )


def client_fields(answers: Answers, client: Client) -> ClientFields:
    """What the client said of themselves that the record does not say yet. Nothing left empty erases."""
    about = answers.get("about", {})
    given: dict[str, Any] = {name: about[name] for name in ABOUT if about.get(name) not in (None, "", UNSAID)}
    if about.get("birth_date"):
        given["birth_date"] = date.fromisoformat(about["birth_date"])
    return cast(ClientFields, _changed(given, client))


def episode_fields(answers: Answers, episode: Episode) -> EpisodeFields:
    """What the client said of the complaint that the record does not say yet."""
    why = answers.get("why", {})
    given: dict[str, Any] = {name: why[name] for name in ("words", "regions") if why.get(name)}
    if why.get("onset"):
        given["onset_date"] = date.fromisoformat(why["onset"])
    return cast(EpisodeFields, _changed(given, episode))


def _changed(given: dict[str, Any], row: Client | Episode) -> dict[str, Any]:
    return {name: value for name, value in given.items() if getattr(row, name) != value}


def _mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 1)
