"""Finds the browser that the browser tests drive, and installs Debian's where that is allowed."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing leaves the machine, and a container's missing sandbox does not stop the tests.
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = "the browser tests need Chromium: apt-get install chromium (or set PALPATE_CHROMIUM to its path)"


def find() -> str | None:
    """The path of a Chromium on this machine: PALPATE_CHROMIUM, else the first usual name."""
    return os.environ.get("PALPATE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def require() -> str:
    """The path of a Chromium. Raises FileNotFoundError, with what to install, where there is none."""
    if path := find():
        return path
    raise FileNotFoundError(ADVICE)


def main() -> int:
    """Make sure that there is a Chromium; the exit status says whether there is."""
    if find() is None and (apt := _apt()):
        print("Installing Chromium for the browser tests …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run([*apt, *step], check=False, **quiet)  # type: ignore[call-overload]
    if find() is None:
        print(f"Not tested: {ADVICE}", file=sys.stderr)
        return 1
    return 0


def _apt() -> list[str] | None:
    """How apt-get may be called here, if at all."""
    if shutil.which("apt-get") is None:
        return None
    if os.getuid() == 0:
        return ["apt-get", "-qq"]
    sudo = shutil.which("sudo")
    free = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    return [str(sudo), "-n", "apt-get", "-qq"] if free else None


if __name__ == "__main__":
    raise SystemExit(main())
