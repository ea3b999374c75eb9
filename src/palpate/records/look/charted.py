"""How the body chart is drawn: the legend of a clinic, the figure of a client, and what is pain or a sign."""

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from palpate.drawing.figures import FIGURES, Figure, figure_for
from palpate.drawing.signs import Entry, usual_legend
from palpate.records.models import ChartFigure, ChartLegend, Client, Mark
from palpate.records.newest import latest


def legend_of(clinic_id: int) -> tuple[Entry, ...]:
    """What the clinic's charting signs stand for: as it last said, else as usually taught."""
    rows: Any = ChartLegend.objects.filter(clinic_id=clinic_id).newest().order_by("written_at", "id")
    row = rows.last()
    return msgspec.convert(row.entries, tuple[Entry, ...]) if row else usual_legend()


def figure_of(client: Client) -> Figure:
    """The figure that shows the client: the one chosen, else by the recorded sex, else the neutral one."""
    rows = latest(ChartFigure, client_id=client.first)
    chosen = rows[-1].figure if rows else ""
    return cast(Figure, chosen) if chosen in FIGURES else figure_for(client.sex)


def pains(marks: Iterable[Mark]) -> list[Mark]:
    """The marks that say where it hurts."""
    return [mark for mark in marks if not mark.symbol]


def signs(marks: Iterable[Mark]) -> list[Mark]:
    """The marks by which a therapist charted what was found."""
    return [mark for mark in marks if mark.symbol]
