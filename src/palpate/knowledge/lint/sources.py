"""A source can be found again, and is there because something rests on it."""

from collections.abc import Iterator

from palpate.knowledge.lint.walk import entries, parts, problem
from palpate.knowledge.load import Knowledge, Problem


def lint_sources(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each source without an address or a year, or that nothing uses."""
    used = set(_used(knowledge))
    for source in knowledge.sources.values():
        if not (source.doi or source.pmid or source.url):
            what = "has no DOI, PMID or address"
            yield problem(knowledge, "sources", source, "doi", what, "give one of the three")
        if source.year is None and not source.note:
            what = "has no year and no note"
            yield problem(
                knowledge, "sources", source, "year", what, "give the year, or say in `note` that none shows"
            )
        if source.year is not None and not 1850 <= source.year <= 2100:
            yield problem(knowledge, "sources", source, "year", f"{source.year} is no year", "mend it")
        if source.id not in used:
            yield problem(knowledge, "sources", source, "", "is used by nothing", "use it or take it out")


def _used(knowledge: Knowledge) -> Iterator[str]:
    for kind, entry in entries(knowledge):
        if kind == "sources":
            continue
        for path, value in parts(entry):
            named = path.rpartition(".")[2] in ("source", "referral_source") and isinstance(value, str)
            if named or path.startswith("sources["):
                yield value
