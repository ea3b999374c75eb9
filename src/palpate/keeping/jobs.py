"""Work that takes longer than a page: done by a process of its own, told about in a file of the home."""

import json
import os
import shutil
import subprocess
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from palpate.accounts.models import Clinic, User

Kind = Literal["export", "backup"]
KEPT = 24 * 60 * 60  # seconds that a finished job stays, with its file: it holds health data in the clear
FILE = "everything.zip"


@dataclass(frozen=True)
class Job:
    """One piece of work. `state` is running, done or failed; `said` tells more."""

    id: str
    kind: Kind
    clinic: int
    asked_at: str
    state: str = "running"
    done: int = 0
    every: int = 0
    said: str = ""
    pid: int = 0

    @property
    def folder(self) -> Path:
        """Where it is told about, and where its file lies."""
        return _place() / self.id

    @property
    def asked(self) -> datetime:
        """When it was asked for."""
        return datetime.fromisoformat(self.asked_at)


def start(kind: Kind, by: User) -> Job:
    """Begin it in a process of its own."""
    clear_away()
    job = Job(str(uuid4()), kind, by.clinic_id, timezone.now().isoformat())
    job.folder.mkdir(parents=True, mode=0o700)
    _tell(job)
    _spawn(job)
    return job


def find(key: UUID, clinic: Clinic) -> Job | None:
    """The job with that id, where it is the clinic's; one whose process is gone has failed."""
    job = _read(_place() / str(key))
    if job is None or job.clinic != clinic.pk:
        return None
    if job.state == "running" and job.pid and not _lives(job.pid):
        return replace(job, state="failed", said="the process that did it is gone; begin it again")
    return job


def newest(clinic: Clinic) -> list[Job]:
    """The clinic's jobs that are still there, the newest first."""
    found = [job for folder in _place().glob("*") if (job := _read(folder)) and job.clinic == clinic.pk]
    return sorted(found, key=lambda job: job.asked_at, reverse=True)


def run(key: str) -> int:
    """Do the work: called in the process of its own; the exit status."""
    job = _read(_place() / key)
    if job is None:
        return 2
    job = replace(job, pid=os.getpid())
    _tell(job)
    try:
        said = _export(job) if job.kind == "export" else _backup()
    except Exception as error:
        _tell(replace(job, state="failed", said=str(error) or type(error).__name__))
        return 1
    _tell(replace(job, state="done", said=said))
    return 0


def clear_away() -> None:
    """Remove jobs that are older than a day, with their files."""
    for folder in _place().glob("*"):
        if time.time() - folder.stat().st_mtime > KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def _export(job: Job) -> str:
    from palpate.exchange.export.files import write_clinic  # in the process of the job only, as below

    clinic = Clinic.objects.get(pk=job.clinic)
    about = write_clinic(
        job.folder / FILE, clinic, tell=lambda done, every: _tell(replace(job, done=done, every=every))
    )
    return f"{about['clients']} clients, {sum(about['rows'].values())} rows"


def _backup() -> str:
    from palpate.keeping import backup, keeper, keys, timing

    with keeper.alone() as mine:
        if not mine:
            raise backup.NotGood("a backup is being made already")
        made = backup.make(timing.folder_of_setting(), keys.passphrase(ask=False))
    return f"{made.name}, {made.rows} rows, restored and verified"


def _spawn(job: Job) -> None:
    subprocess.Popen(
        [*settings.JOB_COMMAND, job.id],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _place() -> Path:
    return Path(settings.HOME) / "jobs"


def _tell(job: Job) -> None:
    """Write it so that a reader sees the old or the new, never half."""
    part = job.folder / "job.part"
    part.write_text(json.dumps(asdict(job)), encoding="utf8")
    part.replace(job.folder / "job.json")


def _read(folder: Path) -> Job | None:
    try:
        return Job(**json.loads((folder / "job.json").read_text(encoding="utf8")))
    except (OSError, ValueError, TypeError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
