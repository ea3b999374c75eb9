"""Claims of massage that are not borne out must not stand in a letter."""

import re
from typing import NamedTuple

from palpate.knowledge import Knowledge


class Found(NamedTuple):
    """A wording that says more than is known, and why."""

    phrase: str
    why: str
    verdict: str


def claims_in(text: str, knowledge: Knowledge) -> list[Found]:
    """Every wording of an unsupported claim in the text, in the order of the knowledge."""
    words = " ".join(text.lower().replace("’", "'").split())
    return [
        Found(phrase=phrase, why=claim.why, verdict=claim.verdict)
        for claim in knowledge.claims.values()
        for phrase in claim.phrases
        if re.search(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", words)
    ]
