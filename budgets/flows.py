"""The flows with what they may cost, in the order of the table."""

from typing import Any

from budgets import first_visit, follow_up, short
from budgets.clinic import Made
from budgets.flow import Flow
from budgets.model import Budget


def today(_made: Made, _therapist: Any) -> str:
    """The day's page, with the client in the waiting room."""
    return "/"


SEARCH = Budget(taps=2, characters=3)
FLOWS = (
    Flow("T1", "follow-up note, from Today to signed", Budget(20, 12, 40, 51), 2, today, follow_up.walk,
         follow_up.missing),
    Flow("T2", "first visit, from Today to the signed note", Budget(90, 45, 150, 209), 0, today,
         first_visit.walk, first_visit.missing),
    Flow("T3", "one finding at the table", Budget(taps=3), 0, short.at_the_motions, short.motion_found,
         short.motion_missing),
    Flow("T4", "from search to the client's visit", SEARCH, 2, today, short.client_sought, short.nothing),
    Flow("T4b", "from search to the line of a finding", SEARCH, 2, short.in_treatment, short.finding_sought,
         short.nothing),
    Flow("T5", "physician letter ready", Budget(taps=6), 2, today, short.letter_written,
         short.letter_missing),
    Flow("T6", "next visit booked", Budget(taps=2), 2, short.of_the_client, short.next_booked,
         short.next_missing),
)  # fmt: skip
