"""A browser as far as a load needs one: cookies, a connection kept open, forms sent with their token."""

import contextlib
import http.client
import time
import urllib.parse
from collections.abc import Mapping

IDLE = 1.0  # seconds after which a kept connection is not used again: the server closes them after two
WAIT = 60.0  # seconds after which an answer is given up
HTMX = {"HX-Request": "true"}


class AnswerError(Exception):
    """An answer that is not the one expected."""


class Browser:
    """One person's browser on one server at 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.took = 0.0  # milliseconds of the last request
        self._connection: http.client.HTTPConnection | None = None
        self._used = 0.0

    def sign_in(self, name: str, password: str) -> None:
        """Sign in by the form. Raises AnswerError."""
        self.get("/accounts/sign-in/")
        self.post("/accounts/sign-in/", {"username": name, "password": password}, status=302)

    def get(self, path: str, *, part: bool = False) -> str:
        """A page, or for a script a part of one. Raises AnswerError."""
        return self.ask("GET", path, None, HTMX if part else {}, 200)

    def post(self, path: str, form: Mapping[str, str], *, part: bool = False, status: int = 200) -> str:
        """The answer to a form. Raises AnswerError."""
        token = self.cookies.get("csrftoken", "")
        body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, body, kind | (HTMX if part else {}), status)

    def ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str], status: int) -> str:
        """One request, timed. Raises AnswerError for another status."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        if self._connection is None or time.monotonic() - self._used > IDLE:
            self.close()
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        start = time.perf_counter()
        try:
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
            text = answer.read().decode("utf8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise AnswerError(f"{method} {path}: {type(error).__name__} {error}") from error
        self.took = 1000 * (time.perf_counter() - start)
        self._used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.status != status:
            raise AnswerError(f"{method} {path}: status {answer.status}, {status} was right: {text[:200]}")
        return text

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
        self._connection = None
