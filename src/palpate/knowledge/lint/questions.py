"""What a client is asked can be asked, and what a therapist does is described."""

from collections.abc import Iterator

from palpate.knowledge.lint.walk import problem
from palpate.knowledge.load import Knowledge, Problem


def lint_questions(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each question without words and each procedure without a description."""
    for finding in knowledge.findings.values():
        if finding.asked_of == "client" and not finding.ask.strip().endswith("?"):
            what = "is asked of the client but has no question"
            yield problem(knowledge, "findings", finding, "ask", what, "write one question that ends in ?")
        if finding.kind == "maneuver" and not (finding.how and finding.positive_if):
            what = "does not say how it is done or what counts as positive"
            yield problem(knowledge, "findings", finding, "how", what, "write `how` and `positive_if`")
        if finding.kind == "motion" and not (
            finding.unit and finding.joint and finding.motion and finding.mode
        ):
            what = "is a motion without unit, joint, motion or mode"
            yield problem(knowledge, "findings", finding, "motion", what, "give all four")
