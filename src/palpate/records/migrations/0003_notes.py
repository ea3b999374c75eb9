"""Students' signatures, who may read a note, and who looked at what; more words for what a client says."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import triggers

TABLES = ("records_looked", "records_noteprivacy", "records_studentsignature")


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on the new tables, and again on the one that was altered."""
    triggers.install(schema_editor.connection, (*TABLES, "records_treatment"))


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them off the new tables again."""
    triggers.remove(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    """Three tables that only grow, and choices of a fourth."""

    dependencies = [
        ("accounts", "0001_first"),
        ("records", "0002_only_grows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="treatment",
            name="response",
            field=models.CharField(
                blank=True,
                choices=[
                    ("better", "Better"),
                    ("same", "Same"),
                    ("worse", "Worse"),
                    ("stopped", "Stopped"),
                    ("more", "More"),
                    ("good", "Good"),
                    ("less", "Less"),
                    ("change", "Change"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Looked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "name, contact and visits"),
                            ("record", "what was seen, planned and done"),
                            ("note", "a note"),
                            ("letter", "a letter"),
                            ("export", "everything, as a copy"),
                        ],
                        max_length=10,
                    ),
                ),
                ("quarter", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.client"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.clinic"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "person", "kind", "quarter"), name="records_looked_once_a_quarter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NotePrivacy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("all", "all who may read the record"),
                            ("discipline", "my discipline"),
                            ("me", "me"),
                        ],
                        default="all",
                        max_length=10,
                    ),
                ),
                ("discipline", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(blank=True, max_length=300)),
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
                        to="records.noteprivacy",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacies",
                        to="records.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                        name="records_noteprivacy_has_a_writer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StudentSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.UUIDField(db_index=True, editable=False)),
                ("by_client", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=200)),
                ("words", models.TextField(blank=True)),
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
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="student_signatures",
                        to="records.note",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="records.studentsignature",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="student_signatures",
                        to="records.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("author__isnull", False), ("by_client", True), _connector="OR"),
                        name="records_studentsignature_has_a_writer",
                    )
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
