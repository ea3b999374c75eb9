"""Which safety questions a client gets, and in which groups. The reasoning says what is open and how urgent
it is; here it is only put in order, cut to a length that people finish, and grouped.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Contraindication, Finding
from palpate.reasoning.case import Case
from palpate.reasoning.limits.restrict import unsettled_contraindications
from palpate.reasoning.screening.screen import Triage

# Seven minutes for the whole form, at four to five seconds for a question that most answer with no (clinical
# judgement). What can be an emergency or must be seen the same day is asked even beyond it; what is left out
# stays open for the therapist.
MOST = 52
DANGER = ("emergency", "same-day")

# What everybody is asked before being touched, wherever it hurts, beside the safety questions.
BASICS = (
    "pregnancy",
    "history_of_cancer",
    "taking_anticoagulant",
    "taking_corticosteroid",
    "taking_opioid_or_sedative",
    "allergy_products",
    "diabetes",
    "hypertension",
    "venous_thrombosis_history",
    "osteoporosis",
    "pacemaker",
    "surgery_recent",
)

# Questions that speak of another one are asked after it was answered with yes (or not sure).
AFTER = {
    "weeks_pregnant": "pregnancy",
    "pregnancy_high_risk": "pregnancy",
    "preeclampsia": "pregnancy",
    "bleeding_or_fluid": "pregnancy",
    "pacemaker_new": "pacemaker",
    "steroid_injection_2_weeks": "steroid_injection_6_weeks",
    "asthma_uncontrolled": "asthma_or_copd",
    "diabetes_complicated": "diabetes",
    "diabetic_neuropathy": "diabetes",
    "hypertension_uncontrolled": "hypertension",
    "heart_failure_uncontrolled": "heart_failure",
    "metastatic_cancer": "history_of_cancer",
    "chemotherapy_last_days": "taking_chemotherapy",
    "corticosteroid_prolonged": "taking_corticosteroid",
}


@dataclass(frozen=True)
class Group:
    """Questions that are asked on one page. `files` and `findings` say which belong to it."""

    slug: str
    name: str
    lead: str
    files: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    step: str = "safety"


GROUPS = (
    Group(
        "heart",
        "Heart and breath",
        "We ask everybody. A shoulder, a jaw or a back can hurt because of the heart or the lungs, and then "
        "massage is not what you need.",
        findings=(
            "chest_pain",
            "chest_pressure",
            "left_arm_pain",
            "right_arm_pain",
            "both_arms_pain",
            "jaw_pain",
            "shoulder_tip_pain",
            "pain_like_earlier_heart_trouble",
            "breathlessness",
            "palpitations",
            "haemoptysis",
            "fainting",
            "sweating",
            "pain_worse_breathing_in",
            "pain_with_exertion",
            "vomiting_repeated",
            "nausea",
            "calf_pain",
            "leg_swelling",
            "arm_swelling",
        ),
    ),
    Group(
        "head",
        "Head, eyes and speech",
        "",
        files=("screening_head", "headache_jaw_history"),
        findings=("headache", "headache_new"),
    ),
    Group(
        "belly",
        "Belly, bladder and bowel",
        "Some of these are private. They matter, because the nerves of bladder and bowel leave the spine "
        "low in the back.",
        files=("screening_chest_abdomen",),
        findings=(
            "saddle_numbness",
            "urinary_incontinence_new",
            "urinary_retention",
            "bowel_incontinence_new",
        ),
    ),
    Group(
        "nerves",
        "Strength, feeling and walking",
        "",
        files=("screening_spine", "neck_history", "lumbar_history", "conditions_for_care_nerves_and_mind"),
    ),
    Group(
        "began",
        "How it began, and how it hurts",
        "",
        files=("screening_pain", "screening_injury", "background_events", "hip_history", "shoulder_history"),
    ),
    Group(
        "limbs",
        "Skin, joints, arms and legs",
        "",
        files=("screening_joint_skin", "screening_limb_vessels", "conditions_for_care_skin"),
    ),
    Group("general", "How you are otherwise", "", files=("screening_general", "screening_mind_home")),
    Group(
        "pregnancy",
        "Pregnancy",
        "",
        files=("screening_pregnancy", "conditions_for_care_life_stage_and_consent"),
        findings=("pregnancy", "postpartum_year", "period_late_or_bleeding"),
    ),
    Group("medicine", "Medicines", "", files=("background_medication",), step="health"),
    Group("illness", "Illnesses and operations", "", step="health"),
)
BY_SLUG = {group.slug: group for group in GROUPS}


def chosen(case: Case, triage: Triage, knowledge: Knowledge, answered: int) -> dict[str, bool]:
    """The findings still to be asked, the most urgent first, each with whether it is about danger: all of
    those, then as many as the form has room for beside the answered ones, and what everybody is asked.
    """
    wanted: dict[str, bool] = {}
    for finding, urgent in _open(case, triage, knowledge):
        room = urgent or finding in AFTER or answered + len(wanted) < MOST
        if room and _askable(knowledge.findings[finding], case):
            wanted.setdefault(finding, urgent)
    for finding in BASICS:
        if finding in knowledge.findings and _askable(knowledge.findings[finding], case):
            wanted.setdefault(finding, False)
    return wanted


def _open(case: Case, triage: Triage, knowledge: Knowledge) -> Iterator[tuple[str, bool]]:
    for rule in triage.unsettled:
        for finding in rule.ask:
            yield finding, rule.urgency in DANGER
    for item in unsettled_contraindications(case, knowledge):
        if _near(knowledge.contraindications[item.contraindication], case, knowledge):
            for finding in item.ask:
                yield finding, False


def _near(item: Contraindication, case: Case, knowledge: Knowledge) -> bool:
    """Whether it would narrow anything where this complaint is likely to be treated."""
    return any(
        site in ("complaint", "observed", "whole_body")
        or any(knowledge.overlap(site, place.region) for place in case.complaint.regions)
        for site in item.sites
    )


def _askable(finding: Finding, case: Case) -> bool:
    said = {one.finding: one for one in case.observations}
    first = AFTER.get(finding.id)
    follows = first is None or (first in said and said[first].present is not False)
    fits = finding.only is None or case.client.sex in (None, finding.only)
    return finding.asked_of == "client" and finding.id not in said and follows and fits


def in_order(findings: tuple[str, ...], group: Group) -> tuple[str, ...]:
    """The questions of a page: in the group's own order where it has one, else as they came."""
    own = {finding: place for place, finding in enumerate(group.findings)}
    return tuple(sorted(findings, key=lambda finding: own.get(finding, len(own))))


def group_of(finding: str, knowledge: Knowledge) -> Group:
    """The group in which a finding is asked; what has no place of its own is an illness or an operation."""
    for group in GROUPS:
        if finding in group.findings:
            return group
    file = knowledge.files.get(f"findings/{finding}", "").rsplit("/", 1)[-1].removesuffix(".yaml")
    return next((group for group in GROUPS if file in group.files), GROUPS[-1])
