"""Who may do what: one function per right. Each says yes or no and changes nothing.

Two things hold for all of them: the person is signed in and active, and the thing belongs to the
person's own clinic. What a role adds stands in the function of the right.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.http import Http404

from palpate.accounts.models import Clinic, Role

Right = Callable[[Any, Any], bool]
Roles = frozenset[Any]

QUALIFIED: Roles = frozenset({Role.OWNER, Role.THERAPIST})
TREATING: Roles = QUALIFIED | {Role.STUDENT}
ARRANGING: Roles = TREATING | {Role.FRONT_DESK}
READING: Roles = TREATING | {Role.READ_ONLY}
EVERYBODY: Roles = frozenset(Role)
MANAGING: Roles = frozenset({Role.OWNER})


class OfClinic(Protocol):
    """Anything that belongs to one clinic."""

    @property
    def clinic_id(self) -> int: ...


class HasTherapist(OfClinic, Protocol):
    """A visit, as far as rights look at it."""

    @property
    def therapist_id(self) -> int: ...
    @property
    def therapist(self) -> Any: ...


class HasReaders(OfClinic, Protocol):
    """A note, as far as rights look at it: who wrote it, who is to read it, whose names it bears."""

    @property
    def writer(self) -> Any: ...
    @property
    def readers(self) -> str: ...
    @property
    def discipline(self) -> str: ...
    @property
    def named(self) -> frozenset[int]: ...


def same_clinic(user: Any, thing: OfClinic | Clinic) -> bool:
    """Whether the thing is of the person's own clinic. A visitor who is not signed in has none."""
    own = getattr(user, "clinic_id", None)
    return own is not None and own == (thing.pk if isinstance(thing, Clinic) else thing.clinic_id)


def _is(user: Any, roles: Roles, thing: OfClinic | Clinic) -> bool:
    return same_clinic(user, thing) and bool(user.is_active) and user.role in roles


def _left_alone(user: Any) -> bool:
    """Whether this is a student without a supervisor."""
    return user.role == Role.STUDENT and user.supervisor_id is None


def same_discipline(one: Any, other: Any) -> bool:
    """Whether two people are of one discipline. What is not known is the same as nothing."""
    return _same_words(one.discipline, other.discipline)


def _same_words(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def may_enter(user: Any, clinic: Clinic) -> bool:
    """May open the clinic's pages at all, and see its days and the names in them: every role."""
    return _is(user, EVERYBODY, clinic)


def may_see_client(user: Any, client: OfClinic) -> bool:
    """May see who the client is, and how to reach them: every role."""
    return _is(user, EVERYBODY, client)


def may_read_record(user: Any, episode: OfClinic) -> bool:
    """May read what was seen and done: not the front desk."""
    return _is(user, READING, episode)


def may_register_client(user: Any, clinic: Clinic) -> bool:
    """May enter a new client, or correct one: whoever arranges visits."""
    return _is(user, ARRANGING, clinic)


def may_arrange(user: Any, episode: OfClinic) -> bool:
    """May open an episode, book visits and send the client a link."""
    return _is(user, ARRANGING, episode)


def may_treat(user: Any, episode: OfClinic) -> bool:
    """May record observations, plan, treat and draft: whoever treats, a student only under a supervisor."""
    return _is(user, TREATING, episode) and not _left_alone(user)


def may_decide(user: Any, episode: OfClinic) -> bool:
    """May do what is not left to a student: say that a physician has cleared a red flag, discharge, send a
    letter, add to a signed note.
    """
    return _is(user, QUALIFIED, episode)


def may_sign(user: Any, visit: HasTherapist) -> bool:
    """May sign the note of the visit, and so close it: only the therapist whose visit it is, no student."""
    return _is(user, QUALIFIED, visit) and user.pk == visit.therapist_id


def may_sign_as_student(user: Any, visit: HasTherapist) -> bool:
    """May put a student's name under the note, for a supervisor to close: the student whose visit it is."""
    return may_treat(user, visit) and user.role == Role.STUDENT and user.pk == visit.therapist_id


def may_supervise(user: Any, student: Any) -> bool:
    """May supervise this person: an owner or therapist of the same discipline."""
    return _is(user, QUALIFIED, student) and user.pk != student.pk and same_discipline(user, student)


def may_cosign(user: Any, visit: HasTherapist) -> bool:
    """May close the note of a student's visit, or give it back: whoever may supervise that student."""
    return _is(user, QUALIFIED, visit) and may_supervise(user, visit.therapist)


def may_read_note(user: Any, note: HasReaders) -> bool:
    """May read this note: who may read the record, as far as the note's privacy lets them. Whose name stands
    under it always may; a student's note is always open to whoever may supervise the student.
    """
    if not _is(user, READING, note):
        return False
    if note.readers == "all" or user.pk in note.named:
        return True
    if note.readers == "discipline" and _same_words(user.discipline, note.discipline):
        return True
    return note.writer.role == Role.STUDENT and may_supervise(user, note.writer)


def may_choose_readers(user: Any, note: HasReaders) -> bool:
    """May say who reads this note: its writer, while they treat here."""
    return may_treat(user, note) and user.pk == note.writer.pk


def may_open_note(user: Any, note: HasReaders) -> bool:
    """May open a note to all in the writer's place: the owner, once the writer has left."""
    return _is(user, MANAGING, note) and not note.writer.is_active


def may_manage_clinic(user: Any, clinic: Clinic) -> bool:
    """May change the clinic's settings and its people, and verify its ledger: the owner."""
    return _is(user, MANAGING, clinic)


def may_see_who_looked(user: Any, client: OfClinic) -> bool:
    """May see who looked at a client's record, and show it to the client: the owner."""
    return _is(user, MANAGING, client)


def may_export(user: Any, client: OfClinic | Clinic) -> bool:
    """May take a copy of everything of a client, or of the clinic, out of the house: the owner."""
    return _is(user, MANAGING, client)


def may_erase(user: Any, client: OfClinic) -> bool:
    """May erase or restrict what is kept of a client: the owner."""
    return _is(user, MANAGING, client)


def may_backup(user: Any, clinic: Clinic) -> bool:
    """May make, verify and see backups: the owner."""
    return _is(user, MANAGING, clinic)


def require(right: Right, user: Any, thing: OfClinic | Clinic) -> None:
    """Go on only with the right. Raises Http404 for a thing of another clinic, so that not even its
    existence shows; PermissionDenied for a thing of the own clinic where the role lacks the right.
    """
    if not same_clinic(user, thing):
        raise Http404("nothing here")
    if not right(user, thing):
        raise PermissionDenied(f"your role does not include this ({right.__name__.replace('_', ' ')})")
