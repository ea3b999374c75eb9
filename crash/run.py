"""The kills on one database: writers at work, something is killed at a random moment, and again. After each
batch everything that was ever sent is looked for, sent again, and a queue made offline is replayed twice.
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection
from tests.postgres import Server

from crash.begin import begin
from crash.check import Found, check, count
from crash.served import WAIT, Served
from crash.writer import Sent, Writer

BATCH = 20  # kills between two checks
QUEUE = 6  # writes of each writer made while offline
LEAST, MOST = 0.02, 1.2  # seconds of writing before a kill
# How often which is killed: one process that answers; all of the application; the database server.
SHARES = {"application": 3, "worker": 5, "database": 2}
TRIES = 20
SHORT = 5  # a run of so few kills takes the kinds in turn, the last first, so that none is left to chance


class Crash:
    """One run on one database."""

    def __init__(self, home: Path, writers: int, seed: int, database: Server | None) -> None:
        self._random, self._database = Random(seed), database
        self._kinds = [kind for kind in SHARES if database or kind != "database"]
        places = begin(writers)
        self._before = count()
        self._served = Served(home / "served.log")
        self._served.start()
        self.writers = [Writer(place, self._served) for place in places]
        self.kills: Counter[str] = Counter()
        self.found: list[Found] = []

    @property
    def sent(self) -> list[Sent]:
        """All writes of all writers."""
        return [one for writer in self.writers for one in writer.sent]

    def run(self, kills: int, tell: Callable[[str], None]) -> None:
        """Kill so often; stops at the first batch in which something is wrong."""
        for writer in self.writers:
            writer.sign_in()
            writer.start()
        try:
            while (left := kills - self.kills.total()) > 0:
                self._batch(max(2, min(BATCH, left)))
                tell(f"{self.kills.total()} kills, {len(self.sent)} writes")
                if any(one.wrong for one in self.found):
                    return
        finally:
            self._end()
            self._served.kill()

    def _end(self) -> None:
        for writer in self.writers:
            writer.over = True

    def _batch(self, kills: int) -> None:
        begun = {writer: len(writer.sent) for writer in self.writers}
        for writer in self.writers:
            writer.running.set()
        for number in range(kills - 2):
            self._kill_something(self._kinds[-1 - number] if kills <= SHORT else "")
        self._let_write()
        self._kill("application")  # the check meets whatever the last kill left
        for writer in self.writers:
            writer.pause()
        self.found.append(self._check())
        self._served.start()
        self._again({writer: writer.sent[begun[writer] :] for writer in self.writers})

    def _again(self, batch: dict[Writer, list[Sent]]) -> None:
        """What was sent is sent again with the same ids; then a queue of fresh writes, cut off by a kill."""
        self._each(batch)
        stored = self._check().there
        self._each(batch)
        queues = {writer: [writer.made() for _ in range(QUEUE)] for writer in self.writers}
        with ThreadPoolExecutor(len(queues)) as pool:
            sending = [pool.submit(writer.in_order, queue) for writer, queue in queues.items()]
            time.sleep(self._random.uniform(LEAST, MOST / 3))
            self._kill("application")
            try:
                self._served.start()
            except RuntimeError:
                self._end()  # else the writers would go on trying, and this would wait for them
                raise
            for one in sending:
                one.result()
        self._each(queues)
        found = self._check()
        found.twice += found.there - stored - sum(map(len, queues.values()))
        self.found.append(found)

    def _check(self) -> Found:
        connection.close()  # the one before may have been killed with the server
        return check(self.sent, self._before)

    def _each(self, queues: dict[Writer, list[Sent]]) -> None:
        with ThreadPoolExecutor(len(queues)) as pool:
            list(pool.map(lambda writer: writer.in_order(queues[writer]), queues))

    def _kill_something(self, kind: str) -> None:
        """The kind that is said, or any, at a random moment; afterwards all is up again."""
        shares = [SHARES[one] for one in self._kinds]
        self._let_write()
        self._kill(kind or self._random.choices(self._kinds, shares)[0])
        if not self._served.running:
            self._served.start()

    def _let_write(self) -> None:
        """From the first write that is answered again, for a random while."""
        begun, until = self._answered(), time.monotonic() + WAIT
        while self._answered() == begun:
            if time.monotonic() > until:
                raise RuntimeError(
                    "nothing is answered any more: " + str([one.wrong for one in self.writers])
                )
            time.sleep(0.01)
        time.sleep(self._random.uniform(LEAST, MOST))

    def _answered(self) -> int:
        return sum(one.stored for one in self.sent)

    def _kill(self, kind: str) -> None:
        if kind == "worker":
            self._served.kill_worker(self._random)
        elif kind == "application":
            self._served.kill()
        else:
            assert self._database is not None
            self._database.kill()
            self._up_again(self._database)
        self.kills[kind] += 1

    def _up_again(self, database: Server) -> None:
        """Start the database; what is left of the killed one may still hold its memory for a moment."""
        for _ in range(TRIES):
            try:
                return database.start()
            except RuntimeError as error:
                said = error
                time.sleep(0.3)
        raise said

    def figures(self) -> dict[str, Any]:
        """What is kept of the run."""
        sent = self.sent
        return {
            "kills": dict(self.kills) | {"in all": self.kills.total()},
            "writers": len(self.writers),
            "writes": len(sent),
            "answered": sum(one.stored for one in sent),
            "sent in all": sum(one.times for one in sent),
            "stored without an answer": sum(one.unanswered for one in self.found),
            "lost": sum(len(one.lost) for one in self.found),
            "torn": sum(len(one.torn) for one in self.found),
            "stored twice": sum(one.twice for one in self.found),
            "breaks of the chain": sum(len(one.broken) for one in self.found),
            "examples": [words for one in self.found for words in (*one.lost, *one.torn, *one.broken)][:10],
        }
