"""Row security on PostgreSQL: the policies by which a clinic's rows show only within that clinic.

They are brought up to date after every migration, from the tables that are there, so that none can be
forgotten. What a connection is within is said by `accounts.isolation`.
"""

import hashlib
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from palpate.accounts.isolation import EVERYWHERE, SIGNING_IN, TOKEN

# Each in a SELECT of its own: so it is worked out once a statement, not once a row.
_NOW = "(SELECT current_setting('palpate.clinic', true))"
_CLINIC = (
    "(SELECT CASE WHEN now ~ '^[0-9]+$' THEN now::bigint END "
    "FROM current_setting('palpate.clinic', true) AS now)"
)
_EVERYWHERE = f"{_NOW} = '{EVERYWHERE}'"
_SIGNING_IN = f"{_NOW} IN ('{EVERYWHERE}', '{SIGNING_IN}')"

# Tables of a clinic that have no column `clinic_id`.
_OTHERS = {
    "accounts_clinic": f"id = {_CLINIC} OR {_SIGNING_IN}",
    "portal_draft": "EXISTS (SELECT FROM records_invitation AS link WHERE link.id = invitation) "
    f"OR {_EVERYWHERE}",
}
# Beside the wall itself: how a client who has only a link finds it.
_WAYS_IN = {"records_invitation": f"'{TOKEN}' || token = {_NOW}"}


def bring_up_to_date(using: str, **_: Any) -> None:
    """After a migration: put the policies on every table of a clinic that has not exactly them."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        for table, columns, forced, standing in cursor.fetchall():
            wanted = _policies(table, set(columns))
            if wanted and (not forced or set(standing) != set(wanted)):
                for statement in _statements(table, standing, wanted):
                    cursor.execute(statement)


_STANDING = """
SELECT relname::text,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = pg_class.oid AND NOT attisdropped),
       relrowsecurity AND relforcerowsecurity,
       ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = pg_class.oid)
FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
"""


def _policies(table: str, columns: set[str]) -> dict[str, str]:
    """The policies of a table by name; the name changes with the words. None for a table of no clinic."""
    wall = _OTHERS.get(table)
    if wall is None and "clinic_id" in columns:
        wall = f"clinic_id = {_CLINIC} OR {_EVERYWHERE}"
        if table.startswith(
            "accounts_"
        ):  # where the clinic is not known, it is nobody's: a name tried in vain
            wall = f"clinic_id = {_CLINIC} OR clinic_id IS NULL OR {_SIGNING_IN}"
    elif wall is None and "user_id" in columns and table.startswith("accounts_"):
        # Whoever sees the person sees what belongs to them.
        wall = f"EXISTS (SELECT FROM accounts_user AS own WHERE own.id = user_id) OR {_EVERYWHERE}"
    if wall is None:
        return {}
    wanted = {_named("clinic", wall): f"FOR ALL USING ({wall})"}
    if table in _WAYS_IN:
        wanted[_named("link", _WAYS_IN[table])] = f"FOR SELECT USING ({_WAYS_IN[table]})"
    return wanted


def _named(name: str, words: str) -> str:
    return f"{name}_{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def _statements(table: str, standing: list[str], wanted: dict[str, str]) -> list[str]:
    return [
        *(f"DROP POLICY {name} ON {table}" for name in standing),
        *(f"CREATE POLICY {name} ON {table} {words}" for name, words in wanted.items()),
        # FORCE: the owner of the table is held by them too.
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    ]


def bypasses(connection: BaseDatabaseWrapper) -> str:
    """Why row security does not hold for the role of this connection; empty when it does, or on SQLite."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, superuser, bypassing = cursor.fetchone()
    if superuser:
        return f"the database role {name} is a superuser"
    return f"the database role {name} has BYPASSRLS" if bypassing else ""
