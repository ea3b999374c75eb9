"""The database as a whole, before it is worked with: its present form, and whether its wall stands."""

from palpate.web.surroundings import SettingError


def bring_to_present_form() -> bool:
    """Run the migrations that are missing; whether there were any. Raises SettingError where this role may
    not: then the owner's must do it.
    """
    from django.core.management import call_command
    from django.db import ProgrammingError, connection
    from django.db.migrations.exceptions import MigrationSchemaMissing
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    print("Bringing the database to its present form …", flush=True)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except (ProgrammingError, MigrationSchemaMissing) as error:
        if "must be owner" in str(error) or "permission denied" in str(error):
            raise SettingError(
                f"the database needs a change that its role may not make ({str(error).splitlines()[0]}); run "
                "`palpate record migrate` once with the owner's DATABASE_URL"
            ) from error
        raise
    return True


def warning() -> str:
    """One line where the wall between clinics does not hold for the database's role; else empty."""
    from django.db import connection

    from palpate.records.policies import bypasses

    if not (why := bypasses(connection)):
        return ""
    return (
        f"WARNING: {why}, so the database's own wall between clinics does not hold. "
        "Serve with a plain role: docs/settings.md says how to make one."
    )
