"""What pressure a client answered well to, and where: learned from visit to visit.

Each structure and side that was worked on has a track: its history played again in order of time. A word
against the pressure (less, worse, stop) caps the track below that pressure at once, and is never averaged
with what was well. Two good answers at the cap open one step, and no more than one in a visit. Pain that
rose after a visit lowers every track of that visit. A place takes the lowest cap of the tracks that share
a cell of the body map with it, and one more than the lowest of those next door. Restrictions and what the
client agreed to stand above all of it. All constants are clinical judgement: no published figure says how
fast a ceiling may follow what a client says.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.once import once
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Treated
from palpate.reasoning.change.figures import better_is_up, error_figure
from palpate.reasoning.limits.lessen import Doing, StepDown, step_down
from palpate.reasoning.limits.permit import Verdict
from palpate.reasoning.limits.restrict import restrictions, triage_restrictions
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.limits.sites import Site, sites_of
from palpate.reasoning.screening.screen import screen

MOST = 10  # the top of the scale of pressure
# How far below the pressure at which it was said a word caps (clinical judgement). A stop costs two: the
# client bore it until it could not be borne.
BELOW = {"less": 1, "worse": 1, "flare": 1, "stop": 2, "stopped": 2}
GOOD = ("good", "better", "more")
BORNE = (*GOOD, "same")
GOOD_ANSWERS = 2  # at the cap or above it, before one step is opened (clinical judgement)
NEXT_DOOR = 1  # how much more a place beside one that is capped is given (clinical judgement)
FADES, BESIDE = 0.7, 0.5  # an answer's worth: less a visit later, half next door (clinical judgement)
FLARE_DAYS = 14  # a score later than this says nothing of a visit (clinical judgement)
AREA = 8  # an area of more cells is too wide for its cells to be neighbours (clinical judgement)
UNKNOWN = "Not yet known here: begin light and ask."
WELL = "; answered well since"
SAID = {
    "less": "Less was wanted{}",
    "worse": "It got worse{}",
    "flare": "Pain was higher when next measured, after work{}",
    "stop": "The client asked to stop{}",
    "stopped": "The client asked to stop{}",
}


class Tolerance(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the pressure a place bears. All pressures 0 to 10.

    `ceiling` is the most to suggest, `allowed` the most that restrictions and the client's agreement leave
    open, `tolerated` the highest that was answered well or borne, None where nothing was. `certainty` is
    0 to 1: w / (w + 1), where w adds 0.7 to the power of the visits since for each answer here and half of
    that for each next door.
    """

    place: str
    side: Side | None
    ceiling: int
    allowed: int
    tolerated: int | None = None
    certainty: float = 0.0
    because: tuple[str, ...] = ()
    warning: str = ""
    step_down: StepDown | None = None


class Track(msgspec.Struct):
    """The history of one structure on one side, played up to now. `cap` 10: nothing was said against it."""

    sites: frozenset[Site]
    cap: int = MOST
    good: int = 0  # good answers at the cap since it last moved
    lowered: int = -1  # number of the visit
    raised: int = -1
    best: int | None = None
    answers: list[int] = []  # the number of the visit, for each
    reason: str = ""  # what set the cap


class _Answer(msgspec.Struct, frozen=True):
    visit: int
    word: str
    pressure: int | None
    guessed: bool
    done: Treated


def tolerance(
    case: Case,
    knowledge: Knowledge,
    place: str,
    side: Side | None,
    *,
    limits: Iterable[Restriction] | None = None,
    doing: Doing | None = None,
) -> Tolerance:
    """The pressure a structure or region bears on a side. `limits` may be handed over to save their time;
    with `doing`, and a structure, the next step down from it is found. Where a structure and a region share
    an id the structure is meant. Raises KeyError for an unknown place.
    """
    limits = tuple(_limits(case, knowledge) if limits is None else limits)
    here = _where(place, side, knowledge)
    allowed = _allowed(here, limits)
    tracks, visits = _tracks(case, knowledge)
    near = _around(here, knowledge)
    own = [one for one in tracks.values() if not one.sites.isdisjoint(here)]
    beside = [one for one in tracks.values() if one.sites.isdisjoint(here) and not one.sites.isdisjoint(near)]
    caps = [(one.cap, one.reason) for one in own if one.reason]
    caps += [(min(MOST, one.cap + NEXT_DOOR), f"Close by: {one.reason}") for one in beside if one.reason]
    ceiling = min([allowed, *(cap for cap, _ in caps)])
    borne = [one.best for one in own if one.best is not None]
    found = Tolerance(
        place=place,
        side=side,
        ceiling=ceiling,
        allowed=allowed,
        tolerated=min(max(borne), ceiling) if borne else None,
        certainty=_certainty(own, beside, visits),
        because=_because(caps, allowed, limits, here, borne),
        warning=_warning(caps, ceiling, allowed, is_known=any(one.answers for one in own)),
    )
    if doing is None or place not in knowledge.structures:
        return found
    down = step_down(doing, place, side, ceiling, limits, knowledge, case.therapist)
    return msgspec.structs.replace(found, step_down=down)


def suggested_pressure(wanted: int, verdict: Verdict, known: Tolerance) -> int | None:
    """The wanted pressure, brought under the ceiling and into what the verdict leaves open; None where the
    technique's least is above the ceiling: then it is not the one to use here.
    """
    most = min(verdict.pressure[1], known.ceiling)
    least = verdict.pressure[0]
    return None if least > most else max(least, min(wanted, most))


def _limits(case: Case, knowledge: Knowledge) -> Iterator[Restriction]:
    yield from triage_restrictions(screen(case, knowledge), case, knowledge)
    yield from restrictions(case, knowledge)


def _where(place: str, side: Side | None, knowledge: Knowledge) -> frozenset[Site]:
    entry = knowledge.structures.get(place)
    if entry is not None:
        return sites_of(entry.regions, side if entry.sided else None, knowledge)
    if place not in knowledge.regions:
        raise KeyError(f"there is no structure or region {place!r}")
    return sites_of((place,), side, knowledge)


def _allowed(here: frozenset[Site], limits: tuple[Restriction, ...]) -> int:
    ceilings = [_most(one) for one in limits if one.touches(here)]
    return min((most for most in ceilings if most is not None), default=MOST)


def _most(one: Restriction) -> int | None:
    return 0 if one.limit.everything else one.limit.pressure_at_most


def _tracks(case: Case, knowledge: Knowledge) -> tuple[dict[tuple[str, Side | None], Track], int]:
    """Every track by structure and side, and how many visits there were."""
    tracks: dict[tuple[str, Side | None], Track] = {}
    answers, visits = _answers(case, knowledge)
    for answer in answers:
        structure = knowledge.structures[answer.done.structure]
        sides: tuple[Side | None, ...] = (None,)
        if structure.sided:
            sides = (answer.done.side,) if answer.done.side in ("left", "right") else ("left", "right")
        for side in sides:
            key = structure.id, side
            if key not in tracks:
                tracks[key] = Track(sites=sites_of(structure.regions, side, knowledge))
            _play(tracks[key], answer, knowledge)
    return tracks, visits


def _answers(case: Case, knowledge: Knowledge) -> tuple[list[_Answer], int]:
    """Every answer in order of time. What has no date counts as one visit before all others."""
    known = [
        one
        for one in case.treated
        if one.structure in knowledge.structures and one.technique in knowledge.techniques
    ]
    known.sort(key=lambda one: one.on or datetime.date.min)  # keeps the order within a visit
    found: list[_Answer] = []
    number = -1
    for day, rows in groupby(known, key=lambda one: one.on):
        number += 1
        group = list(rows)
        found += [
            _answer(number, word, pressure, done, knowledge)
            for done in group
            for word, pressure in _words(done)
        ]
        if _flared(day, case, knowledge):
            found += _after_flare(number, group, knowledge)
    return found, number + 1


def _words(done: Treated) -> list[tuple[str, int | None]]:
    said: list[tuple[str, int | None]] = [(one.word, one.pressure) for one in done.said]
    return said or [(done.response, done.pressure)]


def _answer(visit: int, word: str, pressure: int | None, done: Treated, knowledge: Knowledge) -> _Answer:
    """A word against a pressure that nobody noted is taken at the technique's usual one."""
    if pressure is None and word in BELOW:
        return _Answer(visit, word, knowledge.techniques[done.technique].usual_pressure, True, done)
    return _Answer(visit, word, pressure, False, done)


def _after_flare(visit: int, group: list[Treated], knowledge: Knowledge) -> Iterator[_Answer]:
    """One answer for each structure and side of the visit, at the highest pressure that nothing was said
    against; None where there is no such pressure, which lowers the cap that the words left.
    """
    places: dict[tuple[str, Side | None], list[tuple[int, bool, Treated]]] = {}
    for done in group:
        rows = places.setdefault((done.structure, done.side), [])
        against = {pressure for word, pressure in _words(done) if word in BELOW}
        used = {done.pressure, *(pressure for _, pressure in _words(done))} - against - {None}
        rows += [(pressure, False, done) for pressure in used if pressure is not None]
        if done.pressure is None and not used and not against:
            rows.append((knowledge.techniques[done.technique].usual_pressure, True, done))
    for place, rows in places.items():
        if rows:
            pressure, guessed, done = max(rows, key=lambda row: row[0])
            yield _Answer(visit, "flare", pressure, guessed, done)
        else:
            done = next(one for one in group if (one.structure, one.side) == place)
            yield _Answer(visit, "flare", None, False, done)


def _flared(day: datetime.date | None, case: Case, knowledge: Knowledge) -> bool:
    """Whether a measure of pain, taken on the day of a visit, was worse when next taken, by more than the
    smallest change that its error lets one see. Not measured again: not known, and no flare.
    """
    if day is None:
        return False
    for measure in {one.measure for one in case.scores}:
        entry = knowledge.measures.get(measure)
        error = error_figure(measure, case, knowledge)
        if entry is None or "pain" not in entry.domain or error is None:
            continue
        series = sorted((one for one in case.scores if one.measure == measure), key=lambda one: one.on)
        before = [one.value for one in series if one.on == day]
        later = [one.value for one in series if 0 < (one.on - day).days <= FLARE_DAYS]
        sign = -1 if better_is_up(measure, knowledge) else 1
        if before and later and sign * (later[0] - before[-1]) >= error.value:
            return True
    return False


def _play(track: Track, answer: _Answer, knowledge: Knowledge) -> None:
    """One answer more: a word against the pressure caps, good ones open a step."""
    pressure, word = answer.pressure, answer.word
    if word in BELOW:
        cap = track.cap - 1 if pressure is None else pressure - BELOW[word]
        track.good, track.lowered = 0, answer.visit
        track.answers = [*track.answers, answer.visit]
        if cap <= track.cap:
            track.cap, track.reason = max(0, cap), _said(answer, knowledge)
    elif word in BORNE and pressure is not None:
        track.answers = [*track.answers, answer.visit]
        track.best = pressure if track.best is None else max(track.best, pressure)
        if word in GOOD and pressure >= track.cap and track.cap < MOST:
            _well(track, answer.visit)


def _well(track: Track, visit: int) -> None:
    """One good answer at the cap. Enough of them open a step, not in a visit that lowered or raised it."""
    track.good += 1
    if track.good >= GOOD_ANSWERS and visit not in (track.lowered, track.raised):
        track.cap, track.good, track.raised = track.cap + 1, 0, visit
        track.reason = track.reason.removesuffix(WELL) + WELL


def _said(answer: _Answer, knowledge: Knowledge) -> str:
    done = answer.done
    said = SAID[answer.word].format("" if answer.pressure is None else f" at {answer.pressure} of 10")
    usual = " (pressure not noted, the usual one taken)" if answer.guessed else ""
    side = f", {done.side}" if done.side else ""
    on = f", {done.on.day} {done.on:%b %Y}" if done.on else ""
    return f"{said}{usual} on {knowledge.structures[done.structure].name}{side}{on}"


@once
def _neighbours(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """The cells beside each cell: those of one area that is not wide, or under one muscle."""
    groups = [frozenset(one.cells) for one in knowledge.regions.values() if 1 < len(one.cells) <= AREA]
    for structure in knowledge.structures.values():
        if structure.kind == "muscle":
            cells = frozenset().union(*(knowledge.cells(region) for region in structure.regions))
            groups += [cells] if len(cells) <= AREA else []
    found: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for cell in group:
            found[cell] |= group
    return {cell: frozenset(beside - {cell}) for cell, beside in found.items()}


def _around(here: frozenset[Site], knowledge: Knowledge) -> frozenset[Site]:
    """The sites beside a place, and the same place on the other side."""
    beside = _neighbours(knowledge)
    found: set[Site] = set()
    for cell, side in here:
        found |= sites_of(beside.get(cell, ()), side, knowledge)
        found |= sites_of((cell,), None, knowledge)
    return frozenset(found) - here


def _certainty(own: list[Track], beside: list[Track], visits: int) -> float:
    """0 where nothing was answered, towards 1 the more was answered lately."""
    here = sum(FADES ** (visits - 1 - visit) for one in own for visit in one.answers)
    near = sum(FADES ** (visits - 1 - visit) for one in beside for visit in one.answers)
    worth = here + BESIDE * near
    return round(worth / (worth + 1), 2)


def _because(
    caps: list[tuple[int, str]],
    allowed: int,
    limits: tuple[Restriction, ...],
    here: frozenset[Site],
    borne: list[int],
) -> tuple[str, ...]:
    """What the ceiling rests on, the lowest first."""
    said = [f"{reason}." for _, reason in sorted(caps)]
    said += [f"{one.name}: {allowed} of 10." for one in limits if one.touches(here) and _most(one) == allowed]
    said += [f"Borne here: {max(borne)} of 10."] if borne else []
    return tuple(dict.fromkeys(said))


def _warning(caps: list[tuple[int, str]], ceiling: int, allowed: int, *, is_known: bool) -> str:
    lowest = min(caps, default=None)
    if lowest is not None and lowest[0] < allowed:
        stay = f"Stay at {ceiling} or below." if ceiling else "Leave the place alone."
        return f"{lowest[1]}. {stay}"
    return "" if is_known else UNKNOWN
