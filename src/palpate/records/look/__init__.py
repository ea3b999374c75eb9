"""The reads. Each returns the newest rows, scoped to what it is given; none decides who may see them:
pages call `accounts.rights.require` first. Notes alone are read for a named reader, for each says who may.
Things are named in addresses by their `first`.
"""

from palpate.records.look.case import age, observations, seen_last
from palpate.records.look.charted import figure_of, legend_of, pains, signs
from palpate.records.look.clients import (
    Background,
    background,
    client_of,
    end_of,
    entered_later,
    episode_of,
    episodes,
    invitation_of,
    one,
    visits,
)
from palpate.records.look.day import DayLine, Need, day, line_of, notes_to_cosign, open_notes
from palpate.records.look.found import find_clients
from palpate.records.look.notes import NoteOf, hidden_visits, note_of, notes_beside, notes_of
from palpate.records.look.timeline import (
    Event,
    dispositions,
    goals,
    history,
    home_program_of,
    home_reports,
    invitations,
    judgement_of,
    letters,
    marks,
    plan_of,
    scores,
    state_of,
    timeline,
    treatments,
)
from palpate.records.look.whole import case_of
from palpate.records.newest import latest, now_of

__all__ = [
    "Background",
    "DayLine",
    "Event",
    "Need",
    "NoteOf",
    "age",
    "background",
    "case_of",
    "client_of",
    "day",
    "dispositions",
    "end_of",
    "entered_later",
    "episode_of",
    "episodes",
    "figure_of",
    "find_clients",
    "goals",
    "hidden_visits",
    "history",
    "home_program_of",
    "home_reports",
    "invitation_of",
    "invitations",
    "judgement_of",
    "latest",
    "legend_of",
    "letters",
    "line_of",
    "marks",
    "note_of",
    "notes_beside",
    "notes_of",
    "notes_to_cosign",
    "now_of",
    "observations",
    "one",
    "open_notes",
    "pains",
    "plan_of",
    "scores",
    "seen_last",
    "signs",
    "state_of",
    "timeline",
    "treatments",
    "visits",
]
