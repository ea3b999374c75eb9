"""Sealing what must not be read from the database file or a page, with a key made from the program's secret.

`cryptography` is imported where it is used: most processes never need it.
"""

import base64
import hashlib
import os

from django.conf import settings


class SealError(Exception):
    """What was sealed cannot be opened: it was changed, or the secret key is another one than it was."""


def _key(purpose: str) -> bytes:
    """32 bytes for one purpose. The secret has the strength already, so one keyed hash derives from it."""
    return hashlib.blake2b(
        purpose.encode(), key=hashlib.sha256(settings.SECRET_KEY.encode()).digest(), digest_size=32
    ).digest()


def seal(text: str, *, purpose: str, owner: object) -> str:
    """The text as a token that only this program opens, for the same purpose and the same owner."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    sealed = AESGCM(_key(purpose)).encrypt(nonce, text.encode(), str(owner).encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(token: str, *, purpose: str, owner: object) -> str:
    """The text of a token. Raises SealError."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.urlsafe_b64decode(token.encode())
        return AESGCM(_key(purpose)).decrypt(raw[:12], raw[12:], str(owner).encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealError("sealed with another secret key, or changed since") from error
