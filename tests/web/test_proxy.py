"""Whom the server believes about where a request comes from."""

import ipaddress
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from palpate.web.proxy import behind_proxy, browser_of

OURS = [ipaddress.ip_network("127.0.0.1"), ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("::1")]


def seen(**headers: str) -> HttpRequest:
    """The request as what stands behind sees it."""
    kept: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        kept.append(request)
        return HttpResponse()

    with override_settings(PROXIES=OURS):
        behind_proxy(view)(RequestFactory().get("/", **headers))
    return kept[0]


def test_a_proxy_of_ours_is_believed() -> None:
    request = seen(
        REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https"
    )
    assert (request.META["REMOTE_ADDR"], request.scheme, request.is_secure()) == (
        "203.0.113.9",
        "https",
        True,
    )


def test_nobody_else_is() -> None:
    request = seen(
        REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="127.0.0.1", HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="elsewhere.example", HTTP_FORWARDED="for=127.0.0.1;proto=https",
    )  # fmt: skip
    assert (request.META["REMOTE_ADDR"], request.scheme) == ("203.0.113.9", "http")
    assert not [name for name in request.headers if "Forwarded" in name]


@pytest.mark.parametrize(
    ("way", "browser"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9, 10.1.2.3", "203.0.113.9"),  # the first is the browser's own word
        ("10.1.2.3, 127.0.0.1", ""),
        ("2001:db8::7", "2001:db8::7"),
        ("1.2.3.4, <script>", ""),
        ("", ""),
    ],
)
def test_the_browser_is_the_last_that_is_none_of_our_proxies(way: str, browser: str) -> None:
    assert browser_of(way, OURS) == browser


def test_only_the_nearest_proxy_says_the_scheme() -> None:
    assert not seen(REMOTE_ADDR="::1", HTTP_X_FORWARDED_PROTO="https, http").is_secure()


@override_settings(
    PROXIES=OURS, SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60, ALLOWED_HOSTS=["clinic.example"]
)
def test_behind_tls_pages_are_led_there_and_stay_there(db: None) -> None:
    browser = Client(headers={"host": "clinic.example"})
    plain: Any = browser.get("/accounts/sign-in/")
    assert (plain.status_code, plain["Location"]) == (301, "https://clinic.example/accounts/sign-in/")
    behind = browser.get("/accounts/sign-in/", headers={"x-forwarded-proto": "https"})
    assert behind.status_code == 200
    assert behind["Strict-Transport-Security"] == "max-age=60"
    within = Client(headers={"host": "127.0.0.1:8000"})  # the watchman asks without the name and without TLS
    assert within.get("/health/").status_code == 200
