"""The clinic, which is the tenant, and the people who sign in to it."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from palpate.accounts.hours import is_week, usual_week
from palpate.accounts.read import Read
from palpate.accounts.sign_in_models import BadTries, CodeApp, Passkey, RecoveryCode, SignIn, SignInEvent

__all__ = [
    "BadTries",
    "Clinic",
    "CodeApp",
    "Passkey",
    "RecoveryCode",
    "Role",
    "SignIn",
    "SignInEvent",
    "User",
]

LOCK_AFTER = (MinValueValidator(5), MaxValueValidator(60))  # minutes
BUFFER = (MinValueValidator(0), MaxValueValidator(120))  # minutes
A_VISIT = (MinValueValidator(5), MaxValueValidator(240))  # minutes


class Role(models.TextChoices):
    """What a person is in the clinic; what each role may do stands in rights.py."""

    OWNER = "owner", "owner"
    THERAPIST = "therapist", "therapist"
    STUDENT = "student", "student"
    FRONT_DESK = "front_desk", "front desk"
    READ_ONLY = "read_only", "read only"


class Clinic(Read):
    """A place of work. Nothing of one clinic is visible in another."""

    name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    client_word = models.CharField(max_length=20, default="client")  # some settings say "patient" on pages
    # Left empty where nobody has set it: pages then say "the emergency number" and name no wrong one.
    emergency_number = models.CharField(max_length=20, blank=True)
    # After how many idle minutes a screen locks itself.
    lock_after = models.PositiveSmallIntegerField(default=15, validators=LOCK_AFTER)
    # Whether everybody here signs in with a second factor.
    second_factor_required = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


def is_list_of_words(value: object) -> None:
    """Refuse anything but a list of words. Raises ValidationError."""
    if not (isinstance(value, list) and all(isinstance(word, str) for word in value)):
        raise ValidationError('is no list of words; write for example ["licensed_massage_therapist"]')


def usual_credentials() -> list[str]:
    """What a new therapist holds until somebody says more: the basic licence."""
    return ["licensed_massage_therapist"]


class User(Read, AbstractUser):
    """Somebody who signs in. Belongs to one clinic."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="users")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.READ_ONLY)
    display_name = models.CharField(max_length=120, blank=True)
    initials = models.CharField(max_length=6, blank=True)
    licence_number = models.CharField(max_length=60, blank=True)
    credentials = models.JSONField(default=usual_credentials, blank=True, validators=[is_list_of_words])
    discipline = models.CharField(max_length=80, blank=True)  # how letters name the profession
    # Who co-signs a student's notes. A student without one records nothing.
    supervisor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="students"
    )
    # By these free times are offered: when they work, what is kept free after a visit, how long one is.
    week = models.JSONField(default=usual_week, validators=[is_week])
    buffer_minutes = models.PositiveSmallIntegerField(default=15, validators=BUFFER)
    visit_minutes = models.PositiveSmallIntegerField(default=60, validators=A_VISIT)
    password_links = models.PositiveIntegerField(default=0)  # how many links to a new password were made

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username
