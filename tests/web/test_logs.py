"""What is written down, and that nothing of a person is in it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from palpate.accounts.models import Clinic, Role, User
from palpate.web.logs import Lines


def fails(request: HttpRequest, name: str) -> HttpResponse:
    """An error with a person's words in its message and in its local values."""
    secret = f"{name} has pain at night"
    raise ValueError(secret)


urlpatterns = [
    path("fails/<str:name>/", fails, name="fails"),
    path("failing/", lambda _: HttpResponse(status=503)),
    path("", include("palpate.web.urls")),
]
handler500 = "tests.web.test_logs.calm"


def calm(request: HttpRequest) -> HttpResponse:
    return HttpResponse("calm", status=500)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """Every line that the handlers of the settings write with PALPATE_LOG=requests."""
    written = Written()
    monkeypatch.setattr(logging.getLogger("palpate.requests"), "level", logging.INFO)
    logging.getLogger("palpate.requests").manager._clear_cache()  # type: ignore[attr-defined]
    handlers = {one for name in ("django", "palpate") for one in logging.getLogger(name).handlers}
    for one in handlers:
        if isinstance(one.formatter, Lines):  # pytest listens too
            monkeypatch.setattr(one, "stream", written)
    yield written.lines
    logging.getLogger("palpate.requests").manager._clear_cache()  # type: ignore[attr-defined]


class Written(io.StringIO):
    """A stream that keeps what each line says."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def write(self, text: str) -> int:
        self.lines += [json.loads(line) for line in text.splitlines()]
        return len(text)


def test_a_request_is_one_line_with_its_route_and_not_its_path(
    db: None, client: Client, lines: list[dict[str, Any]]
) -> None:
    password = make_password("long enough for a test")
    user = User.objects.create(
        username="ida",
        password=password,
        role=Role.OWNER,
        clinic=Clinic.objects.create(name="Harbour Street"),
    )
    client.force_login(user)
    answer = client.get("/find/?q=Osei")
    (line,) = lines
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info", "logger": "palpate.requests", "request": answer["X-Request-ID"],
        "method": "GET", "route": "clinic:find", "status": 200, "user": user.pk,
    }  # fmt: skip
    client.logout()
    client.get("/no/such/page/Osei/")
    client.get("/health/")
    assert [(one["route"], one["status"], one["user"]) for one in lines[1:]] == [("none", 404, None)]


@override_settings(ROOT_URLCONF="tests.web.test_logs", DEBUG=False)
def test_an_error_is_its_type_and_its_place(db: None, lines: list[dict[str, Any]]) -> None:
    answer = Client(raise_request_exception=False).get("/fails/Osei/?pain=Osei")
    assert (answer.status_code, answer.content) == (500, b"calm")
    error, request = lines
    assert error["error"] == "builtins.ValueError"
    assert error["raised"].startswith("tests.web.test_logs:") and error["raised"].endswith(" fails")
    assert (error["what"], error["level"]) == ("%s: %s", "error")
    assert (request["route"], request["status"], request["level"]) == ("fails", 500, "error")
    assert error["request"] == request["request"] == answer["X-Request-ID"]
    assert "Osei" not in json.dumps(lines) and "night" not in json.dumps(lines)


def test_a_form_that_is_refused_says_nothing_of_itself(db: None, lines: list[dict[str, Any]]) -> None:
    Client(enforce_csrf_checks=True).post("/accounts/sign-in/", {"username": "Osei", "password": "at night"})
    assert {one["logger"] for one in lines} == {"django.security.csrf", "palpate.requests"}
    assert "Osei" not in json.dumps(lines) and "night" not in json.dumps(lines)
    assert "/accounts" not in json.dumps(lines)


def line_of(logger: str, message: str, *values: object) -> dict[str, Any]:
    record = logging.LogRecord(logger, logging.WARNING, "some.py", 1, message, values, None)
    said: dict[str, Any] = json.loads(Lines().format(record))
    return said


def test_of_other_programs_only_the_words_are_written() -> None:
    assert (
        line_of("gunicorn.error", "Error handling request %s", "/visits/7/")["what"]
        == "Error handling request %s"
    )
    assert "what" not in line_of("gunicorn.error", "Invalid request from ip=203.0.113.9: /visits/7/")
    assert line_of("palpate.web", "kept %s", 3)["what"] == "kept 3"


def test_failures_are_written_without_being_asked_for_and_pages_are_not() -> None:
    assert logging.getLogger("palpate.requests").getEffectiveLevel() == logging.ERROR


@override_settings(ROOT_URLCONF="tests.web.test_logs")
def test_a_failure_that_is_answered_is_one_line(db: None, lines: list[dict[str, Any]]) -> None:
    assert Client().get("/failing/").status_code == 503
    assert [(one["logger"], one["status"]) for one in lines] == [("palpate.requests", 503)]
