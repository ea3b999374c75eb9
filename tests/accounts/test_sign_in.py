"""Signing in and out."""

import pytest
from django.test import Client
from django.urls import reverse

from palpate.accounts.models import Clinic, Role, User


@pytest.fixture
def therapist(db: None) -> User:
    clinic = Clinic.objects.create(name="Harbour Street")
    return User.objects.create_user("ada", password="long enough", clinic=clinic, role=Role.THERAPIST)


def test_the_right_password_opens_and_a_wrong_one_says_so(client: Client, therapist: User) -> None:
    page = reverse("accounts:sign_in")
    wrong = client.post(page, {"username": "ada", "password": "guess"})
    assert "not right" in wrong.content.decode() and "_auth_user_id" not in client.session
    right = client.post(page, {"username": "ada", "password": "long enough"})
    assert right.status_code == 302 and client.session["_auth_user_id"] == str(therapist.pk)


def test_signing_out_takes_a_button_not_a_link(client: Client, therapist: User) -> None:
    client.force_login(therapist)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    client.post(reverse("accounts:sign_out"))
    assert "_auth_user_id" not in client.session
