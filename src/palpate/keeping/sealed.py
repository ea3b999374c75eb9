"""A file of any length, encrypted in chunks, in which any changed, missing or added byte is found.

Form: a line that says what it is, the length of a header, the header (JSON: how the key is made from the
passphrase), then chunks of AES-256-GCM. The nonce of a chunk is a random beginning, the chunk's number and
whether it is the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizar, 2015), so no
chunk can be left out, repeated or moved, and no end cut off. Line and header are authenticated with each.
"""

import hashlib
import io
import json
import os
import secrets
from typing import Any, BinaryIO

MAGIC = b"palpate sealed 1\n"
CHUNK = 1 << 20  # bytes of content in a chunk
TAG = 16
HEADER_AT_MOST = 4096
# Argon2id as RFC 9106 recommends it where memory is scarce; about a tenth of a second.
COST: dict[str, int] = {"time": 3, "memory": 65536, "lanes": 4}  # passes, KiB, threads
COST_AT_MOST: dict[str, int] = {"time": 16, "memory": 1 << 21, "lanes": 16}


class Damaged(Exception):  # noqa: N818 - what it is, not that it failed
    """The file is not as it was written. The message says where."""


class WrongKey(Exception):  # noqa: N818
    """The file was sealed with another key."""


class Sealing(io.RawIOBase):
    """Writes what it is given, sealed. Only `close` makes the file whole."""

    def __init__(self, file: BinaryIO, passphrase: str, *, cost: dict[str, int] | None = None) -> None:
        cost = cost or COST
        self._file, self._held, self._number = file, bytearray(), 0
        salt, self._nonce = secrets.token_bytes(16), secrets.token_bytes(7)
        key = _key(passphrase, salt, cost)
        header = {"salt": salt.hex(), "nonce": self._nonce.hex(), "cost": cost, "check": _check(key)}
        written = json.dumps(header, sort_keys=True).encode()
        self._bound = MAGIC + len(written).to_bytes(4, "big") + written
        self._cipher = _cipher(key)
        self._file.write(self._bound)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, content: Any) -> int:
        """Take bytes; they reach the file a chunk at a time."""
        self._held += content
        while len(self._held) > CHUNK:
            self._chunk(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(content)

    def close(self) -> None:
        """Write the last chunk."""
        if not self.closed:
            self._chunk(bytes(self._held), last=True)
        super().close()

    def abandon(self) -> None:
        """End without making the file whole: after an error."""
        super().close()

    def _chunk(self, content: bytes, *, last: bool) -> None:
        nonce = _nonce_of(self._nonce, self._number, last)
        self._file.write(self._cipher.encrypt(nonce, content, self._bound))
        self._number += 1


class Opening(io.RawIOBase):
    """Reads what was sealed. Raises WrongKey, and Damaged at the first chunk that is not as it was written;
    what is read before that is right.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file, self._number, self._held = file, 0, b""
        header, self._bound = _header(file)
        key = _key(passphrase, bytes.fromhex(header["salt"]), header["cost"])
        if _check(key) != header["check"]:
            raise WrongKey("the key does not open this file: it was made with another one, or damaged")
        self._nonce, self._cipher = bytes.fromhex(header["nonce"]), _cipher(key)
        self._next = file.read(CHUNK + TAG)
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end."""
        while not self._held and not self._ended:
            self._held = self._chunk()
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def _chunk(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            content = self._cipher.decrypt(
                _nonce_of(self._nonce, self._number, self._ended), sealed, self._bound
            )
        except (InvalidTag, ValueError):
            place = len(self._bound) + self._number * (CHUNK + TAG)
            raise Damaged(
                f"the file is not as it was written, between byte {place} and {place + len(sealed)}"
            ) from None
        self._number += 1
        return content


def _header(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    start = file.read(len(MAGIC) + 4)
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if not start.startswith(MAGIC) or not 0 < length <= HEADER_AT_MOST:
        raise Damaged("this is no sealed file of Palpate, or its first line is damaged")
    written = file.read(length)
    try:
        header = json.loads(written)
        cost = header["cost"]
        fine = all(0 < int(cost[name]) <= COST_AT_MOST[name] for name in COST)
        fine = fine and len(bytes.fromhex(header["salt"])) == 16 and len(bytes.fromhex(header["nonce"])) == 7
    except (ValueError, KeyError, TypeError):
        fine = False
    if not fine or not isinstance(header.get("check"), str):
        raise Damaged("the header of the file is damaged")
    return header, start + written


def _cipher(key: bytes) -> Any:
    """Imported where it is used: the processes that answer never need it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=cost["time"],
        memory_cost=cost["memory"],
        parallelism=cost["lanes"],
        hash_len=32,
        type=Type.ID,
    )


def _check(key: bytes) -> str:
    """Tells a wrong key from a damaged file; says nothing of the key itself."""
    return hashlib.sha256(b"palpate key check" + key).hexdigest()[:16]


def _nonce_of(beginning: bytes, number: int, last: bool) -> bytes:
    return beginning + number.to_bytes(4, "big") + bytes([last])


def sync(file: BinaryIO) -> None:
    """Let nothing of the file be only in memory."""
    file.flush()
    os.fsync(file.fileno())
