"""A process answers one request after another by itself; where one takes long, others help."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from palpate.web.turns import SILENT

# A server with one process. It says which thread answers; /held is answered once /open was asked for.
SERVED = """
import threading
from gunicorn.app.base import BaseApplication
from palpate.web.turns import Worker

opened = threading.Event()

def page(environ, start):
    path = environ["PATH_INFO"]
    if path == "/open":
        opened.set()
    if path == "/held":
        opened.wait(20)
    said = f"{path} {threading.current_thread() is threading.main_thread()}".encode()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]

class Server(BaseApplication):
    def load_config(self):
        chosen = {"bind": "fd://FD", "workers": 1, "threads": 3, "worker_class": Worker, "timeout": TIMEOUT,
                  "loglevel": "critical", "control_socket_disable": True}
        for name, value in chosen.items():
            self.cfg.set(name, value)
    def load(self):
        return page

Server().run()
"""


class Served:
    """The server, its port, and connections to it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def ask(self, path: str) -> http.client.HTTPConnection:
        """A connection on which this was asked for."""
        found = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        found.request("GET", path)
        return found

    def said(self, path: str) -> str:
        """What is answered."""
        return last(self.ask(path))


def read(connection: http.client.HTTPConnection) -> str:
    return connection.getresponse().read().decode()


def last(connection: http.client.HTTPConnection) -> str:
    """What is answered; the connection is not needed any more."""
    said = read(connection)
    connection.close()
    return said


@contextmanager
def serving(timeout: int) -> Iterator[Served]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.set_inheritable(True)
        code = SERVED.replace("FD", str(listening.fileno())).replace("TIMEOUT", str(timeout))
        process = subprocess.Popen([sys.executable, "-c", code], pass_fds=[listening.fileno()])
        try:
            yield Served(process, listening.getsockname()[1])
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(timeout=30) as found:
        yield found


def test_it_answers_by_itself(served: Served) -> None:
    connection = served.ask("/one")
    assert read(connection) == "/one True"
    connection.request("GET", "/two")
    assert last(connection) == "/two True"


def test_neither_a_long_answer_nor_silent_connections_hold_up_the_next() -> None:
    """Browsers open connections ahead of need; each would hold one of the three threads."""
    with serving(timeout=30) as served:
        silent = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(6)]
        held = [served.ask("/held"), served.ask("/held")]
        assert served.said("/open") == "/open False"
        assert sorted(last(one) for one in held) == ["/held False", "/held True"]
        for one in silent:
            one.close()
        assert [served.said("/after") for _ in range(3)] == ["/after True"] * 3


def test_what_is_sent_at_once_is_answered_in_its_order(served: Served) -> None:
    asked = "".join(f"GET /{number} HTTP/1.1\r\nHost: here\r\n\r\n" for number in range(40))
    with socket.create_connection(("127.0.0.1", served.port)) as sent, sent.makefile("rb") as told:
        sent.sendall(asked.encode())
        answers = []
        while len(answers) < 40:
            line = told.readline()
            if line == b"\r\n":
                answers.append(told.read(len(f"/{len(answers)} ")).decode().split()[0])
    assert answers == [f"/{number}" for number in range(40)]


def test_told_to_stop_it_first_answers_what_it_was_asked() -> None:
    with serving(timeout=30) as served:
        assert served.said("/") == "/ True"
        held = served.ask("/held")
        other = served.ask("/there")
        assert read(other) == "/there False"  # so the long one has begun
        served.process.send_signal(signal.SIGTERM)
        other.request("GET", "/open")
        assert last(other) == "/open False"
        assert last(held) == "/held True"


def test_told_to_stop_it_waits_a_little_for_connections_that_have_said_nothing() -> None:
    with serving(timeout=30) as served:
        assert served.said("/") == "/ True"
        silent = socket.create_connection(("127.0.0.1", served.port))
        late = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
        late.connect()
        assert served.said("/") == "/ True"  # so both are looked after
        served.process.send_signal(signal.SIGTERM)
        late.request("GET", "/late")
        assert last(late) == "/late True"
        assert served.process.wait(SILENT - 2) == 0
        silent.close()


def test_a_long_answer_is_not_taken_for_a_process_that_hangs() -> None:
    """Who watches over the processes kills one that gives no sign of life for a second."""
    with serving(timeout=1) as served:
        held = served.ask("/held")
        time.sleep(2.5)
        assert served.said("/open") == "/open False"
        assert last(held) == "/held True"
