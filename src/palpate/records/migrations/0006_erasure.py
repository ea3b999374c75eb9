"""What a client may ask for: reading only, and erasure, with the tombstones that let a row be blanked."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import triggers


def _tables(apps: Apps) -> list[str]:
    gone = {"records_clientname"}  # made from the record, and made anew
    return [
        table
        for model in apps.get_app_config("records").get_models()
        if (table := model._meta.db_table) not in gone
    ]


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on every table of the record: they now let a blanking through."""
    triggers.install(schema_editor.connection, _tables(apps))


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Going back: off the new tables, and nothing let through by the others."""
    triggers.remove(schema_editor.connection, _tables(apps))


class Migration(migrations.Migration):
    """Four tables of rows, and the triggers."""

    dependencies = [
        ("accounts", "0005_students"),
        ("records", "0007_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                ("table", models.CharField(max_length=40)),
                ("thing", models.UUIDField()),
                ("reason", models.TextField()),
                ("legal_basis", models.CharField(max_length=300)),
                ("asked_by", models.CharField(max_length=200)),
                ("asked_on", models.DateField()),
                ("early", models.TextField(blank=True)),
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
                        related_name="erasures",
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
                        to="records.erasure",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                ("reason", models.TextField()),
                ("asked_by", models.CharField(blank=True, max_length=200)),
                ("asked_on", models.DateField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="records.client"
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
                        to="records.hold",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                ("table", models.CharField(max_length=40)),
                ("row_id", models.UUIDField()),
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
                    "erasure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tombstones",
                        to="records.erasure",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="records.tombstone",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="YearsToKeep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                ("years", models.PositiveSmallIntegerField()),
                ("law", models.CharField(blank=True, max_length=300)),
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
                        to="records.yearstokeep",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                name="records_erasure_has_a_writer",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                name="records_hold_has_a_writer",
            ),
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.CheckConstraint(
                condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                name="records_tombstone_has_a_writer",
            ),
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.UniqueConstraint(
                fields=("row_id", "table"), name="records_one_tombstone_a_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="yearstokeep",
            constraint=models.CheckConstraint(
                condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                name="records_yearstokeep_has_a_writer",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
