"""GNU Health on PostgreSQL, set up in a folder of its own and asked over its own JSON-RPC.

Needs Debian's PostgreSQL and the environment that `make bench` makes from requirements-bench-health.txt.
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.process import first_answer, free_port, memory, running
from palpate.web.stages import THREADS, WORKERS

ROOT = Path(__file__).parents[1]
BIN = ROOT / "build/gnuhealth/bin"
PASSWORD = "long enough for a race"


def postgres() -> Path | None:
    """The folder of PostgreSQL's programs, the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Health:
    """A running database with an installed GNU Health."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        self.port = free_port()
        self.conf = folder / "trytond.conf"
        self.conf.write_text(
            f"[database]\nuri = postgresql://health@/?host={folder}/pg\npath = {folder}\n"
            f"[web]\nlisten = localhost:{self.port}\n"
        )
        (folder / "password").write_text(PASSWORD)

    def as_postgres(self, *command: str) -> None:
        """Run one of PostgreSQL's programs; it refuses to run as root."""
        drop = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        )
        program = [str(self.programs / command[0]), *command[1:]]
        subprocess.run([*drop, *program], check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=120)

    def install(self) -> None:
        """A cluster, started, with the health module in a database."""
        data = self.folder / "pg"
        data.mkdir()
        if os.getuid() == 0:
            self.folder.chmod(0o755)
            shutil.chown(data, "postgres", "postgres")
        self.as_postgres("initdb", "-D", f"{data}/data", "-A", "trust", "-U", "health", "-E", "UTF8")
        self.as_postgres(
            "pg_ctl", "-D", f"{data}/data", "-o", f"-k {data} -h ''", "-l", f"{data}/log", "-w", "start"
        )
        subprocess.run([self.programs / "createdb", "-h", data, "-U", "health", "health"], check=True)
        admin = [str(BIN / "trytond-admin"), "-c", str(self.conf), "-d", "health"]
        surroundings = {**os.environ, "TRYTONPASSFILE": str(self.folder / "password")}
        for what in (["--all", "--email", "a@clinic.example"], ["-u", "health", "--activate-dependencies"]):
            subprocess.run([*admin, *what], check=True, env=surroundings, capture_output=True, timeout=600)

    def sql(self, statements: str) -> str:
        """What psql prints of the answers, columns apart by a bar. Raises CalledProcessError."""
        psql = [
            self.programs / "psql",
            "-h",
            self.folder / "pg",
            "-U",
            "health",
            "-Atq",
            "-v",
            "ON_ERROR_STOP=1",
        ]
        done = subprocess.run(
            [*psql, "health"], input=statements, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def database(self) -> int:
        """The process of PostgreSQL."""
        return int((self.folder / "pg/data/postmaster.pid").read_text().split()[0])

    def call(self, method: str, *params: Any, session: str = "") -> Any:
        """The result of one JSON-RPC call. Raises OSError, and RuntimeError where the server reports one."""
        request = urllib.request.Request(
            f"http://localhost:{self.port}/health/",
            json.dumps({"id": 1, "method": method, "params": params}).encode(),
            {"Content-Type": "application/json"} | ({"Authorization": session} if session else {}),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        if "error" in told:
            raise RuntimeError(told["error"])
        return told["result"]

    def sign_in(self) -> str:
        """What opens the following calls."""
        user, key = self.call("common.db.login", "admin", {"password": PASSWORD}, "en")[:2]
        return "Session " + base64.b64encode(f"admin:{user}:{key}".encode()).decode()

    def servers(self) -> dict[str, list[str]]:
        """The commands: its own server of one process, and gunicorn with as many as Palpate has."""
        return {
            "alone": [str(BIN / "trytond"), "-c", str(self.conf), "-d", "health"],
            "workers": [str(BIN / "gunicorn"), "-b", f"localhost:{self.port}", "-w", str(WORKERS),
                        "--threads", str(THREADS), "trytond.application:app"],
        }  # fmt: skip

    def measure(self, which: str) -> tuple[float, float, float]:
        """Milliseconds to the first sign-in, MiB loaded of the server, and of PostgreSQL."""
        start = time.perf_counter()
        with running(
            self.servers()[which], TRYTOND_CONFIG=str(self.conf), TRYTOND_DATABASE_NAMES="health"
        ) as server:
            took = first_answer(lambda: bool(self.sign_in()), start)
            for _ in range(10):
                session = self.sign_in()
                self.call(
                    "model.gnuhealth.patient.search_read", [], 0, 20, None, ["rec_name"], {}, session=session
                )
                self.call("model.res.user.get_preferences", True, {}, session=session)
            return took, memory(server.pid), memory(self.database())


@contextmanager
def health() -> Iterator[Health | None]:
    """GNU Health, ready to be served; None where it or PostgreSQL is not there."""
    programs = postgres()
    if programs is None or not (BIN / "trytond").exists():
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="health-"))
    found = Health(folder, programs)
    try:
        found.install()
        yield found
    finally:
        if (folder / "pg/data/postmaster.pid").exists():
            found.as_postgres("pg_ctl", "-D", f"{folder}/pg/data", "-m", "fast", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
