"""Finding the browser: it is never skipped in silence."""

import subprocess
from typing import Any

import pytest

from palpate.web import chromium


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine without a browser; the commands that were run are kept, and do nothing."""
    calls: list[list[str]] = []

    def run(command: list[str], **how: Any) -> Any:
        calls.append(command)
        return subprocess.CompletedProcess(command, returncode=1)

    monkeypatch.delenv("PALPATE_CHROMIUM", raising=False)
    monkeypatch.setattr(
        chromium.shutil, "which", lambda name: f"/bin/{name}" if name in {"apt-get", "sudo"} else None
    )
    monkeypatch.setattr(chromium.subprocess, "run", run)
    return calls


def test_a_given_path_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALPATE_CHROMIUM", "/some/browser")
    assert chromium.require() == "/some/browser"


def test_root_installs_it(bare: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium.os, "getuid", lambda: 0)
    chromium.main()
    assert ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"] in bare


def test_where_it_may_not_it_says_what_to_install_and_fails(
    bare: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium.os, "getuid", lambda: 1000)
    assert chromium.main() == 1
    assert "apt-get install chromium" in capsys.readouterr().err
    assert bare == [["/bin/sudo", "-n", "true"]]


def test_without_a_browser_the_tests_fail(bare: list[list[str]]) -> None:
    with pytest.raises(FileNotFoundError, match="apt-get install chromium"):
        chromium.require()
