"""A clinic that has just opened: nobody but its therapist, who signs in by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from palpate.accounts.models import Clinic, Role, User
from tests.conftest import LAPTOP
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server

PASSWORD = "a long sentence"
PATIENCE = 15_000  # milliseconds that a page may take on a busy machine


@dataclass
class House:
    """The clinic, its therapist, and its doors: `enter` signs in by the page, `door` opens a page only."""

    clinic: Clinic
    therapist: User
    door: Callable[..., Any]
    chromium: Any

    def enter(self, size: tuple[int, int] = LAPTOP, **more: Any) -> Any:
        """A page of a size in which the therapist has signed in, on Today."""
        page = self.door(size, **more)
        page.goto("/")
        page.get_by_label("Name", exact=True).fill(self.therapist.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    def beside(self, page: Any) -> Any:
        """Another page of the same person, in which a refusal of the server does not fail the test."""
        state = page.context.storage_state()
        context = self.chromium.new_context(
            base_url=page.evaluate("location.origin"), viewport=page.viewport_size, storage_state=state
        )
        return context.new_page()


@pytest.fixture
def house(transactional_db: None, open_page: Callable[..., Any], chromium: Any) -> House:  # noqa: F811
    """Nobody was entered yet."""
    clinic = Clinic.objects.create(name="Harbour Street", phone="555 0199", emergency_number="112")
    therapist = User.objects.create_user(
        "rivka",
        password=PASSWORD,
        clinic=clinic,
        role=Role.THERAPIST,
        display_name="Rivka Stern",
        licence_number="MT-1207",
        credentials=["licensed_massage_therapist"],
    )

    def door(size: tuple[int, int] = LAPTOP, **more: Any) -> Any:
        page = open_page(size, **more)
        page.set_default_timeout(PATIENCE)
        return page

    return House(clinic=clinic, therapist=therapist, door=door, chromium=chromium)
