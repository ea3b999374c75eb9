"""The database as a whole, before it is worked with: its present form, and whether its wall stands."""

from pathlib import Path

from palpate.web.surroundings import SettingError


def bring_to_present_form() -> bool:
    """Run the migrations that are missing; whether there were any. Raises SettingError where this role may
    not, for then the owner's must do it, where a newer version has been at work, and where the record is not
    as it was written, so that no migration may cover that.
    """
    from django.db import ProgrammingError
    from django.db.migrations.exceptions import MigrationSchemaMissing

    if newer := unknown():
        raise SettingError(
            f"the database has the form of a newer Palpate ({' '.join(min(newer))} is not known here); "
            "install that version again, or restore the backup from before the upgrade"
        )
    if not unapplied():
        return False
    from django.core.management import call_command

    print("Bringing the database to its present form …", flush=True)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except RuntimeError as error:  # a migration that refuses a record which does not verify
        raise SettingError(str(error)) from error
    except (ProgrammingError, MigrationSchemaMissing) as error:
        if "must be owner" in str(error) or "permission denied" in str(error):
            raise SettingError(
                f"the database needs a change that its role may not make ({str(error).splitlines()[0]}); run "
                "`palpate record migrate` once with the owner's DATABASE_URL"
            ) from error
        raise
    return True


def unapplied() -> set[tuple[str, str]]:
    """The migrations that the database lacks, as (app, name).

    It compares names alone: importing what the migrations do takes longer than the rest of a start that
    finds nothing to do.
    """
    return _written() - _applied()


def unknown() -> set[tuple[str, str]]:
    """The migrations of ours that the database has and this program does not know, as (app, name)."""
    from django.apps import apps

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("palpate.")}
    return {(app, name) for app, name in _applied() - _written() if app in ours}


def _applied() -> set[tuple[str, str]]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connection).applied_migrations())


def _written() -> set[tuple[str, str]]:
    from django.apps import apps

    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("*.py")
        if file.stem[0] not in "_~"
    }


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
