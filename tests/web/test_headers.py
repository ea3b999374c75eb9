"""What every answer tells the browser, so that it guards the page."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("page", ["/accounts/sign-in/", "/health/", "/no/such/page/", "static"])
def test_every_answer_carries_the_guards(db: None, client: Client, page: str) -> None:
    answer = client.get(staticfiles_storage.url("palpate/palpate.js") if page == "static" else page)
    assert {name: answer[name] for name in GUARDS} == GUARDS
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["form-action"] == "'self'"
    assert {policy["object-src"], policy["base-uri"], policy["frame-ancestors"]} == {"'none'"}
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(answer["Permissions-Policy"].split(", "))
    assert "(self)" not in answer["Permissions-Policy"]
    assert not {"Server", "X-Powered-By"} & set(answer.headers)
    assert page == "static" or "no-store" in answer["Cache-Control"]
