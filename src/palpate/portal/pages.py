"""The pages of one intake, in order, and which comes next. Which safety groups there are follows from the
answers so far: what an answer settles is not asked any more, and what it opens is.
"""

from dataclasses import dataclass

from palpate.portal.links import Link
from palpate.portal.questions import AFTER, BASICS, BY_SLUG, GROUPS, Group, chosen, group_of, in_order
from palpate.portal.said import BEGAN
from palpate.reasoning.screening.screen import Triage

STEPS = ("about", "why", "where", "safety", "health", "pain", "touch", "consent")
PAGES_OF = {"health": ("life",)}


@dataclass(frozen=True)
class Page:
    """One page: its place among the eight steps, and among the parts of its step."""

    slug: str
    number: int
    part: int
    parts: int
    ask: tuple[str, ...] = ()  # the findings on it
    open: tuple[str, ...] = ()  # of these, what was not answered yet

    @property
    def group(self) -> Group | None:
        """The group of questions, where the page asks one."""
        return BY_SLUG.get(self.slug)

    @property
    def of(self) -> int:
        """How many steps there are."""
        return len(STEPS)

    @property
    def progress(self) -> float:
        """How far along, in steps."""
        return round(self.number - 1 + self.part / self.parts, 2)


def pages(link: Link, triage: Triage) -> list[Page]:
    """All pages as the answers now stand."""
    asked = _asked(link, triage)
    found: list[Page] = []
    for number, step in enumerate(STEPS, start=1):
        slugs = [group.slug for group in GROUPS if group.step == step and group.slug in asked]
        slugs += PAGES_OF.get(step, () if step == "safety" else (step,))
        for part, slug in enumerate(slugs, start=1):
            ask, unanswered = asked.get(slug, ((), ()))
            found.append(Page(slug, number, part, len(slugs), ask, unanswered))
    return found


def next_page(link: Link, found: list[Page]) -> Page:
    """The first page that is not dealt with; the last one, where the signature is, when all are."""
    done = link.answers.get("done", [])
    left = set(link.answers.get("left", []))
    for page in found:
        if page.group and set(page.open) - left:
            return page
        if not page.group and page.slug not in done:
            return page
    return found[-1]


def page_of(finding: str, link: Link) -> str:
    """Where a finding was answered."""
    began = BEGAN.get(link.answers.get("why", {}).get("began", ""), {})
    if finding in began and finding not in link.answers.get("findings", {}):
        return "why"
    return group_of(finding, link.knowledge).slug


def _asked(link: Link, triage: Triage) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By group: what it asks, and what of it is open. Nobody is called back to a page for less than danger,
    but for what an answer on it has opened.
    """
    done, left = link.answers.get("done", []), link.answers.get("left", [])
    answered = [one for one in link.answers.get("findings", {}) if one in link.knowledge.findings]
    beside = sum(one not in BASICS for one in answered)
    unanswered = chosen(link.case(), triage, link.knowledge, beside)
    table: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for finding in (*unanswered, *answered):
        slug = group_of(finding, link.knowledge).slug
        if slug in done and unanswered.get(finding) is False and finding not in (*left, *AFTER):
            continue
        ask, still = table.get(slug, ((), ()))
        table[slug] = ((*ask, finding), (*still, finding) if finding in unanswered else still)
    return {slug: (in_order(ask, BY_SLUG[slug]), still) for slug, (ask, still) in table.items()}
