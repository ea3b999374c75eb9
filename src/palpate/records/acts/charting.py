"""Acts on how the body chart is drawn: the clinic's legend of signs, and the figure that shows a client."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError

from palpate.accounts.models import Clinic, User
from palpate.accounts.rights import may_manage_clinic, may_treat, require
from palpate.drawing.figures import FIGURES
from palpate.drawing.signs import SIGNS, Entry
from palpate.records.acts.common import new
from palpate.records.ledger import write, writing
from palpate.records.look.charted import legend_of
from palpate.records.models import ChartFigure, ChartLegend, Client
from palpate.records.newest import latest

MOST = 40  # signs in a legend
LONGEST = 60  # characters of a name


def set_legend(
    *, by: User, clinic: Clinic, entries: Sequence[Entry], row_id: UUID | None = None
) -> ChartLegend:
    """Say what the clinic's charting signs stand for. A sign that stood in the legend before stays in it,
    shown or not: marks drawn with it are still read. Raises ValidationError for what is no legend.
    """
    require(may_manage_clinic, by, clinic)
    with writing(clinic.pk):
        _check(entries, {one.id for one in legend_of(clinic.pk)})
        rows = latest(ChartLegend, clinic_id=clinic.pk)
        before = rows[-1] if rows else None
        told = msgspec.to_builtins(tuple(entries))
        return write(
            new(ChartLegend, by=by, clinic_id=clinic.pk, row_id=row_id, replaces=before, entries=list(told))
        )


def _check(entries: Sequence[Entry], before: set[str]) -> None:
    ids = [one.id for one in entries]
    names = [one.name.strip().casefold() for one in entries]
    if gone := before - set(ids):
        raise ValidationError(
            f"{', '.join(sorted(gone))} stood in the legend: hide it, it cannot be taken out"
        )
    if len(ids) > MOST:
        raise ValidationError(f"{len(ids)} signs; a legend holds at most {MOST}")
    for one in entries:
        if not one.name.strip() or len(one.name) > LONGEST:
            raise ValidationError(f"{one.name[:40]!r}: a name has 1 to {LONGEST} characters")
        if one.sign not in SIGNS:
            raise ValidationError(f"{one.name}: there is no sign {one.sign!r}; use one of {', '.join(SIGNS)}")
        if not one.id.isidentifier() or len(one.id) > 40:
            raise ValidationError(f"{one.name}: {one.id[:40]!r} is no id; letters and low lines would be")
    for name in names:
        if names.count(name) > 1:
            raise ValidationError(f"two signs are called {name}; give each a name of its own")
    if len(set(ids)) < len(ids):
        raise ValidationError("two signs have one id; give each its own")


def choose_figure(*, by: User, client: Client, figure: str, row_id: UUID | None = None) -> ChartFigure:
    """Choose the figure that shows the client: feminine, masculine or neutral."""
    require(may_treat, by, client)
    if figure not in FIGURES:
        raise ValidationError({"figure": f"there is no figure {figure!r}; use {', '.join(FIGURES)}"})
    with writing(client.clinic_id):
        rows = latest(ChartFigure, client_id=client.first)
        before = rows[-1] if rows else None
        fields = {"client_id": client.first, "figure": figure}
        return write(
            new(ChartFigure, by=by, clinic_id=client.clinic_id, row_id=row_id, replaces=before, **fields)
        )
