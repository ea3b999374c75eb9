"""PostgreSQL for the load, kept in a folder so that the large clinic is made once. Commits are durable."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import NOBODY, ROLE, Server


class Kept(Server):
    """A server whose data stay in their folder."""

    def __init__(self, folder: Path) -> None:
        self.made = (folder / "data/PG_VERSION").exists()
        folder.mkdir(parents=True, exist_ok=True)
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        shutil.rmtree(folder / "programs", ignore_errors=True)
        super().__init__(folder, durable=True)
        self._options += " -c shared_buffers=128MB"

    def _run(self, program: str, *words: str) -> None:
        if program != "initdb" or not self.made:
            super()._run(program, *words)

    def stop(self) -> None:
        """Stop it, and have everything on the disk."""
        self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop")

    def has(self, database: str) -> bool:
        """Whether there is such a database."""
        return bool(self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))

    def make(self, database: str) -> None:
        """A database without anything in it, of the role that Palpate runs as."""
        if not self.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
            self.sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        self.sql(f"DROP DATABASE IF EXISTS {database}")
        self.sql(f"CREATE DATABASE {database} OWNER {ROLE}")


@contextmanager
def postgresql(folder: Path) -> Iterator[Kept | None]:
    """The server with its data in the folder; None where its programs are missing or do not run there."""
    try:
        server = Kept(folder)
        server.start()
    except RuntimeError as error:
        print(f"PostgreSQL does not run: {str(error).splitlines()[0]}")
        yield None
        return
    try:
        yield server
    finally:
        server.stop()
