"""What Palpate takes from its surroundings: its home folder, its secret and its database."""

import ipaddress
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# WAL lets pages be read while a note is written; FULL keeps a signed note through a power cut.
# Without recursive triggers INSERT OR REPLACE would take a row away unasked.
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingError(Exception):
    """A setting that cannot be used. The message says what would be right."""


def home() -> Path:
    """The folder that holds the database and the secret: PALPATE_HOME, else ./var. Made when missing."""
    folder = Path(os.environ.get("PALPATE_HOME", "var")).absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def flag(name: str) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def words(name: str, usual: str = "") -> list[str]:
    """The comma-separated words of an environment variable."""
    return [word.strip() for word in os.environ.get(name, usual).split(",") if word.strip()]


def networks(name: str, usual: str = "") -> list[Network]:
    """The addresses and networks of an environment variable. Raises SettingError."""
    found: list[Network] = []
    for word in words(name, usual):
        try:
            found.append(ipaddress.ip_network(word))
        except ValueError as error:
            raise SettingError(
                f"{name}: {word} is no address ({error}); write 127.0.0.1 or 10.1.0.0/16"
            ) from None
    return found


def log_level(said: str) -> str:
    """From which level on requests are written down: `errors` or `requests`. Raises SettingError."""
    try:
        return {"errors": "ERROR", "requests": "INFO"}[said]
    except KeyError:
        raise SettingError(f"PALPATE_LOG: {said!r} is not understood; write errors or requests") from None


def secret_key(folder: Path) -> str:
    """The key that signs cookies and links: PALPATE_SECRET_KEY, else one made once and kept in the folder."""
    if given := os.environ.get("PALPATE_SECRET_KEY"):
        return given
    file = folder / "secret.key"
    try:
        # Exclusive, so that two processes that start together end with the same key.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text(encoding="utf8")


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings for a database address.

    Empty means SQLite in `folder`; otherwise `sqlite:///path`, `sqlcipher:///path` (encrypted, by the key of
    PALPATE_DATABASE_KEY_FILE) or `postgresql://user:password@host:port/name`, where the query part is passed
    on (`?sslmode=require`). Raises SettingError for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlcipher":
        return _sqlcipher(unquote(parts.path)[1:])
    if not url or parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path)[1:] or str(folder / "palpate.sqlite3"))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SettingError(
            f"DATABASE_URL: {parts.scheme or url!r} is not understood; "
            "write postgresql://user:password@host:5432/name, sqlite:///folder/file.sqlite3 or sqlcipher:///folder/file"
        )
    return {
        "ENGINE": "palpate.web.engines.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        # IMMEDIATE: a writer waits at the start of its transaction instead of failing in the middle.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_START, "timeout": 10},
        "CONN_MAX_AGE": None,
    }


def _sqlcipher(name: str) -> dict[str, Any]:
    if not name:
        raise SettingError("DATABASE_URL: sqlcipher needs a file; write sqlcipher:///folder/file")
    plain = _sqlite(name)
    options = {**plain["OPTIONS"], "key": database_key()}
    return {**plain, "ENGINE": "palpate.web.engines.sqlcipher", "OPTIONS": options}


def database_key() -> str:
    """The key of the encrypted database, 64 hexadecimal digits, from PALPATE_DATABASE_KEY_FILE. Raises
    SettingError where there is none that could be one.
    """
    file = os.environ.get("PALPATE_DATABASE_KEY_FILE", "")
    make = "make one with `(umask 077; openssl rand -hex 32 > database.key)` and keep a copy elsewhere"
    if not file:
        raise SettingError(f"PALPATE_DATABASE_KEY_FILE: sqlcipher needs a file with a key; {make}")
    try:
        key = Path(file).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"PALPATE_DATABASE_KEY_FILE: {file} cannot be read ({error}); {make}") from None
    if not re.fullmatch("[0-9a-fA-F]{64}", key):
        raise SettingError(f"PALPATE_DATABASE_KEY_FILE: {file} does not hold 64 hexadecimal digits; {make}")
    return key
