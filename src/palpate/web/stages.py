"""The server behind `palpate serve`: answers at once with one process that knows little, loads the rest
meanwhile, and then forks the processes that stay from one that holds everything, so that they share it. That
one then gives back what it holds, and only watches (watch.py).
"""

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from typing import Any

from django.db import connections
from django.urls import Resolver404, get_resolver, resolve
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.glogging import Logger

from palpate.knowledge import KnowledgeError, knowledge
from palpate.web import watch
from palpate.web.logs import Lines
from palpate.web.rooms import Room
from palpate.web.turns import Worker

# Two processes, in each of which one thread answers, and up to so many more where it is held up.
WORKERS, THREADS = 2, 4
ENDINGS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}
GRACE = 30  # seconds for what is being answered when the server is told to stop
WATCHES = hasattr(signal, "sigtimedwait")  # macOS has it not: there gunicorn's master goes on


class Server(BaseApplication):
    """gunicorn with our settings instead of a command line."""

    def __init__(
        self,
        listening: socket.socket,
        ready: Callable[[], None],
        keeper: int = 0,
        before: tuple[int, ...] = (),
    ) -> None:
        """`ready` is called when requests are answered; `keeper` is the number of the process that makes the
        backups; `before` are processes that have answered so far, and go once others do.
        """
        self.listening, self.ready, self.keeper, self.before = listening, ready, keeper, before
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own."""
        chosen: dict[str, Any] = {
            "bind": f"fd://{self.listening.fileno()}",
            "workers": WORKERS,
            "threads": THREADS,
            "graceful_timeout": GRACE,
            "worker_class": Worker,
            "preload_app": True,
            "loglevel": "warning",
            "logger_class": Log,
            "forwarded_allow_ips": "",  # web.proxy decides whom to believe
            "when_ready": lambda server: self.ready(),
            "pre_fork": lambda server, worker: _settle(),
            "post_fork": lambda server, worker: gc.enable(),
            "post_worker_init": lambda worker: _hear(),
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        from palpate.web.wsgi import application

        return application

    def run(self) -> None:
        """Serve until stopped."""
        Stages(self).run()


class Log(Logger):
    """gunicorn's own log in the same lines as ours."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn does, with our form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())


class Stages(Arbiter):
    """gunicorn's master, which first starts one process and, once it has loaded all, those that stay."""

    whole = False  # whether everything is loaded

    def start(self) -> None:
        """As gunicorn does, with one process to begin with."""
        super().start()
        self.num_workers = 1

    def manage_workers(self) -> None:
        """As gunicorn does; the first time around, load everything and replace the first process."""
        super().manage_workers()
        if self.whole:
            self._only_watch()
            return
        self.whole = True
        try:
            load_everything()
        except KnowledgeError as error:
            print(f"palpate serve: the knowledge cannot be read:\n{error}", file=sys.stderr, flush=True)
            raise HaltServer("the knowledge cannot be read", exit_status=2) from None
        self.num_workers = self.cfg.workers
        for _ in range(self.num_workers):
            self.spawn_worker()
        super().manage_workers()  # the oldest is one too many: it ends what it is answering, and goes
        for one in self.app.before:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGTERM)

    def _only_watch(self) -> None:
        """Become the program that watches, once those that stay are all there are. What it needs to know is
        in its arguments; where a signal has come meanwhile, it is dealt with first.
        """
        staying = self.WORKERS.values()
        if len(staying) != self.num_workers or any(one.age == 1 for one in staying) or not WATCHES:
            return
        signal.pthread_sigmask(signal.SIG_BLOCK, watch.HEARD)
        if not self.SIG_QUEUE.empty():
            signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.HEARD)
            return
        socket_file = self.LISTENERS[0].fileno()
        files = {number: one.tmp.fileno() for number, one in self.WORKERS.items()}
        for file in (socket_file, *files.values()):
            os.set_inheritable(file, True)
        lives = " ".join(f"{number}:{file}" for number, file in files.items())
        told = (str(socket_file), str(self.app.keeper), lives, sys.executable, *sys.orig_argv[1:])
        program = cache_from_source(watch.__file__)
        if sys.dont_write_bytecode or not os.path.exists(program):
            program = watch.__file__
        os.execv(sys.executable, [sys.executable, "-I", "-S", program, *told])

    def spawn_worker(self) -> Any:
        """As gunicorn does, without losing a signal: told to stop before it has handlers of its own, a new
        process would take that for its parent's and go on, until it is killed.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        try:
            return super().spawn_worker()
        finally:
            _hear()


def load_everything() -> None:
    """Load every room's pages and the knowledge, and have worked out once what every page asks for.

    Raises KnowledgeError.
    """
    gc.collect()  # what the start left behind makes room for what comes: 1.5 MiB
    for one in get_resolver().url_patterns:
        if isinstance(one, Room):
            one.url_patterns  # noqa: B018 - reading it imports the pages
    from palpate.knowledge.share import share

    share(knowledge())
    _ask_once()
    gc.collect()
    gc.enable()


def _ask_once() -> None:
    """What the first request of a process has worked out for all that follow: who is signed in, where an
    address leads, the pages of a visit. Worked out before the fork it is shared, with all that it looked at
    on the way.
    """
    from django.contrib.auth import get_backends

    from palpate.clinic.rehearsal import rehearse
    from palpate.records.prepared import only_put_together
    from palpate.web.sessions import SessionStore

    with only_put_together():  # not asked: a database opened before the fork would cost more than it shares
        SessionStore("no one is here").load()  # at least as long as a key
        for one in get_backends():
            one.get_user(0)
    with contextlib.suppress(Resolver404):
        resolve("/no/such/page/")
    try:
        rehearse()
    except Exception:  # it spares memory; the clinic opens without it too
        logging.getLogger("palpate.serve").warning("the pages were not rehearsed", exc_info=True)


def _hear() -> None:
    """From here on the signals to stop are heard; one that came meanwhile is heard now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)


def _settle() -> None:
    """Take what is there out of the search for garbage, which would write to all of it: what nobody writes to
    stays shared between the processes. No database connection may live on across the fork.
    """
    connections.close_all()
    gc.freeze()
