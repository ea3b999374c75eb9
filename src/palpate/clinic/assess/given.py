"""What a tap on the page says, read from the form: which findings, on which side, and what."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from palpate.clinic.assess.rows import BY_PHONE, OTHER_SIDE, Answers, spoken
from palpate.clinic.note.words import BY_EYE
from palpate.knowledge.model import Finding
from palpate.records.acts import Seen

PRESENT = {"present": True, "absent": False, "unclear": None}


class UnreadableError(ValueError):
    """A value that is no number, said so that the therapist can mend it."""


def seen_of(form: Mapping[str, str], only: Iterable[str], answers: Answers) -> list[Seen]:
    """The observations that a form states and the record does not hold yet. `only` names the findings
    whose fields count; empty: all of them. Raises UnreadableError.
    """
    wanted = frozenset(only)
    found: list[Seen] = []
    for key, said in form.items():
        name, colon, side = key.partition(":")
        finding = answers.frame.knowledge.findings.get(name)
        if not colon or finding is None or (wanted and name not in wanted):
            continue
        seen = _seen(finding, side, said.strip(), answers)
        if seen is not None:
            note = BY_PHONE if seen.value is not None and form.get(f"by:{key}") == "phone" else ""
            found.append(replace(seen, note=note))
    return found


def _seen(finding: Finding, side: str, said: str, answers: Answers) -> Seen | None:
    now = answers.current(finding.id, side)
    if not finding.unit:
        if said not in PRESENT or (now and spoken(now, finding) == said):
            return None
        return Seen(finding=finding.id, side=side, present=PRESENT[said])
    if not said:  # emptied: not known any more; never measured: nothing to say
        return Seen(finding=finding.id, side=side) if now and now.value is not None else None
    value = _number(said, finding)
    return None if now and now.value == value else Seen(finding=finding.id, side=side, value=value)


def _number(said: str, finding: Finding) -> float:
    try:
        return float(said.replace(",", ".").removesuffix("°"))
    except ValueError:
        raise UnreadableError(
            f"{finding.name}: {said!r} is no number; write {finding.unit} as digits, such as 45"
        ) from None


def normal_of(keys: Iterable[str], answers: Answers) -> list[Seen]:
    """The open ones of these fields as normal: absent. Of a motion this says that it is free by eye; no
    number is made of it. Other numbers are not normal unless they are measured.
    """
    found: list[Seen] = []
    for key in keys:
        name, _, side = key.partition(":")
        finding = answers.frame.knowledge.findings.get(name)
        if finding is None or answers.current(name, side):
            continue
        if not finding.unit:
            found.append(Seen(finding=name, side=side, present=False))
        elif finding.kind == "motion":
            found.append(Seen(finding=name, side=side, present=False, note=BY_EYE))
    return found


def copied(name: str, answers: Answers) -> list[Seen]:
    """The side that was not measured, as the one that was."""
    for side, other in OTHER_SIDE.items():
        here, beside = answers.current(name, side), answers.current(name, other)
        if here is not None and here.value is not None and (beside is None or beside.value is None):
            return [Seen(finding=name, side=other, value=here.value, note=f"as the {side}")]
    return []
