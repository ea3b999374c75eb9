"""One test a role: what each may do, and that a right of the own clinic is none in another."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from palpate.accounts import rights
from palpate.accounts.models import Clinic, Role, User

OWNERS = {"may_export", "may_erase", "may_see_who_looked"}
ALL = OWNERS | {
    "may_see_client",
    "may_read_record",
    "may_arrange",
    "may_treat",
    "may_decide",
    "may_sign",
}
MAY = {
    Role.OWNER: ALL,
    Role.THERAPIST: ALL - OWNERS,
    Role.STUDENT: {"may_see_client", "may_read_record", "may_arrange", "may_treat"},
    Role.FRONT_DESK: {"may_see_client", "may_arrange"},
    Role.READ_ONLY: {"may_see_client", "may_read_record"},
}
OF_CLINIC = {
    "may_enter": set(Role),
    "may_register_client": {Role.OWNER, Role.THERAPIST, Role.STUDENT, Role.FRONT_DESK},
    "may_manage_clinic": {Role.OWNER},
    "may_export": {Role.OWNER},
    "may_backup": {Role.OWNER},
}


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic.objects.create(name="Harbour Street")


def somebody(clinic: Clinic, role: Role, name: str = "some", **more: object) -> User:
    """A person of the role; a student has a supervisor."""
    if role == Role.STUDENT and "supervisor" not in more:
        more["supervisor"] = somebody(clinic, Role.THERAPIST, f"supervisor of {name}", discipline="Massage")
    return User.objects.create_user(f"{name} {role}", clinic=clinic, role=role, **more)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_it_may_and_no_more(clinic: Clinic, role: Role) -> None:
    user = somebody(clinic, role)
    thing = SimpleNamespace(clinic_id=clinic.pk, therapist_id=user.pk)
    assert {name for name in ALL if getattr(rights, name)(user, thing)} == MAY[role]
    for name, roles in OF_CLINIC.items():
        assert getattr(rights, name)(user, clinic) == (role in roles)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_into_another_clinic(clinic: Clinic, role: Role) -> None:
    user = somebody(Clinic.objects.create(name="Elsewhere"), role)
    thing = SimpleNamespace(clinic_id=clinic.pk, therapist_id=user.pk)
    assert not any(getattr(rights, name)(user, thing) for name in ALL)
    assert not any(getattr(rights, name)(user, clinic) for name in OF_CLINIC)
    with pytest.raises(Http404):
        rights.require(rights.may_see_client, user, thing)


def test_only_the_visits_own_therapist_signs(clinic: Clinic) -> None:
    owner, other = somebody(clinic, Role.OWNER), somebody(clinic, Role.THERAPIST)
    visit = SimpleNamespace(clinic_id=clinic.pk, therapist_id=other.pk)
    assert rights.may_sign(other, visit) and not rights.may_sign(owner, visit)
    with pytest.raises(PermissionDenied, match="may sign"):
        rights.require(rights.may_sign, owner, visit)


def test_a_student_without_a_supervisor_only_reads(clinic: Clinic) -> None:
    alone = somebody(clinic, Role.STUDENT, supervisor=None)
    thing = SimpleNamespace(clinic_id=clinic.pk, therapist_id=alone.pk)
    assert rights.may_read_record(alone, thing)
    assert not rights.may_treat(alone, thing) and not rights.may_sign_as_student(alone, thing)


def test_who_treats_in_the_same_discipline_supervises(clinic: Clinic) -> None:
    student = somebody(clinic, Role.STUDENT, discipline="Massage ")
    visit = SimpleNamespace(clinic_id=clinic.pk, therapist=student, therapist_id=student.pk)
    elsewhere = Clinic.objects.create(name="Elsewhere")
    may = {
        "alike": somebody(clinic, Role.THERAPIST, "alike", discipline="massage"),
        "owner": somebody(clinic, Role.OWNER, "owner", discipline="Massage"),
    }
    may_not = {
        "other": somebody(clinic, Role.THERAPIST, "other", discipline="Physiotherapy"),
        "unknown": somebody(clinic, Role.THERAPIST, "unknown"),
        "student": somebody(clinic, Role.STUDENT, "second", discipline="Massage"),
        "desk": somebody(clinic, Role.FRONT_DESK, "desk", discipline="Massage"),
        "far": somebody(elsewhere, Role.THERAPIST, "far", discipline="Massage"),
        "gone": somebody(clinic, Role.THERAPIST, "gone", discipline="Massage", is_active=False),
        "self": student,
    }
    for user in may.values():
        assert rights.may_supervise(user, student) and rights.may_cosign(user, visit)
    for name, user in may_not.items():
        assert not rights.may_supervise(user, student) and not rights.may_cosign(user, visit), name


def test_two_unknown_disciplines_are_not_the_same(clinic: Clinic) -> None:
    one, other = somebody(clinic, Role.OWNER), somebody(clinic, Role.THERAPIST)
    assert not rights.same_discipline(one, other)


def a_note(writer: User, readers: str = "all", **more: object) -> SimpleNamespace:
    """A note, as far as rights look at it."""
    told = {"discipline": writer.discipline, "named": frozenset({writer.pk})} | more
    return SimpleNamespace(clinic_id=writer.clinic_id, writer=writer, readers=readers, **told)


def test_who_reads_a_note_of_each_privacy(clinic: Clinic) -> None:
    writer = somebody(clinic, Role.THERAPIST, "writer", discipline="Massage")
    people = {
        "writer": writer,
        "alike": somebody(clinic, Role.THERAPIST, "alike", discipline="massage"),
        "other": somebody(clinic, Role.THERAPIST, "other", discipline="Physiotherapy"),
        "owner": somebody(clinic, Role.OWNER, discipline="Physiotherapy"),
        "desk": somebody(clinic, Role.FRONT_DESK, discipline="Massage"),
    }

    def readers(note: object) -> set[str]:
        return {name for name, user in people.items() if rights.may_read_note(user, note)}

    assert readers(a_note(writer)) == {"writer", "alike", "other", "owner"}
    assert readers(a_note(writer, "discipline")) == {"writer", "alike"}
    assert readers(a_note(writer, "me")) == {"writer"}
    cosigned = frozenset({writer.pk, people["other"].pk})
    assert readers(a_note(writer, "me", named=cosigned)) == {"writer", "other"}


def test_a_students_private_note_is_open_to_who_supervises(clinic: Clinic) -> None:
    student = somebody(clinic, Role.STUDENT, discipline="Massage")
    alike = somebody(clinic, Role.THERAPIST, "alike", discipline="Massage")
    other = somebody(clinic, Role.THERAPIST, "other", discipline="Physiotherapy")
    note = a_note(student, "me")
    assert rights.may_read_note(alike, note) and not rights.may_read_note(other, note)


def test_only_the_writer_chooses_readers_and_the_owner_once_they_left(clinic: Clinic) -> None:
    writer, owner = somebody(clinic, Role.THERAPIST), somebody(clinic, Role.OWNER)
    note = a_note(writer, "me")
    assert rights.may_choose_readers(writer, note) and not rights.may_choose_readers(owner, note)
    assert not rights.may_open_note(owner, note)
    writer.is_active = False
    assert rights.may_open_note(owner, note) and not rights.may_open_note(writer, note)


def test_who_left_or_never_signed_in_may_nothing(clinic: Clinic) -> None:
    gone = somebody(clinic, Role.OWNER, is_active=False)
    for user in (gone, AnonymousUser()):
        assert not rights.may_enter(user, clinic)
        assert not rights.may_manage_clinic(user, clinic)


def test_credentials_are_a_list_of_words(clinic: Clinic) -> None:
    from django.core.exceptions import ValidationError

    user = somebody(clinic, Role.THERAPIST)
    assert user.credentials == ["licensed_massage_therapist"]
    user.credentials = "licensed_massage_therapist"
    with pytest.raises(ValidationError, match="no list of words"):
        user.clean_fields(exclude=["password"])
