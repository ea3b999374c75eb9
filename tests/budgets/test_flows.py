"""What the work costs: each flow is walked once in the browser, is whole, and stays within its budget of
taps, decisions and characters. How fast it is, is measured by `make budgets`.
"""

from typing import Any

import pytest
from budgets.flow import Flow, walked
from budgets.flows import FLOWS

from palpate.accounts.models import Clinic, Role, User
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server

# What is not reached yet, and why. A flow that comes within its budget must leave this list.
OPEN: dict[str, str] = {}


@pytest.fixture
def therapist(transactional_db: None, settings: Any) -> User:  # noqa: F811
    """Who works alone in a clinic, as in the demo."""
    zone = settings.TIME_ZONE
    clinic = Clinic.objects.create(name="Harbour Street", emergency_number="112", time_zone=zone)
    return User.objects.create_user(
        "rivka",
        password="a long sentence",
        clinic=clinic,
        role=Role.OWNER,
        display_name="Rivka Stern",
        licence_number="MT-1207",
        credentials=["licensed_massage_therapist"],
    )


@pytest.fixture
def signed_in(therapist: User, live_server: Any) -> dict[str, Any]:
    """What the tablet keeps of a therapist who has signed in."""
    from django.test import Client

    browser = Client()
    browser.force_login(therapist)
    cookie = {"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": live_server.url}
    return {"cookies": [cookie], "origins": []}


def flows() -> list[Any]:
    """Each flow, marked where it is open."""
    return [
        pytest.param(one, id=one.key, marks=[
            pytest.mark.xfail(strict=True, reason=OPEN[one.key])] if one.key in OPEN else []
        )
        for one in FLOWS
    ]  # fmt: skip


@pytest.mark.parametrize("flow", flows())
def test_it_stays_within_its_budget(
    flow: Flow, chromium: Any, live_server: Any, therapist: User, signed_in: dict[str, Any]
) -> None:
    one = walked(flow, chromium, live_server.url, therapist, signed_in, 7)
    assert not one.missing and not one.wrong and not one.small and not one.over, one.count.did
