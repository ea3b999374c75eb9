"""Notes know where their sentences came from, and whether they merely repeat the last one."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import triggers

TABLES = ["records_note"]


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table was made anew to alter it: its triggers too, and they blank the new columns."""
    triggers.install(schema_editor.connection, TABLES)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Going back: the table is to be altered."""
    triggers.remove(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    """Two columns of notes."""

    dependencies = [("records", "0009_charting")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.AddField("note", "lines", models.JSONField(blank=True, default=list)),
        migrations.AddField("note", "unchanged", models.BooleanField(default=False)),
        migrations.RunPython(install, remove),
    ]
