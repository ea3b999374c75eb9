"""One test a role: what each may do, and that a right of the own clinic is none in another."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from palpate.accounts import rights
from palpate.accounts.models import Clinic, Role, User

ALL = {
    "may_see_client",
    "may_read_record",
    "may_arrange",
    "may_treat",
    "may_sign",
    "may_export",
    "may_erase",
}
MAY = {
    Role.OWNER: ALL,
    Role.THERAPIST: ALL - {"may_export", "may_erase"},
    Role.FRONT_DESK: {"may_see_client", "may_arrange"},
    Role.READ_ONLY: {"may_see_client", "may_read_record"},
}
OF_CLINIC = {
    "may_enter": set(Role),
    "may_register_client": {Role.OWNER, Role.THERAPIST, Role.FRONT_DESK},
    "may_manage_clinic": {Role.OWNER},
    "may_export": {Role.OWNER},
    "may_backup": {Role.OWNER},
}


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic.objects.create(name="Harbour Street")


def somebody(clinic: Clinic, role: Role, **more: object) -> User:
    """A person of the role."""
    return User.objects.create_user(f"some {role}", clinic=clinic, role=role, **more)


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
