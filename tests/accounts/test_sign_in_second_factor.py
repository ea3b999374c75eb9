"""The second factor: codes of an app, recovery codes, and what a clinic may ask of everybody."""

import re
import subprocess
import sys
from collections.abc import Callable

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from palpate.accounts import codes
from palpate.accounts.models import CodeApp, Passkey, RecoveryCode, SignInEvent, User
from palpate.accounts.sealing import SealError
from palpate.cli import main
from tests.accounts.conftest import PASSWORD, write_password


def code_now(user: User, steps: int = 0) -> str:
    """What the app shows, or showed some half minutes ago."""
    secret = codes.secret_of(CodeApp.objects.get(user=user))
    return pyotp.TOTP(secret).at(int(timezone.now().timestamp()) + 30 * steps)


@pytest.fixture
def with_app(ada: User, enter: Callable[..., Client], later: Callable[..., None]) -> list[str]:
    """Ada adds an app by the pages; gives her recovery codes."""
    browser = enter(ada)
    write_password(browser)
    page = browser.get("/accounts/own/app/").content.decode()
    shown = re.sub(r"\s", "", re.findall(r'class="letters">([^<]+)<', page)[0])
    assert shown == codes.secret_of(CodeApp.objects.get(user=ada)) and "<svg" in page
    answer = browser.post("/accounts/own/app/", {"code": code_now(ada)})
    found = re.findall(r'class="letters">([a-z0-9-]+)<', answer.content.decode())
    assert len(set(found)) == 10
    later(minutes=2)  # so that the code which proved the app lies behind
    return found


def half_way(user: User) -> Client:
    """A browser in which the password was right."""
    browser = Client()
    answer = browser.post("/accounts/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer["Location"] == "/accounts/sign-in/second/"
    return browser


def opens(browser: Client, code: str) -> bool:
    browser.post("/accounts/sign-in/second/", {"code": code})
    return "_auth_user_id" in browser.session


def test_the_password_alone_no_longer_opens(ada: User, with_app: list[str]) -> None:
    browser = half_way(ada)
    assert browser.get("/").status_code == 302 and "_auth_user_id" not in browser.session
    assert not opens(browser, "000000") and opens(browser, code_now(ada))


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_holds_for_its_half_minute_and_one_to_each_side(
    ada: User, with_app: list[str], steps: int, right: bool
) -> None:
    assert opens(half_way(ada), code_now(ada, steps)) == right


def test_no_code_is_taken_twice_nor_one_before_it(ada: User, with_app: list[str]) -> None:
    code, before = code_now(ada), code_now(ada, -1)
    assert opens(half_way(ada), code)
    assert not opens(half_way(ada), code) and not opens(half_way(ada), before)
    assert opens(half_way(ada), code_now(ada, 1))


def test_a_recovery_code_opens_once_however_it_is_written(ada: User, with_app: list[str]) -> None:
    assert opens(half_way(ada), with_app[0].upper().replace("-", " "))
    assert not opens(half_way(ada), with_app[0]) and opens(half_way(ada), with_app[1])
    assert RecoveryCode.objects.filter(user=ada, used_at=None).count() == 8


def test_neither_secret_nor_codes_can_be_read_from_the_rows(ada: User, with_app: list[str]) -> None:
    app = CodeApp.objects.get(user=ada)
    secret = codes.secret_of(app)
    rows = str([*CodeApp.objects.values(), *RecoveryCode.objects.values()])
    assert secret not in rows and not [
        code for code in with_app if code in rows or code.replace("-", "") in rows
    ]


def test_another_secret_key_is_told_and_recovery_codes_need_none_of_it(
    ada: User, with_app: list[str]
) -> None:
    code = code_now(ada)
    browser = half_way(ada)
    CodeApp.objects.filter(user=ada).update(secret="A" * 80)
    told = browser.post("/accounts/sign-in/second/", {"code": code}).content.decode()
    assert "secret key of this program was changed" in told and opens(browser, with_app[0])


def test_a_sealed_secret_opens_for_its_own_person_only(ada: User, owner: User, with_app: list[str]) -> None:
    stolen = CodeApp(user=owner, secret=CodeApp.objects.get(user=ada).secret)
    with pytest.raises(SealError):
        codes.secret_of(stolen)


def test_adding_and_removing_ask_for_the_password_again(
    ada: User, with_app: list[str], later: Callable[..., None]
) -> None:
    browser = half_way(ada)
    assert opens(browser, code_now(ada))
    for address in ("/accounts/own/app/remove/", "/accounts/own/recovery/", "/accounts/own/passkey/begin/"):
        assert "/confirm/" in browser.post(address)["Location"]
    assert "/confirm/" in browser.get("/accounts/own/app/")["Location"]
    write_password(browser)
    later(minutes=6)
    assert "/confirm/" in browser.post("/accounts/own/app/remove/")["Location"]
    assert CodeApp.objects.filter(user=ada).exists()
    write_password(browser)
    browser.post("/accounts/own/app/remove/")
    assert not CodeApp.objects.filter(user=ada).exists()
    assert not RecoveryCode.objects.filter(user=ada).exists()  # they stood in for it
    whats = list(SignInEvent.objects.filter(user=ada).values_list("what", flat=True))
    assert whats == ["removed the authenticator app", "added an authenticator app"]


def test_where_the_clinic_asks_for_it_nothing_opens_before_a_second_factor_is_there(
    ada: User, enter: Callable[..., Client]
) -> None:
    browser = enter(ada)
    ada.clinic.second_factor_required = True
    ada.clinic.save()
    assert browser.get("/")["Location"] == "/accounts/own/"
    assert "asks for a second factor" in browser.get("/accounts/own/").content.decode()
    write_password(browser)
    browser.get("/accounts/own/app/")
    browser.post("/accounts/own/app/", {"code": code_now(ada)})
    assert browser.get("/").status_code == 200
    refused = browser.post("/accounts/own/app/remove/", follow=True).content.decode()
    assert "add another before this one goes" in refused and CodeApp.objects.filter(user=ada).exists()


def test_an_owner_resets_what_a_member_lost_and_it_is_kept_who_did(
    ada: User, owner: User, with_app: list[str], enter: Callable[..., Client]
) -> None:
    hers, browser = half_way(ada), enter(owner)
    assert opens(hers, code_now(ada))
    write_password(browser)
    browser.post(f"/accounts/clinic/{ada.pk}/second-factor/")
    assert (
        not CodeApp.objects.filter(user=ada).exists() and not RecoveryCode.objects.filter(user=ada).exists()
    )
    assert hers.get("/").status_code == 302  # whoever holds the lost thing is out
    event = SignInEvent.objects.filter(what="second factor reset").get()
    assert (event.user, event.by) == (ada, owner)
    assert "second factor reset, by olga" in browser.get("/accounts/clinic/").content.decode()


def test_only_the_own_clinics_owner_resets(
    ada: User, stranger: User, with_app: list[str], enter: Callable[..., Client]
) -> None:
    other = enter(stranger)
    write_password(other)
    assert other.post(f"/accounts/clinic/{ada.pk}/second-factor/").status_code == 404
    assert "ada" not in other.get("/accounts/clinic/").content.decode()
    hers = half_way(ada)
    assert opens(hers, code_now(ada))
    write_password(hers)
    for address in ("/accounts/clinic/", f"/accounts/clinic/{ada.pk}/second-factor/"):
        assert hers.post(address).status_code == 403
    assert CodeApp.objects.filter(user=ada).exists()


def test_a_key_of_somebody_else_is_neither_named_nor_removed(
    ada: User, owner: User, enter: Callable[..., Client]
) -> None:
    key = Passkey.objects.create(user=owner, name="Stick", key_id="k", public_key=b"")
    browser = enter(ada)
    write_password(browser)
    for act in ("name", "remove"):
        answer = browser.post(f"/accounts/own/passkey/{key.pk}/{act}/", {"name": "Mine"})
        assert answer.status_code == 404
    assert Passkey.objects.get().name == "Stick"


def test_what_only_second_factors_need_is_not_loaded_at_the_start() -> None:
    """They would cost the start 50 ms and each process 18 MiB."""
    code = (
        "import django, sys; django.setup()\n"
        "from django.urls import reverse; reverse('accounts:own')\n"
        "import palpate.web.wsgi\n"
        "print(sorted({'fido2', 'cryptography', 'pyotp'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_the_operator_lets_an_owner_in_who_lost_everything(
    ada: User, with_app: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(5):
        Client().post("/accounts/sign-in/", {"username": "ada", "password": "guess"})
    assert main(["people", "let-in", "ad"]) == 2 and "There are: ada" in capsys.readouterr().err
    assert main(["people", "let-in", "ada"]) == 0
    path = capsys.readouterr().out.splitlines()[-1]
    assert Client().post(path, {"password": "seven slow tortoises"}).status_code == 302
    browser = Client()
    answer = browser.post("/accounts/sign-in/", {"username": "ada", "password": "seven slow tortoises"})
    assert answer["Location"] == "/" and not CodeApp.objects.exists()
    whats = list(SignInEvent.objects.filter(by=None).values_list("what", flat=True))
    assert whats[:2] == ["let in from the command line: link to a new password made", "second factor reset"]
