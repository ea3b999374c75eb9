"""Serves the clinic on this machine: makes the database, gathers the static files, picks a port, runs."""

import gc
import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from palpate.accounts import isolation
from palpate.web import watch
from palpate.web.surroundings import SettingError

# How many ports are tried from the usual one on.
USUAL_PORT, TRIES = 8000, 20


class PortError(Exception):
    """No port could be opened. The message says which were tried."""


def add_serve_command(commands: Any) -> None:
    """Add `serve` to the commands of a parser."""
    server = commands.add_parser("serve", help="serve the clinic on this machine")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, help="this port only (0: any); else 8000 or the next free one")
    server.add_argument(
        "--demo", action="store_true", help="fill an empty record with a made-up clinic first"
    )
    server.set_defaults(run=lambda asked: serve(host=asked.host, port=asked.port, demo=asked.demo))


def serve(*, host: str = "127.0.0.1", port: int | None = None, demo: bool = False) -> int:
    """Serve until Ctrl-C or SIGTERM; the exit status. A port that is named is taken or nothing is: a proxy
    looks for it there. `demo` first fills an empty record with a made-up clinic.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palpate.web.settings")
    gc.disable()  # all that is loaded now stays; the server looks for garbage again once it runs
    try:
        listening, before = resumed()
        again, listening = listening is not None, listening or _opened(host, port)
        taken = listening.getsockname()[1]
        if port is None and taken != USUAL_PORT and not again:
            print(f"Port {USUAL_PORT} is taken by another program; serving on {taken} instead.", flush=True)
        with isolation.everywhere():
            prepare()
            how = _fill() if demo and not again else ""
        keeper = _keeper()
    except (PortError, OSError, SettingError) as error:
        print(f"palpate serve: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    welcome = "" if again else _welcome(host, taken, how)
    try:
        _run(listening, lambda: print(welcome, end="", flush=True), keeper.pid if keeper else 0, before)
    finally:
        if keeper:
            keeper.terminate()
    return 0


def resumed() -> tuple[socket.socket | None, tuple[int, ...]]:
    """The socket of a server that goes on after one of its processes died, and those of its processes that
    still answer; None at a start.
    """
    file = os.environ.pop(watch.LISTENING, "")
    before = tuple(int(one) for one in os.environ.pop(watch.ANSWERING, "").split())
    if not file:
        return None, ()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.HEARD)
    return socket.socket(fileno=int(file)), before


def _opened(host: str, port: int | None) -> socket.socket:
    return open_port(host, USUAL_PORT, TRIES) if port is None else open_port(host, port)


def open_port(host: str, port: int, tries: int = 1) -> socket.socket:
    """A listening socket on the first of so many ports that is free. Raises PortError."""
    for one in range(port, port + tries):
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, one))
            # Held from here on, so that a second start sees it taken while this one still prepares.
            listening.listen(128)
        except OSError as error:
            listening.close()
            if error.errno not in _TAKEN:
                raise
        else:
            listening.set_inheritable(True)
            return listening
    which = f"port {port} of {host} is" if tries == 1 else f"ports {port} to {port + tries - 1} of {host} are"
    raise PortError(f"{which} taken by another program; give another with --port")


_TAKEN = {98, 48, 10048}  # "address already in use" on Linux, macOS, Windows


def prepare() -> None:
    """Bring the database to its present form and gather the static files, where something changed."""
    import django
    from django.db import connection

    from palpate.web import database

    django.setup()
    database.bring_to_present_form()
    if said := database.warning():
        print(said, file=sys.stderr, flush=True)
    gather_static()
    connection.close()  # no connection may live on across the fork into workers


def gather_static() -> bool:
    """Collect and compress the static files where they differ from the last time; whether that was needed."""
    from django.conf import settings

    root = Path(settings.STATIC_ROOT)
    mark, now = root / ".gathered", _fingerprint()
    if mark.exists() and mark.read_text(encoding="utf8") == now:
        return False
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(now, encoding="utf8")
    return True


def _fingerprint() -> str:
    """A digest over path, size and time of every static file."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            file = os.stat(storage.path(path))
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _fill() -> str:
    """Fill an empty record with the made-up clinic; how to sign in, in words."""
    from django.db import connection

    from palpate.clinic.demo import fill_if_empty

    gc.enable()
    how = fill_if_empty()
    connection.close()
    return how


def _keeper() -> "subprocess.Popen[bytes] | None":
    """The process that makes the backups, where PALPATE_BACKUP asks for them. Raises SettingError."""
    if not os.environ.get("PALPATE_BACKUP"):
        return None
    from palpate.keeping import keeper, keys, timing

    try:
        return keeper.start()
    except (keys.NoKey, timing.BadTiming) as error:
        raise SettingError(str(error)) from None


def _welcome(host: str, port: int, how: str) -> str:
    shown = f"[{host}]" if ":" in host else "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host
    lines = [f"Palpate is open at http://{shown}:{port}/", how, "Ctrl-C stops it."]
    return "".join(f"{line}\n" for line in lines if line)


def _run(
    listening: socket.socket, ready: Callable[[], None], keeper: int = 0, before: tuple[int, ...] = ()
) -> None:
    from palpate.web.stages import Server  # once the settings are known to be right

    Server(listening, ready, keeper, before).run()
