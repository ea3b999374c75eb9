"""The way back: which entries name an entry."""

from pathlib import Path

from palpate.knowledge import knowledge
from palpate.knowledge.expression import findings
from palpate.knowledge.uses import all_uses, uses
from tests.small import finding, flag, small_knowledge


def test_rules_count_as_uses_of_their_findings(tmp_path: Path) -> None:
    derived = finding("both", kind="derived", rule={"all": ["fever", "chills"]})
    known = small_knowledge(
        tmp_path, findings=[finding("fever"), finding("chills"), derived], flags=[flag("sepsis", "fever")]
    )
    assert uses("findings", "fever", known, "flags") == ("sepsis",)
    assert uses("findings", "fever", known, "findings", "rule") == ("both",)
    assert uses("findings", "fever", known) == ("both", "sepsis")
    assert uses("findings", "nothing_such", known) == ()


def test_each_source_that_an_accuracy_row_names_is_used_by_it() -> None:
    known = knowledge()
    for row in known.accuracy.values():
        if row.source:
            assert row.id in uses("sources", row.source, known, "accuracy")


def test_what_the_index_says_is_what_the_rules_say() -> None:
    known = knowledge()
    for item in known.contraindications.values():
        for one in findings(known.rules[item.id]):
            assert item.id in uses("findings", one, known, "contraindications", "rule")


def test_every_use_leads_to_an_entry() -> None:
    known = knowledge()
    for (kind, name), found in all_uses(known).items():
        assert name in getattr(known, kind), (kind, name)
        assert all(one.id in getattr(known, one.kind) for one in found)
