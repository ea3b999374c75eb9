"""What hands and eyes find on the structure itself: palpation, strength, loading, posture."""

from collections.abc import Iterator

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import findings
from palpate.knowledge.model import Finding
from palpate.knowledge.words import Impairment, Side
from palpate.reasoning.case import Case
from palpate.reasoning.rules.logic import observed, present
from palpate.reasoning.tissue.suspect import Clue, side_of

PALPATED, REFERRED, LOADED, NOT_FOUND = 1.0, 2.0, 0.7, -0.8
POSTURE = 0.15  # points, no more; several postures count once, since they go together (clinical judgement)
COMMON = "often goes with it; as common in people without pain, so it counts little"
# What each posture is taught to go with: structures that are short, that are weak, that move too little.
# Clinical judgement throughout: what was read of posture and pain shows that they go together weakly.
PATTERNS: dict[str, tuple[tuple[Impairment, tuple[str, ...]], ...]] = {
    "forward_head_posture": (
        ("shortened", ("suboccipitals", "sternocleidomastoid", "levator_scapulae")),
        ("weak", ("deep_neck_flexors",)),
    ),
    "rounded_shoulders": (
        ("shortened", ("pectoralis_minor", "pectoralis_major")),
        ("weak", ("trapezius_middle", "trapezius_lower", "rhomboids")),
    ),
    "upper_back_rounded": (("restricted", ("thoracic_facets",)), ("weak", ("trapezius_lower",))),
    "shoulder_held_high": (("shortened", ("trapezius_upper", "levator_scapulae")),),
    "scapula_wings": (("weak", ("serratus_anterior", "trapezius_lower")),),
    "lumbar_hyperlordosis": (
        ("shortened", ("erector_spinae", "multifidus")),
        ("weak", ("rectus_abdominis", "transversus_abdominis")),
    ),
    "lumbar_curve_flat": (("shortened", ("biceps_femoris", "semitendinosus", "semimembranosus")),),
    "pelvis_forward_tilt": (
        ("shortened", ("psoas_major", "iliacus", "rectus_femoris")),
        ("weak", ("gluteus_maximus", "rectus_abdominis")),
    ),
    "uneven_iliac_crests": (("shortened", ("quadratus_lumborum",)),),
    "knee_valgus_standing": (("weak", ("gluteus_medius",)), ("shortened", ("tensor_fasciae_latae",))),
    "pes_planus_standing": (("weak", ("tibialis_posterior",)),),
}
# A landmark in degrees or millimetres beyond its cut says what the eye would have said.
MEASURED = {
    "craniovertebral_angle_small": "forward_head_posture",
    "thoracic_kyphosis_large": "upper_back_rounded",
    "pelvic_tilt_large": "pelvis_forward_tilt",
    "q_angle_over_20": "knee_valgus_standing",
    "foot_rolled_in": "pes_planus_standing",
    "navicular_drop_over_10": "pes_planus_standing",
}


def from_hands(case: Case, knowledge: Knowledge) -> Iterator[Clue]:
    """Palpation, strength and loading of the structure itself."""
    for observation in case.observations:
        finding = knowledge.findings.get(observation.finding)
        if finding is None or not finding.structures or observation.present is None:
            continue
        if finding.kind == "posture" or observation not in observed(case, finding.id):
            continue
        impairment, weight = _touch(finding, observation.present)
        share = weight if finding.kind in ("palpation", "strength") else weight / len(finding.structures)
        text = finding.name if observation.present else f"{finding.name}: not found"
        for name in finding.structures:
            structure = knowledge.structures.get(name)
            if structure is not None:
                side = side_of(structure, observation.side)
                yield Clue(name, side, impairment, share, finding.id, text)


def from_posture(case: Case, knowledge: Knowledge) -> Iterator[Clue]:
    """What a posture that was seen or measured commonly goes with. One that is absent says nothing."""
    for observation in case.observations:
        finding = knowledge.findings.get(observation.finding)
        if finding is None or finding.kind != "posture" or not observation.present:
            continue
        if observation in observed(case, finding.id):
            yield from _pattern(finding, finding.id, observation.side, knowledge)
    for name, pattern in MEASURED.items():
        if name in knowledge.findings and present(name, case, knowledge):
            yield from _pattern(knowledge.findings[name], pattern, _side(name, case, knowledge), knowledge)


def _pattern(finding: Finding, pattern: str, side: Side | None, knowledge: Knowledge) -> Iterator[Clue]:
    own: tuple[tuple[Impairment, tuple[str, ...]], ...] = ()
    if finding.structures:
        own = ((finding.impairment or "sensitised", finding.structures),)
    for impairment, names in PATTERNS.get(pattern, own):
        for name in names:
            structure = knowledge.structures.get(name)
            if structure is not None:
                text = f"{finding.name}: {impairment} {structure.name} {COMMON}"
                place = side_of(structure, side)
                yield Clue(name, place, impairment, POSTURE, finding.id, text, "posture")


def _side(name: str, case: Case, knowledge: Knowledge) -> Side | None:
    """The side on which what a cut rests on was measured; None where it was more than one."""
    sides = {one.side for each in findings(knowledge.rules[name]) for one in observed(case, each)}
    return next(iter(sides)) if len(sides) == 1 else None


def _touch(finding: Finding, is_present: bool) -> tuple[Impairment, float]:
    """What a hands-on finding says, and how loudly."""
    impairment: Impairment = finding.impairment or ("weak" if finding.kind == "strength" else "sensitised")
    if not is_present:
        return impairment, NOT_FOUND if finding.kind == "palpation" else -LOADED / 2
    if finding.kind == "palpation":
        return impairment, REFERRED if impairment == "trigger_point" else PALPATED
    return impairment, LOADED
