"""The people of a clinic: added, changed, deactivated; never deleted, for the record names them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palpate.accounts import entering
from palpate.accounts.events import tell
from palpate.accounts.models import Clinic, Role, User
from palpate.accounts.rights import QUALIFIED, may_manage_clinic, may_supervise, require

FIELDS = (
    "display_name",
    "email",
    "role",
    "discipline",
    "initials",
    "licence_number",
    "credentials",
    "supervisor",
)


def add_person(*, by: User, username: str, **fields: Any) -> User:
    """Add somebody, who signs in once they have chosen a password. Raises ValidationError by field."""
    require(may_manage_clinic, by, by.clinic)
    person = User(clinic=by.clinic, username=username)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            _set(person, fields)
            _check(person)
            person.save()
            tell(person, f"added: {_in_short(person)}", by=by)
    except IntegrityError:  # by somebody of a clinic that cannot be seen from here
        raise ValidationError({"username": "This name is taken; choose another."}) from None
    return person


def change_person(*, by: User, person: User, **fields: Any) -> list[User]:
    """Change what is known of somebody, by the fields in FIELDS. Gives those whose supervisor they can be no
    more, and who have none now. Raises ValidationError by field.
    """
    require(may_manage_clinic, by, person.clinic)
    with transaction.atomic():
        before = _in_short(person)
        _set(person, fields)
        _check(person)
        person.save()
        if _in_short(person) != before:
            tell(person, f"changed from {before} to {_in_short(person)}", by=by)
        return _release(person, by)


def deactivate_person(*, by: User, person: User) -> list[User]:
    """Close the door to somebody, at once and everywhere. What they wrote stays. Gives the students who have
    no supervisor now. Raises ValidationError for oneself.
    """
    require(may_manage_clinic, by, person.clinic)
    if person.pk == by.pk:
        raise ValidationError("You cannot deactivate yourself; another owner can.")
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        entering.end_all(person)
        tell(person, "deactivated", by=by)
        return _release(person, by)


def activate_person(*, by: User, person: User) -> None:
    """Open the door again."""
    require(may_manage_clinic, by, person.clinic)
    person.is_active = True
    person.save(update_fields=["is_active"])
    tell(person, "activated again", by=by)


def supervisors(clinic: Clinic) -> Any:
    """Whoever may be named as a supervisor, as far as the role says."""
    people = User.objects.filter(clinic=clinic, role__in=QUALIFIED, is_active=True)
    return people.order_by("display_name", "username")


def _set(person: User, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"of a person {sorted(unknown)} cannot be set; use {FIELDS}")
    for name, value in fields.items():
        setattr(person, name, value)
    if person.role != Role.STUDENT:
        person.supervisor = None


def _check(person: User) -> None:
    person.full_clean(exclude=["password"])
    if person.role == Role.STUDENT and person.supervisor is None:
        raise ValidationError({"supervisor": "A student needs a supervisor, who co-signs every note."})
    if person.supervisor is not None and not may_supervise(person.supervisor, person):
        wrong = "A supervisor is an owner or therapist here, of the same discipline as the student."
        raise ValidationError({"supervisor": wrong})
    owners = User.objects.filter(clinic=person.clinic, role=Role.OWNER, is_active=True)
    if person.pk and person.role != Role.OWNER and not owners.exclude(pk=person.pk).exists():
        raise ValidationError({"role": "Nobody else is owner; make another person owner first."})


def _release(person: User, by: User) -> list[User]:
    """Students whose supervisor the person can be no more have none from now on, and so record nothing."""
    left = [one for one in person.students.filter(is_active=True) if not may_supervise(person, one)]
    for one in left:
        one.supervisor = None
        one.save(update_fields=["supervisor"])
        tell(one, f"without a supervisor now; was {person}", by=by)
    return left


def _in_short(person: User) -> str:
    """What matters for rights."""
    under = f" under {person.supervisor}" if person.supervisor else ""
    return f"{person.get_role_display()}, {person.discipline or 'no discipline'}{under}"
