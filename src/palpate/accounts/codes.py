"""One-time codes: of an authenticator app (RFC 6238) and of the recovery sheet.

A code of the app holds for its own 30 seconds and those before and after it, and is taken once.
"""

import hashlib
import hmac
import re
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from palpate.accounts.models import CodeApp, RecoveryCode
from palpate.accounts.sealing import seal, unseal

STEP = 30  # seconds
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that reads like another: 12 of them are 59 bits
PURPOSE = "code app"


def new_app(user: Any) -> CodeApp:
    """A fresh app for the person, in the place of one that was not confirmed; not in force yet."""
    import pyotp

    sealed = seal(pyotp.random_base32(), purpose=PURPOSE, owner=user.pk)
    app, _ = CodeApp.objects.update_or_create(
        user=user, confirmed_at=None, defaults={"secret": sealed, "last_step": 0}
    )
    return app


def secret_of(app: CodeApp) -> str:
    """The secret in base32. Raises SealError where the program's secret key is another one than it was."""
    return unseal(app.secret, purpose=PURPOSE, owner=app.user_id)


def address_for(app: CodeApp) -> str:
    """The otpauth address that the QR code holds."""
    import pyotp

    named = pyotp.TOTP(secret_of(app), interval=STEP)
    return named.provisioning_uri(name=app.user.username, issuer_name="Palpate")


def drawn(address: str) -> str:
    """An address as a QR code in SVG."""
    import segno

    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)


def take_app_code(app: CodeApp, typed: str) -> bool:
    """Whether the code is right now and was not taken before; takes it. Raises SealError."""
    import pyotp

    digits = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return False
    totp, now = pyotp.TOTP(secret_of(app), interval=STEP), int(timezone.now().timestamp()) // STEP
    fitting = [
        step for step in (now - 1, now, now + 1) if hmac.compare_digest(totp.generate_otp(step), digits)
    ]
    # One statement looks and takes, so that the same code sent twice at once opens once.
    return any(
        CodeApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step) for step in fitting
    )


def confirm(app: CodeApp, typed: str) -> bool:
    """Put an app in force if its first code is right."""
    if not take_app_code(app, typed):
        return False
    CodeApp.objects.filter(pk=app.pk).update(confirmed_at=timezone.now())
    return True


def new_recovery_codes(user: Any) -> list[str]:
    """Ten new codes in the place of the old ones, to be shown this once: "abcd-efgh-jkmn"."""
    found = []
    for _ in range(RECOVERY_CODES):
        letters = "".join(secrets.choice(LETTERS) for _ in range(12))
        found.append("-".join((letters[:4], letters[4:8], letters[8:])))
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_digest(user, code)) for code in found
        )
    return found


def take_recovery_code(user: Any, typed: str) -> bool:
    """Whether the code is one of the person's that was not used yet; uses it up."""
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, typed), used_at=None)
    return bool(unused.update(used_at=timezone.now()))


def _digest(user: Any, code: str) -> str:
    """Keyed, and of so many letters that a slow hash adds nothing. Case, blanks and dashes do not count."""
    letters = re.sub(r"[\s-]", "", code).lower()
    return hmac.new(
        settings.SECRET_KEY.encode(), f"recovery {user.pk} {letters}".encode(), hashlib.sha256
    ).hexdigest()
