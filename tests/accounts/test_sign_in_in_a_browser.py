"""Second factors in Chromium: a passkey of a virtual authenticator, and an app with real codes."""

import re
from collections.abc import Callable
from typing import Any

import pyotp

from palpate.accounts.models import Passkey, Role, User
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.pages.conftest import PASSWORD, House, house  # noqa: F401
from tests.records.growing import transactional_db  # noqa: F401


def authenticator(page: Any, *, verifies: bool = True) -> Any:
    """A device with passkeys that says yes by itself; gives the way to talk to it and its id."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    return wire, wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def confirm(page: Any) -> None:
    """The password once more."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def leave(page: Any) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")


def by_name(page: Any) -> None:
    """The first step."""
    page.get_by_label("Name", exact=True).fill("rivka")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_named_used_three_ways_and_removed(
    house: House,  # noqa: F811
    assert_accessible: Callable[[Any], None],
) -> None:
    page = house.enter(PHONE)
    authenticator(page)
    page.goto("/accounts/own/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Called").fill("Tablet")
    assert_accessible(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/accounts/own/")
    assert_accessible(page)
    page.get_by_label("Passkey").fill("Tablet of the treatment room")
    page.get_by_role("button", name="Rename Tablet").click()
    page.get_by_text("is added").wait_for(state="detached")
    assert Passkey.objects.get().name == "Tablet of the treatment room"

    leave(page)
    page.get_by_role("button", name="Use a passkey").click()  # alone
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.keyboard.press("Control+Shift+L")
    page.get_by_role("button", name="Unlock with a passkey").click()
    page.get_by_role("heading", name="This screen is locked").wait_for(state="hidden")
    assert page.evaluate("fetch('/clients/').then((answer) => answer.status)") == 200
    leave(page)
    by_name(page)
    page.wait_for_url("**/second/")
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()  # as the second step
    page.wait_for_url(lambda url: "sign-in" not in url)
    assert Passkey.objects.get().uses == 4  # the device counts its making too

    page.goto("/accounts/own/")
    page.get_by_role("button", name="Remove Tablet of the treatment room").click()
    confirm(page)
    page.get_by_role("button", name="Remove Tablet of the treatment room").click()
    page.get_by_text("You have none yet").wait_for()
    assert not Passkey.objects.exists()


def test_a_key_that_did_not_check_the_person_or_was_copied_does_not_open(
    house: House,  # noqa: F811
    chromium: Any,
) -> None:
    page = house.beside(house.enter(LAPTOP))  # refusals are errors in the console
    wire, device = authenticator(page)
    page.goto("/accounts/own/passkey/")
    confirm(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/accounts/own/")
    leave(page)
    Passkey.objects.update(uses=1000)  # as if a copy had been used meanwhile
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("may have been copied").wait_for()
    Passkey.objects.update(uses=1)
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text(re.compile("No passkey was used|not accepted")).wait_for()
    assert page.request.get("/", max_redirects=0).status == 302


def test_an_answer_is_good_once_and_for_its_own_purpose(house: House) -> None:  # noqa: F811
    page = house.beside(house.enter(LAPTOP))
    authenticator(page)
    page.goto("/accounts/own/passkey/")
    confirm(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/accounts/own/")
    page.get_by_role("button", name="Lock").click()
    sent: list[Any] = []
    page.on("request", lambda asked: sent.append(asked) if asked.url.endswith("/passkey/done/") else None)
    page.get_by_role("button", name="Unlock with a passkey").click()
    page.get_by_role("heading", name="This screen is locked").wait_for(state="hidden")
    for address in ("/accounts/unlock/passkey/done/", "/accounts/sign-in/passkey/done/"):
        headers = {"X-CSRFToken": sent[0].headers["x-csrftoken"], "Content-Type": "application/json"}
        again = page.request.post(address, data=sent[0].post_data, headers=headers)
        assert again.status == 400 and "wrong" in again.json()


def test_an_app_is_added_from_its_picture_and_asked_for(
    house: House,  # noqa: F811
    assert_accessible: Callable[[Any], None],
) -> None:
    page = house.enter(TABLET, color_scheme="dark")
    page.goto("/accounts/own/app/")
    confirm(page)
    app = pyotp.TOTP(page.locator(".letters").inner_text().replace(" ", ""))
    assert_accessible(page)
    page.get_by_label("The six digits").fill("000000")
    page.get_by_role("button", name="Add the app").click()
    page.get_by_text("The code is not right").wait_for()
    page.get_by_label("The six digits").fill(app.now())
    page.get_by_role("button", name="Add the app").click()
    paper = page.locator(".recovery .letters").all_inner_texts()
    assert len(paper) == 10
    assert_accessible(page)
    leave(page)
    by_name(page)
    page.get_by_label("Code of your app, or a recovery code").fill(paper[3])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto("/accounts/own/")
    page.get_by_text("9 unused").wait_for()


def test_the_owner_sees_all_of_it_and_a_password_shows_itself(
    house: House,  # noqa: F811
    assert_accessible: Callable[[Any], None],
) -> None:
    User.objects.filter(pk=house.therapist.pk).update(role=Role.OWNER)
    User.objects.create_user("ben", password=PASSWORD, clinic=house.clinic, role=Role.THERAPIST)
    page = house.enter(PHONE)
    page.goto("/accounts/clinic/")
    field = page.get_by_label("Password", exact=True)
    page.get_by_role("button", name="Show").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Hide", exact=True).click()
    assert field.get_attribute("type") == "password"
    confirm(page)
    page.get_by_label("Screens lock after").fill("20")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It holds from now on").wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="New password for ben").click()
    assert_accessible(page)
    link = page.get_by_label("Link").input_value()
    leave(page)
    page.goto(link)
    assert_accessible(page)
    page.get_by_label("The new password").fill("seven slow tortoises")
    page.get_by_role("button", name="Use this password").click()
    page.get_by_text("The new password holds").wait_for()
