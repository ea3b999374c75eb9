"""From the plain content of a case file to a Case, or one clear line for each mistake.

Nothing is guessed: a finding that does not exist, a value that cannot be, a side where there is none
each say where, what, and what would have been right.
"""

import difflib
import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Finding
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.norms import normal_by_eye


class CaseError(ValueError):
    """A case that cannot be read. `mistakes` holds each as where, what and what would be right."""

    def __init__(self, mistakes: list["Mistake"]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


class Mistake(msgspec.Struct, frozen=True):
    """One mistake in a case file."""

    where: str
    what: str
    right: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.right}"


@functools.cache
def _loader() -> Any:
    """YAML in which only true and false are truth values, so that `on:` stays a word. Imported where a file
    is read: the server reads none.
    """
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers = {
            letter: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
            for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
    return Loader


def parse_case(text: str, knowledge: Knowledge) -> Case:
    """A case from the text of a case file, in YAML or JSON. Raises CaseError."""
    import yaml

    try:
        raw = yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "file"
        raise CaseError(
            [Mistake(where, "is no YAML", "look at its indentation, colons and brackets")]
        ) from None
    return read_case(raw, knowledge)


def read_case(raw: Any, knowledge: Knowledge) -> Case:
    """Turn parsed YAML or JSON into a Case. Raises CaseError with every mistake that can be told apart."""
    if not isinstance(raw, dict):
        raise CaseError(
            [Mistake("file", "holds no case", "begin with `palpate: 1`, `client:`, `complaint:`")]
        )
    if raw.get("palpate") != 1:
        right = "write `palpate: 1`, the version of this format"
        raise CaseError([Mistake("palpate", f"is {raw.get('palpate')!r}", right)])
    try:
        case = msgspec.convert(raw, Case)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        place = where.strip("`").removeprefix("$").lstrip(".") or "file"
        raise CaseError([Mistake(place, _plain(what), _fields_hint(what))]) from None
    case = _with_present_ids(case, knowledge)
    mistakes = list(_mistakes(case, knowledge))
    if mistakes:
        raise CaseError(mistakes)
    return case


def near(word: str, known: Iterable[str]) -> str:
    """Up to three known words that look like the one given, as advice."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else "`palpate find TEXT` names what there is"


def _with_present_ids(case: Case, knowledge: Knowledge) -> Case:
    """Findings under a former id are read under the present one."""
    observations = tuple(
        msgspec.structs.replace(one, finding=knowledge.aliases.get(one.finding, one.finding))
        for one in case.observations
    )
    return msgspec.structs.replace(case, observations=observations)


def _mistakes(case: Case, knowledge: Knowledge) -> Iterator[Mistake]:
    if case.client.age is not None and not 0 <= case.client.age <= 120:
        yield Mistake("client.age", f"{case.client.age:g} is no age", "give years from 0 to 120")
    if case.complaint.days is not None and case.complaint.days < 0:
        yield Mistake(
            "complaint.days", f"{case.complaint.days:g} lies before the start", "give days since it began"
        )
    for name, places in (("complaint.regions", case.complaint.regions), ("pain", case.pain)):
        for number, place in enumerate(places):
            where = f"{name}[{number}]"
            if place.region not in knowledge.regions:
                yield Mistake(
                    where, f"there is no region {place.region!r}", near(place.region, knowledge.regions)
                )
            elif place.side and not knowledge.regions[place.region].sided:
                yield Mistake(where, f"{place.region} has no side", "leave `side` out")
    for number, observation in enumerate(case.observations):
        yield from _observation(f"observations[{number}]", observation, knowledge)
    for number, score in enumerate(case.scores):
        yield from _score(f"scores[{number}]", score.measure, score.value, knowledge)
    for number, goal in enumerate(case.goals):
        yield from _score(f"goals[{number}]", goal.measure, goal.target, knowledge)
    for number, done in enumerate(case.treated):
        if done.technique not in knowledge.techniques:
            right = near(done.technique, knowledge.techniques)
            yield Mistake(f"treated[{number}]", f"there is no technique {done.technique!r}", right)
        if done.structure not in knowledge.structures:
            right = near(done.structure, knowledge.structures)
            yield Mistake(f"treated[{number}]", f"there is no structure {done.structure!r}", right)
    for credential in case.therapist.credentials:
        if credential not in knowledge.credentials:
            right = near(credential, knowledge.credentials)
            yield Mistake("therapist.credentials", f"there is no credential {credential!r}", right)
    for rule in case.cleared:
        if rule not in knowledge.rules:
            yield Mistake("cleared", f"there is no rule {rule!r}", near(rule, knowledge.rules))
    for region in case.visit.avoid:
        if region not in knowledge.regions:
            yield Mistake("visit.avoid", f"there is no region {region!r}", near(region, knowledge.regions))
    yield from _visit(case)


def _visit(case: Case) -> Iterator[Mistake]:
    if not 5 <= case.visit.minutes <= 240:
        yield Mistake(
            "visit.minutes", f"{case.visit.minutes} is no visit", "give whole minutes from 5 to 240"
        )
    ceiling = case.visit.pressure_at_most
    if ceiling is not None and not 0 <= ceiling <= 10:
        yield Mistake(
            "visit.pressure_at_most", f"{ceiling} is no pressure", "give 0 to 10, as the client rates it"
        )
    visits, at_home = case.visit.visits_at_most, case.visit.home_minutes
    if visits is not None and not 1 <= visits <= 100:
        yield Mistake("visit.visits_at_most", f"{visits} is no course", "give whole visits from 1 to 100")
    if at_home is not None and not 0 <= at_home <= 240:
        yield Mistake("visit.home_minutes", f"{at_home} is no part of a day", "give whole minutes, 0 to 240")


def _observation(where: str, observation: Observation, knowledge: Knowledge) -> Iterator[Mistake]:
    finding = knowledge.findings.get(observation.finding)
    if finding is None:
        what = f"there is no finding {observation.finding!r}"
        yield Mistake(where, what, near(observation.finding, knowledge.findings))
        return
    if observation.side and not finding.sided:
        yield Mistake(where, f"{finding.id} has no side", "leave `side` out")
    if observation.region and observation.region not in knowledge.regions:
        yield Mistake(
            where, f"there is no region {observation.region!r}", near(observation.region, knowledge.regions)
        )
    if observation.value is not None:
        yield from _value(where, observation.value, finding)
    elif finding.unit and observation.present is not None and not normal_by_eye(observation, finding):
        yield Mistake(where, f"{finding.id} is a number", f"give `value:` in {finding.unit}")


def _value(where: str, value: float, finding: Finding) -> Iterator[Mistake]:
    if not finding.unit:
        yield Mistake(where, f"{finding.id} has no value", "write `present: true` or `present: false`")
        return
    low = finding.low if finding.low is not None else float("-inf")
    high = finding.high if finding.high is not None else float("inf")
    if not low <= value <= high:
        right = f"possible is {low:g} to {high:g} {finding.unit}"
        yield Mistake(where, f"{finding.id} cannot be {value:g} {finding.unit}", right)


def _score(where: str, measure: str, value: float, knowledge: Knowledge) -> Iterator[Mistake]:
    if measure in knowledge.findings and knowledge.findings[measure].unit:
        yield from _value(where, value, knowledge.findings[measure])
        return
    known = knowledge.measures.get(measure)
    if known is None:
        yield Mistake(where, f"there is no measure {measure!r}", near(measure, knowledge.measures))
    elif not known.low <= value <= known.high:
        what = f"{known.id} cannot be {value:g}"
        yield Mistake(where, what, f"possible is {known.low:g} to {known.high:g} {known.unit}")


def _plain(what: str) -> str:
    return what.replace("Object contains unknown field", "has an unknown field").replace(
        "Object missing required field", "lacks the field"
    )


def _fields_hint(what: str) -> str:
    if "unknown field" in what:
        word = what.split("`")[1] if "`" in what else ""
        fields = [
            *Case.__struct_fields__,
            *Observation.__struct_fields__,
            "age",
            "sex",
            "region",
            "regions",
            "days",
        ]
        return near(word, fields)
    return "see the case file page of the documentation for the form"
