"""Servers as processes: started, asked for their first page, measured, stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

WAIT = 60.0  # seconds after which a server that does not answer is given up


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], **surroundings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server with its output thrown away, stopped at the end."""
    started = subprocess.Popen(
        command,
        env={**os.environ, **surroundings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(timeout=15)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def first_answer(ask: Callable[[], bool], started: float) -> float:
    """Milliseconds from the start until an answer is right. Raises TimeoutError."""
    while time.perf_counter() - started < WAIT:
        with contextlib.suppress(OSError):
            if ask():
                return 1000 * (time.perf_counter() - started)
        time.sleep(0.005)
    raise TimeoutError("the server does not answer")


def page_with(address: str, text: bytes) -> bool:
    """Whether the page is there and holds the text."""
    with urllib.request.urlopen(address, timeout=WAIT) as answer:
        return text in answer.read()


def tree(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended meanwhile
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    return found


def memory(pid: int) -> float:
    """MiB of a process and all that it started, what they share counted once (proportional set size)."""
    total = 0
    for one in tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a process that has ended meanwhile
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
