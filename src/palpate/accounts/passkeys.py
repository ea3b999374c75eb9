"""Passkeys: the two rounds of WebAuthn, one to add a key and one to show it.

The protocol is fido2's, which is imported where it is used. A challenge is kept with the sign-in on the
server and taken out at the first answer, so that none is answered twice.
"""

import base64
import hashlib
import hmac
import ipaddress
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from palpate.accounts.models import Passkey

CHALLENGE = "challenge"  # kept with the sign-in
FOR = 5 * 60  # seconds that a challenge is good
MOST = 20  # keys of one person


class PasskeyError(Exception):
    """The key was not accepted. The message says why, in words for the person."""


def possible(request: HttpRequest) -> bool:
    """Whether keys work under the name by which the page was opened: a number is no name to them."""
    try:
        ipaddress.ip_address(_host(request).strip("[]"))
    except ValueError:
        return True
    return False


def begin_adding(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to make a key for the signed-in person."""
    from fido2.webauthn import PublicKeyCredentialUserEntity

    user: Any = request.user
    entity = PublicKeyCredentialUserEntity(id=_handle(user), name=user.username, display_name=str(user))
    options, state = _server(request).register_begin(
        entity,
        [_attested(key) for key in Passkey.objects.filter(user=user)],
        resident_key_requirement=_requirement("resident", "preferred"),
        user_verification=_requirement("verification", "preferred"),
    )
    _keep(request, state, "add")
    return dict(options)


def finish_adding(request: HttpRequest, answer: dict[str, Any], name: str) -> Passkey:
    """Keep the key that the browser made. Raises PasskeyError."""
    state = _kept(request, "add")
    if Passkey.objects.filter(user=request.user).count() >= MOST:
        raise PasskeyError(f"There are {MOST} keys already. Remove one that is not used.")
    try:
        data = _server(request).register_complete(state, answer)
        attested = data.credential_data
        if attested is None:
            raise ValueError("no key in the answer")
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyError("The key could not be added. Try once more.") from error
    key_id = _text(attested.credential_id)
    if Passkey.objects.filter(key_id=key_id).exists():
        raise PasskeyError("This key is here already.")
    return Passkey.objects.create(
        user=request.user,
        name=name or "Passkey",
        key_id=key_id,
        public_key=bytes(attested),
        uses=data.counter,
    )


def begin_showing(request: HttpRequest, purpose: str, user: Any) -> dict[str, Any]:
    """What the browser needs to show a key: of `user`, or of anybody where that is None.

    A key that takes the place of the password must have checked the person itself, by finger, face or PIN.
    """
    keys = [_attested(key) for key in Passkey.objects.filter(user=user)] if user else None
    checks = "preferred" if purpose == "second" else "required"
    options, state = _server(request).authenticate_begin(
        keys, user_verification=_requirement("verification", checks)
    )
    _keep(request, state, purpose)
    return dict(options)


def require_any(user: Any) -> None:
    """Raises PasskeyError for somebody without a key."""
    if not Passkey.objects.filter(user=user).exists():
        raise PasskeyError("You have no passkey yet. Add one under “You”.")


def finish_showing(request: HttpRequest, purpose: str, answer: dict[str, Any]) -> Passkey:
    """The key that was shown. Raises PasskeyError."""
    from fido2.webauthn import AuthenticationResponse

    state = _kept(request, purpose)
    try:
        told = AuthenticationResponse.from_dict(answer)
        key = Passkey.objects.select_related("user__clinic").filter(key_id=_text(told.raw_id)).first()
        if key is None or not key.user.is_active:
            raise PasskeyError("This key is not known here. Sign in by name, and add it.")
        _server(request).authenticate_complete(state, [_attested(key)], answer)
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyError("The key was not accepted. Try once more.") from error
    _count(key, told.response.authenticator_data.counter)
    return key


def _count(key: Passkey, uses: int) -> None:
    """A device that counts must have counted on; else there is a copy of the key. Raises PasskeyError."""
    fresh = Passkey.objects.filter(pk=key.pk)
    if uses or key.uses:
        fresh = fresh.filter(uses__lt=uses)
    if not fresh.update(uses=uses, used_at=timezone.now()):
        raise PasskeyError("This key may have been copied, so it is refused. Sign in by name, and remove it.")


def _server(request: HttpRequest) -> Any:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    origin = f"{request.scheme}://{request.get_host()}"
    party = PublicKeyCredentialRpEntity(id=_host(request), name="Palpate")
    return Fido2Server(party, verify_origin=lambda told: told == origin)


def _requirement(kind: str, word: str) -> Any:
    from fido2.webauthn import ResidentKeyRequirement, UserVerificationRequirement

    return ResidentKeyRequirement(word) if kind == "resident" else UserVerificationRequirement(word)


def _attested(key: Passkey) -> Any:
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(bytes(key.public_key))


def _handle(user: Any) -> bytes:
    """What a device keeps of the person: not the name, and nothing that could be guessed."""
    return hmac.new(settings.SECRET_KEY.encode(), f"passkey {user.pk}".encode(), hashlib.sha256).digest()


def _host(request: HttpRequest) -> str:
    host: str = request.get_host()
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def _keep(request: HttpRequest, state: Any, purpose: str) -> None:
    request.session[CHALLENGE] = {"state": state, "for": purpose, "at": int(time.time())}


def _kept(request: HttpRequest, purpose: str) -> Any:
    kept = request.session.pop(CHALLENGE, None)
    if not kept or kept["for"] != purpose or time.time() - kept["at"] > FOR:
        raise PasskeyError("That took too long. Try once more.")
    return kept["state"]


def _text(key_id: bytes) -> str:
    return base64.urlsafe_b64encode(key_id).decode().rstrip("=")
