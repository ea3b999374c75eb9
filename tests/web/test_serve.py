"""The server of the demo: its port, its start, its stop."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from palpate.web.serve import PortError, open_port

CODE = "from palpate.web.serve import serve; raise SystemExit(serve(port={port}))"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_gives_the_next_free_one(taken: int) -> None:
    with open_port("127.0.0.1", taken) as found:
        assert taken < found.getsockname()[1] <= taken + 20


def test_no_free_port_is_said_in_one_line(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palpate.web.serve.TRIES", 1)
    with pytest.raises(PortError, match="all taken; give another with --port"):
        open_port("127.0.0.1", taken)


def test_it_starts_on_an_empty_home_answers_and_stops_on_ctrl_c(tmp_path: Path, taken: int) -> None:
    """Static files are found under their manifest names, and a wrong address is a calm page."""
    bare = {
        key: value for key, value in os.environ.items() if key not in {"PALPATE_SECRET_KEY", "DATABASE_URL"}
    }
    served = subprocess.Popen(
        [sys.executable, "-c", CODE.format(port=taken)],
        env=bare | {"PALPATE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert served.stdout is not None
        assert f"Port {taken} is taken" in served.stdout.readline()
        address = next(line.split()[-1] for line in served.stdout if "is open at" in line)
        assert address.startswith("http://localhost:")
        page = _get(f"{address}accounts/sign-in/")
        assert 'name="password"' in page
        sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert "--paper" in _get(address.rstrip("/") + sheet)
        with pytest.raises(urllib.error.HTTPError, match="404") as missing:
            _get(f"{address}no/such/page/")
        assert "There is no such page" in missing.value.read().decode()
    finally:
        served.send_signal(signal.SIGINT)
    said, _ = served.communicate(timeout=15)
    assert served.returncode == 0, said
    assert "Traceback" not in said
    assert oct((tmp_path / "secret.key").stat().st_mode)[-3:] == "600"


def test_a_setting_that_cannot_be_used_is_said_in_one_line(tmp_path: Path) -> None:
    wrong = {"PALPATE_HOME": str(tmp_path), "DATABASE_URL": "mysql://somewhere/clinic"}
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(port=8940)],
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
