"""Lock-out: bad tries are refused for a growing time, whoever's name it is, at every way in."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connections
from django.test import Client

from palpate.accounts import codes
from palpate.accounts.models import BadTries, CodeApp, SignInEvent, User
from tests.accounts.conftest import PASSWORD, write_password
from tests.records.growing import transactional_db  # noqa: F401


def try_in(name: str, password: str, address: str = "10.0.0.9", **more: Any) -> Any:
    return Client(REMOTE_ADDR=address, **more).post(
        "/accounts/sign-in/", {"username": name, "password": password}
    )


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_the_fifth_bad_try_closes_for_one_minute_then_five_then_fifteen(
    ada: User, later: Callable[..., None], name: str
) -> None:
    said = [try_in(name, "guess").status_code for _ in range(5)]
    assert said == [200, 200, 200, 200, 429]
    for minutes, words in ((1, "one minute"), (5, "5 minutes"), (15, "15 minutes"), (15, "15 minutes")):
        refused = try_in(name, PASSWORD)  # not even what is right
        assert refused.status_code == 429 and words in refused.content.decode()
        assert 0 < int(refused["Retry-After"]) <= minutes * 60
        later(minutes=minutes, seconds=1)
        assert try_in(name, "guess").status_code == 429


def test_what_is_right_opens_after_the_wait_and_forgets(ada: User, later: Callable[..., None]) -> None:
    for _ in range(5):
        try_in("ada", "guess")
    later(minutes=1, seconds=1)
    assert try_in("ada", PASSWORD).status_code == 302
    assert [try_in("ada", "guess").status_code for _ in range(4)] == [200] * 4


def test_bad_tries_are_forgotten_after_a_day(ada: User, later: Callable[..., None]) -> None:
    for _ in range(4):
        try_in("ada", "guess")
    later(days=1, minutes=1)
    assert try_in("ada", "guess").status_code == 200
    assert [row.count for row in BadTries.objects.all()] == [1, 1]


def test_a_name_that_nobody_has_takes_the_same_work_and_gives_the_same_page(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, word, salt: (hashed.append(word), encode(self, word, salt))[1],
    )
    pages = {name: [shown(try_in(name, "guess"), name) for _ in range(6)] for name in ("ada", "eda")}
    assert hashed == ["guess"] * 10 and pages["ada"] == pages["eda"]
    assert "not right" in pages["ada"][0] and "Too many" in pages["ada"][-1]


def shown(answer: Any, name: str) -> str:
    """The page without the name and what is new each time."""
    return re.sub(r'"[A-Za-z0-9]{64}"', "", answer.content.decode().replace(name, ""))


def test_a_refused_try_costs_no_hashing(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        try_in("ada", "guess")
    monkeypatch.setattr(MD5PasswordHasher, "encode", None)
    assert try_in("ada", PASSWORD).status_code == 429


def test_writing_the_name_otherwise_is_the_same_name(ada: User) -> None:
    for name in ("ada", "Ada", "ADA", "ａｄａ"):
        assert try_in(name, "guess").status_code == 200
    assert try_in("aDA", "guess").status_code == 429


def test_many_names_from_one_address_close_the_address(ada: User) -> None:
    said = [try_in(f"name {number}", "guess").status_code for number in range(20)]
    assert said == [200] * 19 + [429]
    assert try_in("ada", PASSWORD).status_code == 429
    assert try_in("ada", PASSWORD, address="10.0.0.10").status_code == 302


def test_forwarded_addresses_count_only_where_a_proxy_is_named(ada: User, settings: Any) -> None:
    def from_afar(number: int) -> int:
        header = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}, 203.0.113.7"}
        return try_in(f"name {number}", "guess", **header).status_code

    assert [from_afar(number) for number in range(20)][-1] == 429
    assert BadTries.objects.filter(address="10.0.0.9").exists()
    BadTries.objects.all().delete()
    settings.PROXIES = [ip_network("10.0.0.9")]
    assert [from_afar(number) for number in range(20)][-1] == 429  # made-up first entries change nothing
    assert set(BadTries.objects.values_list("address", flat=True)) == {"", "203.0.113.7"}


def test_codes_are_counted_with_the_name_though_the_password_is_right(ada: User) -> None:
    app = codes.new_app(ada)
    CodeApp.objects.filter(pk=app.pk).update(confirmed_at=app.added_at)
    said = []
    for _ in range(5):
        browser = Client()
        browser.post("/accounts/sign-in/", {"username": "ada", "password": PASSWORD})
        said.append(browser.post("/accounts/sign-in/second/", {"code": "not-a-recovery-code"}).status_code)
    assert said == [200, 200, 200, 200, 429]
    assert try_in("ada", PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/accounts/own/confirm/", "password"),
        ("/accounts/own/password/", "old"),
        ("/accounts/unlock/", "password"),
    ],
)
def test_whoever_is_signed_in_may_not_guess_either(
    ada: User, enter: Callable[..., Client], address: str, field: str
) -> None:
    browser = enter(ada)
    if "unlock" in address:
        browser.post("/accounts/lock/")
    said = [browser.post(address, {field: "guess"}).status_code for _ in range(5)]
    assert said[-1] == 429 and 429 not in said[:-1]
    assert browser.post(address, {field: PASSWORD}).status_code == 429


def test_the_owner_sees_a_lock_out_and_lifts_it(
    ada: User, owner: User, stranger: User, enter: Callable[..., Client]
) -> None:
    for _ in range(5):
        try_in("ada", "guess")
    browser, other = enter(owner), enter(stranger)
    write_password(browser)
    write_password(other)
    assert "Refused until" in browser.get("/accounts/clinic/").content.decode()
    assert "Refused until" not in other.get("/accounts/clinic/").content.decode()
    assert other.post(f"/accounts/clinic/{ada.pk}/lift/").status_code == 404
    browser.post(f"/accounts/clinic/{ada.pk}/lift/")
    assert try_in("ada", PASSWORD).status_code == 302
    whats = list(SignInEvent.objects.filter(user=ada).values_list("what", "by__username"))
    assert whats[0] == ("lock-out lifted", "olga") and whats[1][0].startswith("locked out after bad tries")


def test_many_tries_at_once_get_no_more_looks_than_five(
    transactional_db: None,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, word, salt: looked.append(word) or "x")

    def one(number: int) -> int:
        try:
            return try_in("nobody", f"guess {number}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(24)))
    assert len(looked) == 5 and said.count(429) >= 19


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "a" * 5000, "‮ada", ""])
def test_whatever_is_written_as_a_name_is_only_wrong(ada: User, name: str) -> None:
    sent = urlencode({"username": name, "password": "guess\x00"}, errors="surrogatepass")
    form = "application/x-www-form-urlencoded"
    assert Client().post("/accounts/sign-in/", sent, content_type=form).status_code == 200


@pytest.mark.parametrize("body", ["[" * 100_000, "[]", "{", '{"key": 1}', '{"key": {"id": "\\u0000"}}', "é"])
def test_whatever_is_sent_as_a_key_is_only_wrong(ada: User, body: str) -> None:
    browser = Client()
    for address in ("/accounts/sign-in/passkey/", "/accounts/sign-in/passkey/done/"):
        browser.post("/accounts/sign-in/passkey/", {}, content_type="application/json")
        answer = browser.post(address, body, content_type="application/json")
        assert answer.status_code == 400 or answer.json()["publicKey"]


def test_the_owner_opens_an_address_that_names_of_the_clinic_closed(
    ada: User, owner: User, stranger: User, enter: Callable[..., Client]
) -> None:
    for number in range(20):
        try_in("ada" if number == 0 else f"name {number}", "guess")
    browser, other = enter(owner), enter(stranger)
    for one in (browser, other):
        write_password(one)
    assert "Nobody signs in from 10.0.0.9" in browser.get("/accounts/clinic/").content.decode()
    assert "10.0.0.9" not in other.get("/accounts/clinic/").content.decode()
    other.post("/accounts/clinic/addresses/lift/")
    assert try_in("ada", PASSWORD).status_code == 429
    browser.post("/accounts/clinic/addresses/lift/")
    assert try_in("ada", PASSWORD).status_code == 302
