"""The key of the backups: a passphrase, typed or kept in a file."""

import base64
import getpass
import os
import secrets
import sys
from pathlib import Path

SHORTEST = 12  # characters
SETTING = "PALPATE_BACKUP_KEY"


class NoKey(Exception):  # noqa: N818 - what it is, not that it failed
    """There is no usable key. The message says what to do."""


def passphrase(file: Path | None = None, *, ask: bool = True) -> str:
    """The passphrase: of the file, else of the file that PALPATE_BACKUP_KEY names, else typed where there is
    somebody to type it. Raises NoKey.
    """
    named = file or (Path(os.environ[SETTING]) if os.environ.get(SETTING) else None)
    if named is not None:
        return _long_enough(_read(named), str(named))
    if ask and sys.stdin.isatty():
        return _long_enough(getpass.getpass("Passphrase of the backup: "), "the passphrase")
    raise NoKey(
        f"there is no key: make one with `palpate backup --new-key FILE`, and name the file in {SETTING}"
    )


def is_set() -> bool:
    """Whether backups can be made without anybody typing."""
    return bool(os.environ.get(SETTING))


def new_key(file: Path) -> str:
    """Make a key file that does not exist yet, readable by its owner only; its text. Raises NoKey."""
    plain = base64.b32encode(secrets.token_bytes(25)).decode()
    text = "-".join(plain[at : at + 5] for at in range(0, len(plain), 5))
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            fresh.write(text + "\n")
    except OSError as error:
        raise NoKey(
            f"{file}: {error.strerror}; a key file is never written over, give another name"
        ) from None
    return text


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NoKey(f"the key file {file} cannot be read: {getattr(error, 'strerror', error)}") from None


def _long_enough(text: str, what: str) -> str:
    if len(text) < SHORTEST:
        raise NoKey(f"{what} has {len(text)} characters; a key has at least {SHORTEST}")
    return text
