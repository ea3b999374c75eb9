"""The database itself refuses to change or delete a row of the record, or an entry of its ledger."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import triggers


def _tables(apps: Apps) -> list[str]:
    return [model._meta.db_table for model in apps.get_app_config("records").get_models()]


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on every table of the record."""
    triggers.install(schema_editor.connection, _tables(apps))


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them off again."""
    triggers.remove(schema_editor.connection, _tables(apps))


class Migration(migrations.Migration):
    """Triggers on every table of the record."""

    dependencies = (("records", "0001_first"),)

    operations = (migrations.RunPython(install, remove),)
