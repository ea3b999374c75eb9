"""How a process answers: in the thread that looks after its connections too, one request after another. In a
second thread each would wait until that one wakes and gets hold of Python, and two that compute at once only
take Python from each other. Where a request takes long, as an export does, another thread looks after the
connections meanwhile, and some more answer what comes.
"""

import time
from concurrent.futures import Future
from threading import Event, Lock, Thread
from typing import Any

from gunicorn.workers.gthread import _DEFER, ThreadWorker

PATIENCE = 0.1  # seconds that a request may take before somebody stands in
SILENT = 10.0  # seconds after which a new connection that says nothing is closed
BEAT = 1.0  # seconds between two signs of life


class Worker(ThreadWorker):
    """gunicorn's process with threads, which answers by itself as long as it can."""

    def init_process(self) -> None:
        """As gunicorn does, with a thread that can stand in."""
        self._looking = Lock()  # held by the thread that looks after the connections
        self._looking.acquire()
        self._begun: float | None = None  # when the request that this thread answers began
        self._asked = Event()
        self._stands_in = self._finishing = False
        self._times = 0  # somebody stood in
        Thread(target=self._watch, name="stand-in", daemon=True).start()
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """Answer what a connection asks; as gunicorn does, by another thread, only where this one stands in
        or the connection has sent more at once. A new connection is waited for until it says something:
        browsers open some ahead of need, and each would hold a thread meanwhile.
        """
        asks = conn.initialized or conn.data_ready
        if asks and not (self._stands_in or self._finishing):
            self._answer(conn)
        elif asks or not self.alive:  # one that came in just before the end is still answered
            super().enqueue_req(conn)
        else:
            self.finish_request(conn, _done(_DEFER))
            conn.timeout = time.monotonic() + SILENT

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As gunicorn does, until somebody stood in: that one has seen to the rest."""
        before = self._times
        try:
            events = self.poller.select(timeout)
        except InterruptedError:
            return
        for key, _ in events:
            key.data(key.fileobj)
            if self._times != before:
                return

    def _cap_keepalive(self, deadline: float) -> None:
        """As gunicorn does at the end, for connections that have said nothing too."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """As gunicorn does; what is being answered is answered first."""
        if self._begun is None:
            super().handle_quit(sig, frame)
        else:
            self.handle_exit(sig, frame)

    def _answer(self, conn: Any) -> None:
        self._begun = time.monotonic()
        if not self._asked.is_set():
            self._asked.set()
        self._looking.release()
        try:
            done = _done(self.handle(conn))
        finally:
            self._begun = None
            if not self._looking.acquire(blocking=False):
                self.method_queue.defer(lambda: None)  # who stands in is told to look up
                self._looking.acquire()
        self._finishing = True
        try:
            self.finish_request(conn, done)
        finally:
            self._finishing = False

    def _watch(self) -> None:
        """Stand in for the first thread whenever one request holds it up. While nobody asks, sleep."""
        while True:
            self._asked.wait()
            self._asked.clear()
            time.sleep(PATIENCE)
            while (begun := self._begun) is not None:
                if (left := begun + PATIENCE - time.monotonic()) > 0:
                    time.sleep(left)
                elif self._looking.acquire(timeout=PATIENCE):
                    self._stand_in(begun)

    def _stand_in(self, begun: float) -> None:
        self._times += 1
        self._stands_in = True
        try:
            while self._begun == begun:
                self.notify()
                self.wait_for_and_dispatch_events(BEAT)
        finally:
            self._stands_in = False
            self._looking.release()


def _done(result: Any) -> "Future[Any]":
    future: Future[Any] = Future()
    future.set_result(result)
    return future
