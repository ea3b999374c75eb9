"""The files that set up a server name what is there. The image itself is built nowhere here."""

import argparse
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.house.code import ROOT, sources

from palpate.web.serve import add_serve_command

DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "palpate.service").read_text(encoding="utf8")
IMAGE = (DEPLOY / "Dockerfile").read_text(encoding="utf8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf8"))
PALPATE = "/opt/palpate/.venv/bin/palpate"


def served_by(words: list[str]) -> argparse.Namespace:
    """What `palpate` understands of a command line."""
    assert words[0] == PALPATE
    parser = argparse.ArgumentParser()
    add_serve_command(parser.add_subparsers())
    return parser.parse_args(words[1:])


def test_every_setting_they_name_is_read_by_the_program() -> None:
    names = re.compile(r"\b(PALPATE_[A-Z_]+|DATABASE_URL)\b")
    read = {name for file in sources() for name in names.findall(file.read_text(encoding="utf8"))}
    for file in [*DEPLOY.iterdir(), ROOT / "docs/running.md"]:
        named = set(names.findall(file.read_text(encoding="utf8")))
        assert named - read == set(), file.name
    assert set(COMPOSE["services"]["palpate"]["environment"]) <= read


def test_the_commands_they_run_are_understood() -> None:
    unit = re.search(r"^ExecStart=(.*)$", UNIT, re.M)
    image = re.search(r"^CMD (\[.*\])$", IMAGE, re.M)
    assert unit and image
    assert (served := served_by(shlex.split(unit[1]))).port == 8000 and served.host == "127.0.0.1"
    assert (served := served_by(yaml.safe_load(image[1]))).port == 8000 and served.host == "0.0.0.0"


def test_the_image_copies_what_is_there_and_does_not_run_as_root() -> None:
    copied = [word for words in re.findall(r"^COPY (?!--)(.*) \S+$", IMAGE, re.M) for word in words.split()]
    assert "src" in copied
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf8").splitlines()
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in allowed, name
    stages = IMAGE.split("\nFROM ")
    assert re.findall(r"^USER (\S+)$", stages[-1], re.M) == ["palpate"]


def test_the_containers_can_write_only_the_record_and_gain_no_rights() -> None:
    ours = COMPOSE["services"]["palpate"]
    assert ours["read_only"] is True and "ports" not in ours
    assert {one.split(":")[0] for one in ours["volumes"]} <= set(COMPOSE["volumes"])
    (subnet,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert ours["environment"]["PALPATE_PROXIES"] == subnet["subnet"]
    for one in COMPOSE["services"].values():
        assert one["cap_drop"] == ["ALL"] and "no-new-privileges:true" in one["security_opt"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_service_and_finds_it_closed(tmp_path: Path) -> None:
    unit = tmp_path / "palpate.service"
    unit.write_text(UNIT.replace(PALPATE, sys.executable), encoding="utf8")

    def analyze(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["systemd-analyze", *words, str(unit)], capture_output=True, text=True, check=False
        )

    verified = analyze("verify", "--man=no")
    assert verified.returncode == 0 and unit.name not in verified.stderr, verified.stderr
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", analyze("security", "--offline=yes").stdout)
    assert exposure and float(exposure[1]) <= 1.5  # of 10
