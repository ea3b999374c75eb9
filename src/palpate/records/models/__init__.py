"""The rows of the record. Each is written once; what shows is the newest of each."""

from django.db import models

from palpate.records.models.charted import ChartFigure, ChartLegend
from palpate.records.models.done import (
    Amendment,
    Goal,
    HomeProgram,
    HomeReport,
    Letter,
    Note,
    NotePrivacy,
    NoteSignature,
    Plan,
    StudentSignature,
    Treatment,
)
from palpate.records.models.found import ClientName
from palpate.records.models.kept import BackupMade, Erasure, Hold, Tombstone, YearsToKeep
from palpate.records.models.looked import Looked
from palpate.records.models.people import (
    Client,
    Consent,
    Episode,
    EpisodeEnd,
    IntakeSubmitted,
    Invitation,
    Visit,
    VisitState,
)
from palpate.records.models.row import LedgerEntry, Row
from palpate.records.models.seen import Disposition, Judgement, Mark, Observation, Score

ROWS: tuple[type[Row], ...] = (
    Client,
    Episode,
    EpisodeEnd,
    Visit,
    VisitState,
    Invitation,
    IntakeSubmitted,
    Consent,
    Observation,
    Mark,
    Score,
    Disposition,
    Judgement,
    Goal,
    Plan,
    Treatment,
    Note,
    NoteSignature,
    StudentSignature,
    NotePrivacy,
    Amendment,
    HomeProgram,
    HomeReport,
    Letter,
    ChartLegend,
    ChartFigure,
    Hold,
    YearsToKeep,
    Erasure,
    Tombstone,
)
# Every table in which the database refuses to change or delete a row.
ONLY_GROW: tuple[type[models.Model], ...] = (*ROWS, LedgerEntry, Looked, BackupMade)

__all__ = [
    "ONLY_GROW",
    "ROWS",
    "Amendment",
    "BackupMade",
    "ChartFigure",
    "ChartLegend",
    "Client",
    "ClientName",
    "Consent",
    "Disposition",
    "Episode",
    "EpisodeEnd",
    "Erasure",
    "Goal",
    "Hold",
    "HomeProgram",
    "HomeReport",
    "IntakeSubmitted",
    "Invitation",
    "Judgement",
    "LedgerEntry",
    "Letter",
    "Looked",
    "Mark",
    "Note",
    "NotePrivacy",
    "NoteSignature",
    "Observation",
    "Plan",
    "Row",
    "Score",
    "StudentSignature",
    "Tombstone",
    "Treatment",
    "Visit",
    "VisitState",
    "YearsToKeep",
]
