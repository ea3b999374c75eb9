"""The rooms import one way only; the contracts stand in .importlinter."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINTER = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINTER, "--no-cache", "--config", str(ROOT / ".importlinter")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "0 broken" in done.stdout


def test_every_room_stands_in_the_layers() -> None:
    """A new package cannot slip in beside the contracts."""
    contract = (ROOT / ".importlinter").read_text(encoding="utf8")
    for room in (ROOT / "src/palpate").iterdir():
        if (room / "__init__.py").exists():
            assert f"palpate.{room.name}" in contract, f"{room.name} is in no layer"
