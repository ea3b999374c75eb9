"""Watches over the processes that answer, with next to nothing in memory.

Once all is loaded and shared, gunicorn's master (stages.py) becomes this program, by `exec`: it keeps its
number, so the processes stay its children, and gives back what it had loaded. A signal to stop is passed on,
and what is being answered is waited for. When one of the processes dies or hangs, this becomes `palpate
serve` again, which takes the same socket over, and lets those that still answer go once new ones do.

Started by path and without `site`: it imports nothing of Palpate, and little of Python.
"""

import _signal as signal  # type: ignore[import-not-found]  # `signal` itself adds names: 0.8 MiB
import os
import sys
import time

HUNG = 30.0  # seconds without a sign of life, as gunicorn's own limit
GRACE = 32.0  # seconds for what is being answered at a stop: gunicorn's processes end by themselves after 30
LOOK = 2.0  # seconds between two looks
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
HEARD = (*ENDINGS, signal.SIGHUP, signal.SIGCHLD)
# How `palpate serve` is told what goes on: the socket, and who still answers.
LISTENING, ANSWERING = "PALPATE_LISTENING", "PALPATE_ANSWERING"


def main(listening: int, keeper: int, life: dict[int, int], command: list[str]) -> int:
    """Watch until told to stop; the exit status. `life` has, for the number of each process, the file whose
    time it moves on while it lives; `keeper` is the process that makes the backups, 0 for none.
    """
    began = time.monotonic()
    while True:
        heard = signal.sigtimedwait(HEARD, LOOK)
        if heard and heard.si_signo in ENDINGS:
            os.close(listening)  # whoever comes now is refused, and does not wait
            return stop({*life, keeper} - {0}, heard.si_signo, keeper)
        gone = reaped()
        keeper = 0 if keeper in gone else keeper  # its number may be another's by the time of the end
        if gone & set(life) or (heard and heard.si_signo == signal.SIGHUP):
            break
        for one, file in life.items():
            if (still := time.monotonic() - os.fstat(file).st_mtime) > HUNG:
                _tell(one, signal.SIGABRT if still < 2 * HUNG else signal.SIGKILL)
    if keeper:
        _tell(keeper, signal.SIGTERM)
    if time.monotonic() - began < LOOK:  # it would die again at once
        time.sleep(LOOK)
    left = " ".join(str(one) for one in life if one not in gone)
    os.execve(command[0], command, os.environ | {LISTENING: str(listening), ANSWERING: left})


def reaped() -> set[int]:
    """The children that have ended since."""
    gone: set[int] = set()
    while True:
        try:
            one, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return gone
        if not one:
            return gone
        gone.add(one)


def stop(left: set[int], how: int, keeper: int) -> int:
    """End them: told to finish by SIGTERM, at once by the others; killed when they take too long."""
    for one in left:
        _tell(one, signal.SIGTERM if how == signal.SIGTERM or one == keeper else signal.SIGQUIT)
    until = time.monotonic() + GRACE
    while left and time.monotonic() < until:
        left -= reaped()
        time.sleep(0.02)
    for one in left:
        _tell(one, signal.SIGKILL)
    return 0


def _tell(one: int, what: int) -> None:
    try:
        os.kill(one, what)
    except ProcessLookupError:  # it has ended meanwhile
        return


if __name__ == "__main__":
    socket, backups, lives, *again = sys.argv[1:]
    files = [one.split(":") for one in lives.split()]
    sys.exit(main(int(socket), int(backups), {int(one): int(file) for one, file in files}, again))
