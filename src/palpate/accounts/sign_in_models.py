"""What signing in remembers: second factors, where somebody is signed in, bad tries, and what happened."""

from django.conf import settings
from django.db import models


class CodeApp(models.Model):
    """An authenticator app that shows a new code every 30 seconds (RFC 6238)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="code_app")
    secret = models.CharField(max_length=200)  # sealed: sealing.py
    added_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # empty until a first code was right
    last_step = models.BigIntegerField(
        default=0
    )  # the 30 seconds of the last code taken: none is taken twice


class RecoveryCode(models.Model):
    """A code on paper for when the telephone is lost. Only its digest is kept, and it opens once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)


class Passkey(models.Model):
    """A key of WebAuthn: of a telephone, a computer, or a stick."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    key_id = models.CharField(max_length=1400, unique=True)  # base64url; at most 1023 bytes
    public_key = models.BinaryField()  # the attested credential data as the device gave them
    uses = models.BigIntegerField(default=0)  # the device's own counter; 0 where it keeps none
    added_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)


class SignIn(models.Model):
    """A browser in which somebody is signed in. Goes when it is signed out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    key = models.CharField(max_length=40, unique=True)  # of the row that Django keeps
    began_at = models.DateTimeField(auto_now_add=True)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)  # as it names itself


class BadTries(models.Model):
    """How often a name, or an address, was tried in vain, and until when it is refused."""

    key = models.CharField(max_length=64, unique=True)  # a digest: what was typed as a name may be a password
    address = models.CharField(max_length=45, blank=True)  # for an address; empty for a name
    clinic = models.ForeignKey(
        "accounts.Clinic", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)


class SignInEvent(models.Model):
    """Something that happened to somebody's way in, for the owner to read. Never changed."""

    clinic = models.ForeignKey("accounts.Clinic", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=200)

    class Meta:
        ordering = ("-at", "-pk")
