"""How the body chart is drawn: the clinic's legend of signs, and the figure that shows a client."""

from django.db import models

from palpate.records.models.people import Client
from palpate.records.models.row import Row


class ChartLegend(Row):
    """What the clinic's charting signs stand for; the newest counts. None: as usually taught."""

    entries = models.JSONField()  # each as drawing.signs.Entry: id, name, sign, shown


class ChartFigure(Row):
    """Which figure was chosen for a client; the newest counts. None: by the sex that is recorded."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="chart_figures")
    figure = models.CharField(max_length=20)  # as in drawing.figures
