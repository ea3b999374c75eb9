"""The writes: one function for each thing that happens, keyword-only, named for it. Each checks the right,
writes in one transaction and returns the row. Nothing else writes to the record.

Every act takes `row_id`, the id made where the row was written (none: made here); the same id with the
same content stores nothing again. Rights refuse with PermissionDenied, another clinic's things with Http404.
"""

from palpate.records.acts.care import (
    correct_treatment,
    record_treatment,
    record_treatments,
    report_home,
    save_home_program,
    save_plan,
    set_goal,
)
from palpate.records.acts.charting import choose_figure, set_legend
from palpate.records.acts.clients import (
    correct_client,
    correct_episode,
    discharge,
    open_episode,
    register_client,
)
from palpate.records.acts.erasing import TooEarly, erase, hold_client, lift_hold, set_years_to_keep
from palpate.records.acts.given import Agreed, ClientFields, Done, EpisodeFields, Marked, Scored, Seen
from palpate.records.acts.intake import correct_intake, give_consent, invite, submit_intake
from palpate.records.acts.letters import correct_letter, send_letter, write_letter
from palpate.records.acts.notes import (
    amend_note,
    choose_readers,
    cosign_note,
    give_note_back,
    save_note_draft,
    sign_note,
    sign_note_as_student,
)
from palpate.records.acts.seen import (
    correct_mark,
    keep_judgement,
    record_disposition,
    record_mark,
    record_observation,
    record_observations,
    record_score,
    remove_mark,
)
from palpate.records.acts.undo import undo
from palpate.records.acts.visits import book_visit, change_visit, change_visit_state
from palpate.records.clock import as_of

__all__ = [
    "Agreed",
    "ClientFields",
    "Done",
    "EpisodeFields",
    "Marked",
    "Scored",
    "Seen",
    "TooEarly",
    "amend_note",
    "as_of",
    "book_visit",
    "change_visit",
    "change_visit_state",
    "choose_figure",
    "choose_readers",
    "correct_client",
    "correct_episode",
    "correct_intake",
    "correct_letter",
    "correct_mark",
    "correct_treatment",
    "cosign_note",
    "discharge",
    "erase",
    "give_consent",
    "give_note_back",
    "hold_client",
    "invite",
    "keep_judgement",
    "lift_hold",
    "open_episode",
    "record_disposition",
    "record_mark",
    "record_observation",
    "record_observations",
    "record_score",
    "record_treatment",
    "record_treatments",
    "register_client",
    "remove_mark",
    "report_home",
    "save_home_program",
    "save_note_draft",
    "save_plan",
    "send_letter",
    "set_goal",
    "set_legend",
    "set_years_to_keep",
    "sign_note",
    "sign_note_as_student",
    "submit_intake",
    "undo",
    "write_letter",
]
