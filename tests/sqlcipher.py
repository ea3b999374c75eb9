"""`python -m tests.sqlcipher pytest tests/records` runs a command on an encrypted database."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def surroundings(folder: Path, name: str = "encrypted") -> dict[str, str]:
    """The settings of an encrypted database in the folder, with a key made for it."""
    key = folder / f"{name}.key"
    key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    return {"DATABASE_URL": f"sqlcipher:///{folder / name}", "PALPATE_DATABASE_KEY_FILE": str(key)}


def main(words: Sequence[str]) -> int:
    """Run the command; its exit status."""
    with tempfile.TemporaryDirectory(prefix="palpate-cipher-") as folder:
        return subprocess.run(words, env=os.environ | surroundings(Path(folder)), check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
