"""Django's PostgreSQL engine, which tells the database before a statement which clinic it is asked for.

One short statement where the clinic differs from the one before on this connection; none where it does not.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from palpate.accounts.isolation import scope

TELL = "SELECT set_config('palpate.clinic', %s, false)"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection, with the scope that the database was last told."""

    _told: str | None = None  # None: not known, so it is told again

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection to which nothing was told yet."""
        self._told = None
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor whose statements run in the scope of this moment."""
        if self._told != (now := scope()) and self._listens():
            self._tell(now)
        return super().create_cursor(name)

    def _tell(self, now: str) -> None:
        with self.wrap_database_errors:
            self.connection.execute(TELL, [now])
        self._told = now

    def _listens(self) -> bool:
        """Not after an error inside a transaction: there the database takes nothing but the rollback."""
        return bool(self.connection.info.transaction_status != TransactionStatus.INERROR)

    def _rollback(self) -> None:
        self._told = None  # what was told inside the transaction is taken back with it
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self._told = None
