"""The server of the demo: its port, its start, its stop."""

import gc
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from palpate.records import prepared
from palpate.web import stages
from palpate.web.serve import PortError, open_port, serve
from palpate.web.stages import GRACE, WORKERS

SERVE = [sys.executable, "-m", "palpate", "serve", "--port"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home at first; what one start made, the next finds."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_the_usual_port_gives_way_to_the_next_free_one(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("palpate.web.serve.USUAL_PORT", taken)
    monkeypatch.setattr("palpate.web.serve.prepare", lambda: None)
    monkeypatch.setattr("palpate.web.serve._run", lambda listening, *_: listening.close())
    try:
        assert serve() == 0
    finally:
        gc.enable()
    assert f"Port {taken} is taken by another program; serving on " in capsys.readouterr().out


def test_a_port_that_is_named_is_that_port_or_none(taken: int) -> None:
    """A proxy looks for it there and nowhere else."""
    with pytest.raises(PortError, match=rf"port {taken} of 127\.0\.0\.1 is taken.*give another with --port"):
        open_port("127.0.0.1", taken)


def test_it_starts_on_an_empty_home_answers_and_stops_on_ctrl_c(home: Path) -> None:
    """Static files are found under their manifest names, and a wrong address is a calm page."""
    bare = {
        key: value for key, value in os.environ.items() if key not in {"PALPATE_SECRET_KEY", "DATABASE_URL"}
    }
    served = subprocess.Popen(
        [*SERVE, "0"],
        env=bare | {"PALPATE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert served.stdout is not None
        address = next(line.split()[-1] for line in served.stdout if "is open at" in line)
        assert address.startswith("http://localhost:")
        _answers_while_the_first_process_is_replaced(served.pid, f"{address}health/")
        page = _get(f"{address}accounts/sign-in/")
        assert 'name="password"' in page
        sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert "--paper" in _get(address.rstrip("/") + sheet)
        with pytest.raises(urllib.error.HTTPError, match="404") as missing:
            _get(f"{address}no/such/page/")
        assert "There is no such page" in missing.value.read().decode()
        _begins_anew_without_a_gap(served.pid, f"{address}accounts/sign-in/")
    finally:
        served.send_signal(signal.SIGINT)
    said, _ = served.communicate(timeout=15)
    assert served.returncode == 0, said
    assert "Traceback" not in said
    assert oct((home / "secret.key").stat().st_mode)[-3:] == "600"


def _answers_while_the_first_process_is_replaced(server: int, page: str) -> None:
    assert 'status": "ok' in _get(page)  # from here on nothing is refused or cut off
    while len(_processes(server)) != WORKERS:
        with urllib.request.urlopen(page, timeout=10) as answer:
            assert answer.status == 200


def _begins_anew_without_a_gap(server: int, page: str) -> None:
    """By then only a small program watches: it becomes the server again, and small once more."""
    for told in ("one of its processes is killed", "an upgraded program is to be taken over"):
        before = _settled(server)
        assert _until(lambda: _held(server) < 15), _held(server)
        killed = told.startswith("one")
        os.kill(min(before) if killed else server, signal.SIGKILL if killed else signal.SIGHUP)
        for _ in range(2 * WORKERS):  # the other one, or both, answer meanwhile
            assert 'name="password"' in _get(page)
        assert _until(lambda: not _processes(server) & before and _held(server) < 15), told  # noqa: B023


def _held(process: int) -> float:
    """MiB that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _until(true: Callable[[], bool]) -> bool:
    """Whether it is true within a minute."""
    for _ in range(600):
        if true():
            return True
        time.sleep(0.1)
    return False


def _settled(server: int) -> set[int]:
    """The processes of a server, once there are as many as there should be."""
    assert _until(lambda: len(_processes(server)) == WORKERS), _processes(server)
    return _processes(server)


def _processes(server: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{server}/task/{server}/children").read_text().split()}


def test_behind_tls_it_works_and_ends_what_it_answers_when_it_is_told_to_stop(home: Path) -> None:
    """As the service file starts it; SIGTERM, as the system sends at a stop or an upgrade."""
    real = {"PALPATE_HOME": str(home), "PALPATE_HTTPS": "1", "PALPATE_LOG": "requests"}
    served = subprocess.Popen(
        [*SERVE, "0"],
        env=os.environ | real | {"DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert served.stdout is not None
        address = next(line.split()[-1] for line in served.stdout if "is open at" in line)
        port = int(address.rstrip("/").rsplit(":", 1)[1])
        _settled(served.pid)
        behind = urllib.request.Request(f"{address}accounts/sign-in/", headers={"X-Forwarded-Proto": "https"})
        with urllib.request.urlopen(behind, timeout=10) as answer:
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
            token, *ways = answer.headers["Set-Cookie"].split("; ")
            assert token.startswith("__Host-csrftoken=") and {"Secure", "HttpOnly", "Path=/"} <= set(ways)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
            sent = http.client.HTTPConnection("localhost")
            sent.sock = one
            sent.request("GET", "/health/")  # so that a process holds this connection when it is told to stop
            assert sent.getresponse().read().startswith(b'{"status": "ok"')
            sent.putrequest("POST", "/accounts/sign-in/")
            for header in (("X-Forwarded-Proto", "https"), ("Content-Length", "4")):
                sent.putheader(*header)
            sent.endheaders()
            served.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            sent.send(b"a=12")
            assert sent.getresponse().status == 403  # it carries no token
    finally:
        served.send_signal(signal.SIGTERM)
    said, _ = served.communicate(timeout=15)
    assert served.returncode == 0, said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    requests = [(one["method"], one["route"], one["status"]) for one in lines if "route" in one]
    assert requests == [("GET", "accounts:sign_in", 200), ("POST", "accounts:sign_in", 403)]


def test_told_to_stop_while_it_still_loads_it_stops(home: Path) -> None:
    """The processes that are just being started hear of it, too."""
    served = subprocess.Popen(
        [*SERVE, "0"],
        env=os.environ | {"PALPATE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert served.stdout is not None
    assert any("is open at" in line for line in served.stdout)
    served.send_signal(signal.SIGTERM)
    try:
        said, _ = served.communicate(timeout=GRACE - 10)
    finally:
        served.kill()
    assert served.returncode == 0 and "Traceback" not in said, said


def test_a_setting_that_cannot_be_used_is_said_in_one_line(tmp_path: Path) -> None:
    wrong = {"PALPATE_HOME": str(tmp_path), "DATABASE_URL": "mysql://somewhere/clinic"}
    done = subprocess.run(
        [*SERVE, "0"],
        env=os.environ | wrong | {"DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("palpate serve: DATABASE_URL")
    assert "Traceback" not in done.stderr


def _get(address: str) -> str:
    for _ in range(50):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_serve_comes_up_without_what_the_other_commands_need() -> None:
    code = "import sys\nfrom palpate.__main__ import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(*sys.modules)", "serve", "--port", "x"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--port: invalid int value" in done.stderr
    assert not {"rich", "django", "palpate.cli", "palpate.reasoning"} & set(done.stdout.split())


def test_what_a_first_request_asks_is_put_together_before_the_fork(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And without a database: pytest-django refuses every one here."""
    monkeypatch.setattr(prepared, "_forms", {})
    stages._ask_once()
    assert not caplog.records
    ready = {form: dict(shapes) for (_, form, shapes), found in prepared._forms.items() if found}
    assert {"session", "signed in", "day", "opened"} <= set(ready)
    assert ready["session"]["session_key"] is str and ready["signed in"] == {"pk": int}
