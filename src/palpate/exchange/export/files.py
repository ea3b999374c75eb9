"""The files of an export, written into a zip as they are made: one client, or a clinic of any size."""

import csv
import io
import json
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from palpate import __version__
from palpate.accounts.models import Clinic, User
from palpate.exchange.export.gather import FORMAT, Everything, everything_of, firsts_of, of_no_client, plain
from palpate.exchange.export.readable import sections
from palpate.knowledge import knowledge
from palpate.records.chain import head
from palpate.records.models import LedgerEntry

SOURCE = Path(__file__).with_name("record.typ")
TABLES = ("observation", "score")  # as CSV too
PEOPLE = (
    "id",
    "username",
    "display_name",
    "email",
    "role",
    "initials",
    "licence_number",
    "discipline",
    "is_active",
)
Tell = Callable[[int, int], None]  # clients done, clients in all

README = """This folder holds everything that {clinic} keeps{of}, exported on {day}.

record.html    to read in any browser, and to print
record.pdf     the same on paper
record.json    the same for programs: every row, corrections included (docs/export.md of Palpate describes it)
observation.csv, score.csv    what was seen and measured, as tables (UTF-8)
letters/       letters as they were sent

Nothing in it refers to a place outside of it.
"""
WHOLE = """In the export of a whole clinic each client has a folder under clients/, and beside them stand:

people.csv     who works or worked there (no passwords)
clinic.json    the clinic's own settings
ledger.csv     the chain: each row's place and digests, in order; the last digest is in about.json
about.json     counts, the version of the program and of its knowledge
"""


def write_client(target: Path, clinic: Clinic, first: UUID) -> Everything:
    """Write the zip of one client. The file appears only when it is whole."""
    with _whole(target) as archive:
        everything = everything_of(clinic, first)
        _client(archive, "", everything)
        of = f" of {everything.client}"
        archive.writestr("README.txt", README.format(clinic=clinic, of=of, day=_day()))
    return everything


def write_clinic(target: Path, clinic: Clinic, *, tell: Tell = lambda done, all: None) -> dict[str, Any]:
    """Write the zip of a whole clinic, a client at a time; what stands in its about.json."""
    every = firsts_of(clinic)
    counts: Counter[str] = Counter()
    with _whole(target) as archive:
        for done, first in enumerate(every):
            tell(done, len(every))
            everything = everything_of(clinic, first)
            counts.update({table: len(rows) for table, rows in everything.rows.items()})
            _client(archive, f"clients/{_folder(everything)}/", everything)
        tell(len(every), len(every))
        own = list(of_no_client(clinic))
        counts.update(row._meta.model_name for row in own)
        archive.writestr(
            "clinic.json", _json({"clinic": _plain_clinic(clinic), "rows": [plain(row, None) for row in own]})
        )
        _table(
            archive,
            "people.csv",
            PEOPLE,
            User.objects.filter(clinic=clinic).order_by("pk").values_list(*PEOPLE),
        )
        _ledger(archive, clinic)
        about = _about(clinic, counts, len(every))
        archive.writestr("about.json", _json(about))
        archive.writestr("README.txt", README.format(clinic=clinic, of="", day=_day()) + "\n" + WHOLE)
    return about


class _whole:  # noqa: N801 - used as a function is
    """A zip that appears under its name only when it was written to the end."""

    def __init__(self, target: Path) -> None:
        self._target, self._part = target, target.with_name(target.name + ".part")

    def __enter__(self) -> zipfile.ZipFile:
        # Health data: for its owner only, from the first byte.
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        return self._archive

    def __exit__(self, kind: Any, *rest: object) -> None:
        self._archive.close()
        self._file.close()
        if kind is None:
            self._part.rename(self._target)
        else:
            self._part.unlink(missing_ok=True)


def _client(archive: zipfile.ZipFile, folder: str, everything: Everything) -> None:
    told = sections(everything)
    page = {
        "name": _name(everything), "clinic": str(everything.clinic), "day": _day(), "count": everything.count,
    }  # fmt: skip
    archive.writestr(f"{folder}record.json", _json(_record(everything)))
    html = render_to_string("export/record.html", {**page, "sections": told, "looked": everything.looked})
    archive.writestr(f"{folder}record.html", html)
    archive.writestr(f"{folder}record.pdf", _pdf({**page, "sections": [asdict(one) for one in told]}))
    for table in TABLES:
        if rows := everything.rows.get(table):
            fields = [plain(row, None)["fields"] for row in rows]
            _table(archive, f"{folder}{table}.csv", list(fields[0]), (list(one.values()) for one in fields))
    for letter in everything.rows.get("letter", ()):
        if letter.pdf and letter.sent_at:
            name = f"{folder}letters/{letter.sent_at:%Y-%m-%d}-{str(letter.pk)[:8]}.pdf"
            archive.writestr(name, bytes(letter.pdf))


def _record(everything: Everything) -> dict[str, Any]:
    entries = everything.entries
    return {
        "format": FORMAT,
        "palpate": __version__,
        "exported_at": timezone.now().isoformat(),
        "clinic": str(everything.clinic),
        "client": str(everything.client.first),
        "erased": everything.erased,
        "rows": [
            plain(row, entries.get((table, row.pk)))
            for table, rows in everything.rows.items()
            for row in rows
        ],
        "looked": [
            {"at": one.at.isoformat(), "who": one.person.get_username(), "what": one.kind}
            for one in everything.looked
        ],
    }


def _pdf(content: dict[str, Any]) -> bytes:
    import typst  # large, and needed here only

    made = typst.compile(
        str(SOURCE), root=str(SOURCE.parent), ignore_system_fonts=True, format="pdf",
        sys_inputs={"record": json.dumps(content)},
    )  # fmt: skip
    return bytes(made[0] if isinstance(made, list) else made)


def _table(archive: zipfile.ZipFile, name: str, names: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A CSV, written line by line."""
    with archive.open(name, "w") as raw, io.TextIOWrapper(raw, encoding="utf8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(names)
        writer.writerows([_cell(one) for one in row] for row in rows)


def _cell(value: Any) -> Any:
    """A value of a table; text that a spreadsheet would take for a formula is set apart from it."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return "'" + value
    return json.dumps(value) if isinstance(value, dict | list) else value


def _ledger(archive: zipfile.ZipFile, clinic: Clinic) -> None:
    names = ("seq", "table", "row_id", "salt", "content", "digest")
    rows = LedgerEntry.objects.filter(clinic=clinic).order_by("seq").values_list(*names)
    _table(archive, "ledger.csv", names, rows.iterator(chunk_size=2000))


def _about(clinic: Clinic, counts: Counter[str], clients: int) -> dict[str, Any]:
    length, digest = head(clinic)
    return {
        "format": FORMAT, "palpate": __version__, "knowledge": knowledge().version,
        "exported_at": timezone.now().isoformat(), "clinic": str(clinic), "clients": clients,
        "rows": dict(sorted(counts.items())), "entries": length, "head": digest,
    }  # fmt: skip


def _plain_clinic(clinic: Clinic) -> dict[str, Any]:
    return {one.name: getattr(clinic, one.attname) for one in clinic._meta.concrete_fields}


def _folder(everything: Everything) -> str:
    plain_name = "".join(sign if sign.isalnum() else "-" for sign in _name(everything))
    return f"{plain_name[:60]}-{str(everything.client.first)[:8]}"


def _name(everything: Everything) -> str:
    return "Erased client" if everything.erased else str(everything.client)


def _day(now: datetime | None = None) -> str:
    return f"{timezone.localtime(now):%d %b %Y}"


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str)
