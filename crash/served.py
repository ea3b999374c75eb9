"""`palpate serve` as a process group of its own, which can be killed in part or whole."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from bench.process import free_port

ROOT = Path(__file__).parents[1]
WAIT = 60.0  # seconds after which a server that does not come up is given up


class Served:
    """The server on a port of its own. Its surroundings are this process's; what it says goes to a file."""

    def __init__(self, log: Path) -> None:
        self.port = 0
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and come back when it is open. Raises RuntimeError with its words when it does not."""
        self.port = free_port()  # the one before may be somebody else's by now
        command = [sys.executable, "-m", "palpate", "serve", "--port", str(self.port)]
        surroundings = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=surroundings, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + WAIT
        while self._process.poll() is None and time.monotonic() < until:
            if "is open at" in (said := self._log.read_text(encoding="utf8")):
                return
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"the server did not come up: {said}")

    @property
    def running(self) -> bool:
        """Whether it was started and not killed since."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Kill all of it at once."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kill_worker(self, random: Random) -> None:
        """Kill one of the processes that answer; the others go on, and a new one takes its place."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)
