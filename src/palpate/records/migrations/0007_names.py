"""The index by which clients are found."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import names


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index, and let every client be found who is in the record already."""
    names.install(schema_editor.connection)
    using = schema_editor.connection.alias  # need not be the clinic's own: a backup is verified in another
    rows = list(apps.get_model("records", "Client").objects.using(using).order_by("written_at", "id"))
    replaced = {row.replaces_id for row in rows}
    newest = {row.first: row for row in rows if row.pk not in replaced}
    entry = apps.get_model("records", "ClientName")
    entry.objects.using(using).bulk_create(
        [entry(**names.entry_of(row)) for row in newest.values() if not row.removed], batch_size=names.BATCH
    )


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away again."""
    names.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """One table, no part of the record: it is made from it."""

    dependencies = [
        ("accounts", "0001_first"),
        ("records", "0005_backups"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClientName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client", models.UUIDField(unique=True)),
                ("row", models.UUIDField()),
                ("order", models.CharField(max_length=250)),
                ("text", models.TextField()),
                ("pairs", models.TextField()),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.clinic"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["clinic", "order"], name="records_name_order")],
            },
        ),
        migrations.RunPython(install, remove),
    ]
