"""What a backup says of itself: how many rows each table has, and where each clinic's chain ends."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import connections

from palpate.accounts.models import Clinic
from palpate.keeping import databases
from palpate.records.chain import breaks, head

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """Counts by table, heads by clinic id, the migrations the database had."""

    made_at: str  # ISO 8601
    palpate: str  # the version
    vendor: str  # sqlite or postgresql
    migrations: databases.Migrations
    counts: dict[str, int]
    heads: dict[str, tuple[int, str]]  # by clinic id: entries of the ledger, newest digest
    format: int = FORMAT

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Self:
        """From JSON. Raises ValueError for a form that is not known here."""
        if plain.get("format") != FORMAT:
            raise ValueError(f"the backup has the form {plain.get('format')}; this Palpate reads {FORMAT}")
        pairs = [(str(app), str(name)) for app, name in plain["migrations"]]
        heads = {key: (int(length), str(digest)) for key, (length, digest) in plain["heads"].items()}
        return cls(**{**plain, "migrations": pairs, "heads": heads})

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.counts.values())


def of_database(alias: str, *, made_at: str, version: str) -> Manifest:
    """What a database says of itself now."""
    return Manifest(
        made_at=made_at,
        palpate=version,
        vendor=databases.vendor(),
        migrations=databases.migrations(alias),
        counts=counts(alias),
        heads=heads(alias),
    )


def counts(alias: str) -> dict[str, int]:
    """The number of rows of each table."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            found[name] = int(cursor.fetchone()[0])
    return found


def heads(alias: str) -> dict[str, tuple[int, str]]:
    """Where each clinic's chain ends."""
    return {
        str(clinic.pk): head(clinic, using=alias)
        for clinic in Clinic.objects.using(alias).only("pk").order_by("pk")
    }


def differences(alias: str, manifest: Manifest) -> list[str]:
    """In what a restored database is not what the manifest says, and where its record does not verify."""
    wrong = []
    there = counts(alias)
    for table in sorted(manifest.counts.keys() | there.keys()):
        if manifest.counts.get(table) != there.get(table):
            had, has = manifest.counts.get(table, "no"), there.get(table, "no")
            wrong.append(f"{table} had {had} rows, restored are {has}")
    if heads(alias) != manifest.heads:
        wrong.append("the chains do not end where they ended when the backup was made")
    for clinic in Clinic.objects.using(alias).order_by("pk"):
        wrong += [
            f"{clinic}: {found.table} {found.row_id} {found.what}" for found in breaks(clinic, using=alias)
        ]
    return wrong + _unsound(alias)


def _unsound(alias: str) -> list[str]:
    """What SQLite itself finds wrong with a file."""
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [str(line) for (line,) in cursor.fetchall()]
    return [] if said == ["ok"] else said
