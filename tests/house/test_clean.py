"""Nothing in the tree points at a package registry or at one machine."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.code import ROOT

SKIPPED = {
    ".git",
    ".venv",
    "var",
    "build",
    "dist",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
}
# Put together here, so that this file does not contain what it looks for.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js", "deb.deb" + "ian.org")
PATHS = ("/ro" + "ot/", "/wo" + "rk/", "/tm" + "p/")


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file that is ours."""
    for file in ROOT.rglob("*"):
        place = file.relative_to(ROOT).parts
        if not file.is_file() or SKIPPED & set(place) or any(part.endswith(".egg-info") for part in place):
            continue
        try:
            yield file, file.read_text(encoding="utf8")
        except UnicodeDecodeError:
            continue


def test_no_registry_host_and_no_path_of_one_machine() -> None:
    wanted = re.compile("|".join(map(re.escape, (*HOSTS, *PATHS))))
    found = [f"{file.relative_to(ROOT)}: {hit}" for file, text in texts() for hit in wanted.findall(text)]
    assert not found


def test_every_requirement_is_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf8")
        pinned = re.findall(r"^[a-z0-9\[\]-]+==", text, re.M)
        assert len(pinned) > 10
        for block in re.split(r"\n(?=[a-z])", text.strip()):
            assert "--hash=sha256:" in block, block.splitlines()[0]
