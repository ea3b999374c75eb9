"""What of the knowledge rests on clinical judgement, and what awaits a clinician's review."""

from dataclasses import dataclass
from typing import Any

from palpate.clinic.atlas.kinds import KINDS, Kind, name_of
from palpate.knowledge import Knowledge
from palpate.knowledge.lint.walk import TABLES, parts
from palpate.knowledge.once import once


@dataclass(frozen=True)
class Open:
    """One entry with judgements in it, or with a review outstanding."""

    id: str
    name: str
    judgements: tuple[str, ...]  # the different sentences
    review: str


@dataclass(frozen=True)
class Standing:
    """How much of one kind is judged, and how much of it is sourced."""

    kind: Kind | None  # None: rows that are shown within other entries
    id: str
    sourced: int  # figures and sentences with a source
    judged: int  # with a judgement
    rows: tuple[Open, ...]

    @property
    def awaiting(self) -> int:
        """Entries that await a review."""
        return sum(bool(row.review) for row in self.rows)


@once
def standing(knowledge: Knowledge) -> tuple[Standing, ...]:
    """Each kind in which something is judged or awaits review, in the order of the folders."""
    found = (_standing(kind, knowledge) for kind in TABLES if kind != "sources")
    return tuple(one for one in found if one.rows)


def _standing(kind: str, knowledge: Knowledge) -> Standing:
    sourced, judged, rows = 0, 0, []
    for entry in getattr(knowledge, kind).values():
        sentences = [value for path, value in _text(entry) if path.endswith("judgement")]
        sourced += sum(path.rpartition(".")[2] in ("source", "referral_source") for path, _ in _text(entry))
        judged += len(sentences)
        review = getattr(entry, "review", "")
        if sentences or review:
            rows.append(Open(entry.id, name_of(entry), tuple(dict.fromkeys(sentences)), review))
    return Standing(KINDS.get(kind), kind, sourced, judged, tuple(rows))


def _text(entry: Any) -> list[tuple[str, str]]:
    return [(path, value) for path, value in parts(entry) if isinstance(value, str) and value]
