"""What an introductory text on orthopedic or medical massage names has its page, found by the text's word."""

import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.find import find

CONDITIONS = {
    "carpal tunnel": "carpal_tunnel",
    "chronic low back pain": "cnslbp",
    "whiplash": "whiplash",
    "post-surgical recovery": "surgery_recovery",
    "frozen shoulder": "frozen_shoulder",
    "tendonitis": "tendon_pain",
    "sciatica": "lumbar_radiculopathy",
    "migraine": "migraine",
    "plantar fasciitis": "plantar_fasciitis",
    "fibromyalgia": "fibromyalgia",
    "arthritis": "arthritis",
    "sports injury": "sports_injury",
    "repetitive strain": "repetitive_strain",
    "postural imbalance": "postural_imbalance",
    "scar tissue": "scar_adhesion",
    "nerve compression": "nerve_compression",
    "swelling": "post_surgical_edema",
}
TECHNIQUES = {
    "myofascial release": "myofascial_release",
    "trigger point": "trigger_point",
    "deep tissue": "deep_tissue",
    "cross-fiber friction": "cross_fiber_friction",
    "positional release": "positional_release",
    "PNF": "pnf",
    "muscle energy": "met",
    "neuromuscular therapy": "nmt",
    "lymphatic drainage": "mld",
    "craniosacral": "craniosacral",
    "Swedish": "swedish",
    "stretching": "stretching_rom",
    "range of motion": "stretching_rom",
    "joint decompression": "traction",
    "Tui Na": "tuina",
    "Ayurvedic": "ayurvedic",
}
POPULATIONS = {
    "athletes": "athletes",
    "chronic pain": "chronic_pain",
    "before surgery": "before_surgery",
    "after surgery": "after_surgery",
    "pregnancy": "pregnancy",
    "older adults": "older_adults",
    "desk workers": "desk_workers",
}


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        (kind, text, name)
        for kind, table in (
            ("conditions", CONDITIONS),
            ("techniques", TECHNIQUES),
            ("populations", POPULATIONS),
        )
        for text, name in table.items()
    ],
)
def test_each_leads_to_an_entry_of_its_kind(kind: str, text: str, name: str) -> None:
    known = knowledge()
    assert name in getattr(known, kind)
    assert find(text, known, 1, kind=kind)[0].id == name
    assert (kind, name) in [(hit.kind, hit.id) for hit in find(text, known, 3)]


def test_each_condition_and_technique_says_what_is_known_of_it() -> None:
    known = knowledge()
    assert all(
        known.conditions[one].massage and known.conditions[one].refer_if for one in CONDITIONS.values()
    )
    assert all(known.techniques[one].known and known.techniques[one].adverse for one in TECHNIQUES.values())
    assert all(known.populations[one].changes for one in POPULATIONS.values())


def test_an_umbrella_is_never_a_hypothesis_and_leads_to_what_is_under_it() -> None:
    known = knowledge()
    umbrellas = [one for one in known.conditions.values() if not one.suspected]
    assert len(umbrellas) >= 10
    for one in umbrellas:
        assert one.prior is None and not one.rates and one.differentials, one.id
        assert not any(row.condition == one.id for row in known.accuracy.values()), one.id
