"""The body chart: lines drawn by hand, charting signs with the clinic's legend, and the figure of a client."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import triggers

MARK, NEW = "records_mark", ("records_chartlegend", "records_chartfigure")


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table of marks was made anew and lost its triggers; the new tables get theirs."""
    triggers.install(schema_editor.connection, (MARK, *NEW))


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Going back: off the tables that go, and off marks, whose triggers name the columns that go."""
    triggers.remove(schema_editor.connection, (MARK, *NEW))


def again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Gone back: marks as they were refuse changes again."""
    triggers.install(schema_editor.connection, (MARK,))


class Migration(migrations.Migration):
    """Four fields of a mark, two tables of rows, and the triggers."""

    dependencies = [
        ("accounts", "0005_students"),
        ("records", "0008_visits_of"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, again),
        migrations.AddField(
            model_name="mark",
            name="also",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="mark",
            name="stroke",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="mark",
            name="symbol",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="mark",
            name="words",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.CreateModel(
            name="ChartFigure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                ("figure", models.CharField(max_length=20)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chart_figures",
                        to="records.client",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="records.chartfigure",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                        name="records_chartfigure_has_a_writer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChartLegend",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                ("entries", models.JSONField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="records.chartlegend",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                        name="records_chartlegend_has_a_writer",
                    )
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
