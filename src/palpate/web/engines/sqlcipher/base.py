"""Django's SQLite engine over SQLCipher: the same, in a file that says nothing without its key.

It repeats what Django ties to Python's own `sqlite3`: the conversion of values, and of `%s` to `?`. The whole
test suite runs on it (`make test-sqlcipher`), for these are Django's own parts and may change with it.
"""

import datetime
import decimal
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from palpate.web.surroundings import SettingError

try:
    from sqlcipher3 import dbapi2
except ImportError as error:
    raise SettingError("DATABASE_URL: sqlcipher needs a package: pip install 'palpate[sqlcipher]'") from error

dbapi2.register_converter("bool", b"1".__eq__)
for name, parse in {"date": parse_date, "time": parse_time, "datetime": parse_datetime}.items():
    dbapi2.register_converter(name, base.decoder(parse))
dbapi2.register_converter("timestamp", base.decoder(parse_datetime))
dbapi2.register_adapter(decimal.Decimal, str)
dbapi2.register_adapter(datetime.date, base.adapt_date)
dbapi2.register_adapter(datetime.datetime, base.adapt_datetime)


class Cursor(dbapi2.Cursor):
    """Takes statements as Django writes them."""

    convert_query = base.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        """One statement."""
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """One statement with many sets of values, each in order."""
        return super().executemany(self.convert_query(query), param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is opened with the key."""

    Database = dbapi2

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file. Raises SettingError where the key does not fit it."""
        key = conn_params.pop("key")
        connection = dbapi2.connect(**conn_params)
        connection.execute("PRAGMA cipher_log_level = NONE")  # what is wrong is raised; it need not print
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except dbapi2.DatabaseError as error:
            connection.close()
            raise SettingError(
                f"PALPATE_DATABASE_KEY_FILE: the key does not open {conn_params['database']} "
                "(or that is no encrypted database); give the key it was made with"
            ) from error
        register_functions(connection)
        for command in ("PRAGMA foreign_keys = ON", "PRAGMA temp_store = MEMORY", *self.init_commands):
            connection.execute(command)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that takes Django's statements."""
        return self.connection.cursor(factory=Cursor)
