"""Which backups were made."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import triggers


def _tables(apps: Apps) -> list[str]:
    return [model._meta.db_table for model in apps.get_app_config("records").get_models()]


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers of this version on every table of the record."""
    triggers.install(schema_editor.connection, _tables(apps))


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them off the new table."""
    triggers.remove(schema_editor.connection, ["records_backupmade"])


class Migration(migrations.Migration):
    """The new table, and the triggers."""

    dependencies = (("records", "0004_content_digests"),)

    operations = (
        migrations.CreateModel(
            name="BackupMade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                ("folder", models.TextField()),
                ("name", models.CharField(max_length=100)),
                ("bytes", models.PositiveBigIntegerField(default=0)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("seconds", models.FloatField(default=0)),
                ("problem", models.TextField(blank=True)),
            ],
            options={"ordering": ("at", "id")},
        ),
        migrations.RunPython(install, remove),
    )
