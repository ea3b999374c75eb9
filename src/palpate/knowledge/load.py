"""Read the files of knowledge/data into one Knowledge. Each file is `why:` (its sources, ranked and
criticised) and `entries:`, a list; its folder says what kind of entry it holds.
"""

import contextlib
import functools
import gc
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import GenericAlias
from typing import Any

import msgspec

from palpate.knowledge.expression import Expression, ExpressionError, parse
from palpate.knowledge.model import (
    FOLDERS,
    Accuracy,
    Advice,
    Claim,
    Condition,
    Contraindication,
    Credential,
    Effect,
    Entry,
    Exercise,
    Finding,
    Guideline,
    Joint,
    Measure,
    Population,
    RedFlag,
    Region,
    Source,
    Structure,
    Technique,
)

DATA = Path(__file__).parent / "data"
COMPILED = Path(__file__).parent / "compiled.bin"

Parsed = tuple[str, str, Any]  # kind, file, the entry as written
Read = tuple[str, str, Entry]  # kind, file, the entry


class Problem(msgspec.Struct, frozen=True, order=True):
    """One mistake in the knowledge: where, what, and what would be right."""

    file: str
    entry: str
    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = " › ".join(part for part in (self.file, self.entry, self.field) if part)
        return f"{place}: {self.what}; {self.remedy}"


class KnowledgeError(Exception):
    """The files cannot be read as knowledge. `problems` lists each mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known, by id. Built once; nothing changes it."""

    version: str  # digest of the files
    sources: dict[str, Source] = {}
    regions: dict[str, Region] = {}
    findings: dict[str, Finding] = {}
    accuracy: dict[str, Accuracy] = {}
    conditions: dict[str, Condition] = {}
    flags: dict[str, RedFlag] = {}
    contraindications: dict[str, Contraindication] = {}
    structures: dict[str, Structure] = {}  # joints among them
    techniques: dict[str, Technique] = {}
    effects: dict[str, Effect] = {}
    guidelines: dict[str, Guideline] = {}
    exercises: dict[str, Exercise] = {}
    measures: dict[str, Measure] = {}
    claims: dict[str, Claim] = {}
    credentials: dict[str, Credential] = {}
    populations: dict[str, Population] = {}
    advice: dict[str, Advice] = {}
    rules: dict[str, Expression] = {}  # by id of red-flag rule, contraindication or derived finding
    files: dict[str, str] = {}  # "kind/id" to the file it stands in
    aliases: dict[str, str] = {}  # former finding ids to the present ones

    @property
    def joints(self) -> dict[str, Joint]:
        """The structures that are joints."""
        return {key: item for key, item in self.structures.items() if isinstance(item, Joint)}

    def cells(self, region: str) -> frozenset[str]:
        """The map cells of a region, or of a cell itself; empty for an unknown name."""
        found = self.regions.get(region)
        return frozenset(found.cells or (found.id,)) if found else frozenset()

    def overlap(self, one: str, other: str) -> bool:
        """Whether two regions share a cell of the body map."""
        return bool(self.cells(one) & self.cells(other))


@functools.cache
def knowledge() -> Knowledge:
    """The knowledge that ships with Palpate, loaded once a process, from its compiled form if it has one."""
    return load(DATA, COMPILED)


def load(folder: Path, compiled: Path | None = None) -> Knowledge:
    """Read a folder of knowledge files. Raises KnowledgeError listing every unreadable entry.

    `compiled` names a file that keeps the entries as they were parsed, since parsing YAML is most of the
    time. It is used while it fits the files, and made anew, where that is possible, when it does not.
    """
    problems: list[Problem] = []
    version = digest(folder)
    with _no_garbage():
        entries = _kept(compiled, version) if compiled else None
        if entries is None:
            entries = _fresh(folder, compiled, version, problems)
    tables: dict[str, dict[str, Any]] = {}
    files: dict[str, str] = {}
    for kind, path, entry in entries:
        table = tables.setdefault("structures" if kind == "joints" else kind, {})
        name = f"{kind if kind != 'joints' else 'structures'}/{entry.id}"
        if name in files:
            problems.append(
                Problem(path, entry.id, "id", f"stands already in {files[name]}", "keep one of the two")
            )
            continue
        table[entry.id], files[name] = entry, path
    rules = _rules(tables, files, problems)
    if problems:
        raise KnowledgeError(sorted(problems))
    aliases = {was: key for key, finding in tables.get("findings", {}).items() for was in finding.was}
    return Knowledge(version=version, rules=rules, files=files, aliases=aliases, **tables)


def digest(folder: Path) -> str:
    """A short digest of all files: the version of the knowledge, kept with each judgement."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        total.update(str(path.relative_to(folder)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


def _kept(compiled: Path, version: str) -> list[Read] | None:
    """The entries of a compiled file of this version; None where there is none, or it is of another or does
    not fit the model. Each goes from its bytes straight into its record: as dicts in between, all would take
    as much memory again, and the process would keep it.
    """
    try:
        found, kinds = msgspec.msgpack.decode(compiled.read_bytes(), type=tuple[str, dict[str, msgspec.Raw]])
        if found != version:
            return None
        return [
            (kind, path, entry)
            for kind, raw in kinds.items()
            for path, entries in msgspec.msgpack.decode(raw, type=_of_files(FOLDERS[kind])).items()
            for entry in entries
        ]
    except (OSError, KeyError, msgspec.DecodeError):
        return None


def _of_files(entry: type[Entry]) -> Any:
    """The type of the entries of one kind, by file."""
    return GenericAlias(dict, (str, GenericAlias(list, entry)))


def _fresh(folder: Path, compiled: Path | None, version: str, problems: list[Problem]) -> list[Read]:
    """The entries of the files; where all can be read, the compiled file is written."""
    parsed = list(_entries(folder, problems))
    found = [
        (kind, path, entry)
        for kind, path, raw in parsed
        if (entry := _entry(kind, path, raw, problems)) is not None
    ]
    if compiled and not problems:
        _keep(compiled, version, parsed)
    return found


def _keep(compiled: Path, version: str, parsed: list[Parsed]) -> None:
    """Write the compiled file whole or not at all: another process may be reading it."""
    kinds: dict[str, dict[str, list[Any]]] = {}
    for kind, path, raw in parsed:
        kinds.setdefault(kind, {}).setdefault(path, []).append(raw)
    beside = compiled.with_suffix(f".{os.getpid()}")
    try:
        beside.write_bytes(msgspec.msgpack.encode((version, kinds)))
        beside.replace(compiled)
    except OSError:
        return  # an installation nobody may write to; the files are read each time


def _entries(folder: Path, problems: list[Problem]) -> Iterator[Parsed]:
    from palpate.knowledge.written import NotYaml, read  # where the compiled file holds, nobody needs YAML

    for path in sorted(folder.rglob("*.yaml")):
        name, kind = str(path.relative_to(folder)), path.relative_to(folder).parts[0].removesuffix(".yaml")
        if kind not in FOLDERS:
            problems.append(
                Problem(name, "", "", "is in no known folder", f"move it to one of {', '.join(FOLDERS)}")
            )
            continue
        try:
            raw = read(path.read_text(encoding="utf8"))
        except NotYaml as error:
            problems.append(
                Problem(name, "", "", f"is no YAML: {' '.join(str(error).split())}", "mend that line")
            )
            continue
        if (
            not isinstance(raw, dict)
            or set(raw) - {"why", "entries"}
            or not isinstance(raw.get("entries"), list)
        ):
            problems.append(
                Problem(name, "", "", "does not hold `entries:`", "write why: and entries: [..] only")
            )
            continue
        for entry in raw["entries"]:
            yield kind, name, entry


@contextlib.contextmanager
def _no_garbage() -> Iterator[None]:
    """Without looking for garbage meanwhile: there is none among a million things that all stay, and looking
    takes a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _entry(kind: str, path: str, raw: Any, problems: list[Problem]) -> Entry | None:
    label = str(raw.get("id", "")) if isinstance(raw, dict) else ""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.]*", label) and kind != "sources":
        problems.append(
            Problem(path, label or "(no id)", "id", "is no id", "use small letters, digits and underscores")
        )
        return None
    try:
        return msgspec.convert(raw, FOLDERS[kind])
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        field = where.strip("`").removeprefix("$").lstrip(".")
        problems.append(
            Problem(path, label, field, what, "compare with a neighbouring entry or with model.py")
        )
        return None


def _rules(
    tables: dict[str, dict[str, Any]], files: dict[str, str], problems: list[Problem]
) -> dict[str, Expression]:
    wanted: list[tuple[str, str, str, Any]] = []
    for flag in tables.get("flags", {}).values():
        wanted += [(rule.id, files[f"flags/{flag.id}"], f"rules.{rule.id}", rule.when) for rule in flag.rules]
    for item in tables.get("contraindications", {}).values():
        wanted.append((item.id, files[f"contraindications/{item.id}"], "when", item.when))
    for finding in tables.get("findings", {}).values():
        if finding.rule is not None:
            wanted.append((finding.id, files[f"findings/{finding.id}"], "rule", finding.rule))
    rules: dict[str, Expression] = {}
    for key, path, field, raw in wanted:
        if key in rules:
            problems.append(Problem(path, key, field, "a rule of this id stands elsewhere too", "rename one"))
            continue
        try:
            rules[key] = parse(raw)
        except ExpressionError as error:
            problems.append(
                Problem(path, key, field, str(error), "see knowledge/expression.py for the forms")
            )
    return rules
