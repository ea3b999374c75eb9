"""The `palpate` command: the reasoning and the knowledge for people (rich) and for programs (--json)."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from palpate import __version__, present
from palpate.knowledge import Knowledge, KnowledgeError, knowledge, load
from palpate.knowledge.find import find
from palpate.knowledge.lint import check
from palpate.knowledge.model import Accuracy
from palpate.reasoning.case import Case
from palpate.reasoning.casefile import CaseError, Mistake, near, parse_case
from palpate.reasoning.report import assess_report, plan_report, screen_report
from palpate.web.keeping import add_keeping_commands
from palpate.web.people import add_people_commands
from palpate.web.record import add_record_commands
from palpate.web.serve import add_serve_command

REPORTS = {"screen": screen_report, "assess": assess_report, "plan": plan_report}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status: 0 well, 1 problems found, 2 bad input."""
    parser = _parser()
    asked = parser.parse_args(argv)
    if not hasattr(asked, "run"):
        parser.print_help()
        return 2
    try:
        return int(asked.run(asked))
    except CaseError as error:
        return _refuse(error.mistakes, getattr(asked, "json", False), getattr(asked, "file", ""))
    except BrokenPipeError:  # the reader of our output has gone, for example `head`
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="palpate", description="The clinical system of an orthopedic massage therapist."
    )
    parser.add_argument("--version", action="version", version=f"palpate {__version__}")
    commands = parser.add_subparsers(title="commands")
    for name, words in (
        ("screen", "safety first: the level, its reasons, and what to ask next"),
        ("assess", "and what the findings are consistent with, what to test next, which structures"),
        ("plan", "and the restrictions, the plan, and the agenda of the visit"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("file", help="a case file (YAML or JSON), or - for standard input")
        command.add_argument("--json", action="store_true", help="for programs; the form is stable")
        command.set_defaults(run=_run_report, report=name)
    finder = commands.add_parser(
        "find", help="name a finding, condition, muscle, technique … by any of its names"
    )
    finder.add_argument("text", nargs="+")
    finder.add_argument("--json", action="store_true")
    finder.set_defaults(run=_run_find)
    _knowledge_commands(commands)
    add_serve_command(commands)
    add_record_commands(commands)
    add_people_commands(commands)
    add_keeping_commands(commands)
    return parser


def _knowledge_commands(commands: Any) -> None:
    area = commands.add_parser("knowledge", help="check the knowledge files, or show one entry")
    inner = area.add_subparsers(title="what", required=True)
    checker = inner.add_parser("check", help="every reference, source, range and rule")
    checker.add_argument("--json", action="store_true")
    checker.add_argument("--folder", type=Path, help="another folder of knowledge files")
    checker.set_defaults(run=_run_check)
    shower = inner.add_parser("show", help="one entry with its figures and their sources")
    shower.add_argument("id")
    shower.add_argument("--json", action="store_true")
    shower.set_defaults(run=_run_show)


def _run_report(asked: argparse.Namespace) -> int:
    known = knowledge()
    report = REPORTS[asked.report](_read(asked.file, known), known)
    if asked.json:
        _print_json(report)
    else:
        present.show_report(report, known)
    return 0


def _run_find(asked: argparse.Namespace) -> int:
    text = " ".join(asked.text)
    hits = find(text, knowledge())
    if asked.json:
        _print_json([{"kind": hit.kind, "id": hit.id, "name": hit.name, "also": hit.also} for hit in hits])
    else:
        present.show_hits(text, hits)
    return 0 if hits else 1


def _run_check(asked: argparse.Namespace) -> int:
    try:
        known = load(asked.folder) if asked.folder else knowledge()
        problems, counts = check(known), count(known)
    except KnowledgeError as error:
        problems, counts = error.problems, {}
    if asked.json:
        rows = [
            {"file": p.file, "entry": p.entry, "field": p.field, "what": p.what, "remedy": p.remedy}
            for p in problems
        ]
        _print_json({"counts": counts, "problems": rows})
    else:
        present.show_problems(problems, counts)
    return 1 if problems else 0


def _run_show(asked: argparse.Namespace) -> int:
    known = knowledge()
    found = present.entries_named(asked.id, known)
    if not found:
        ids = [key for table in present.tables(known) for key in table]
        raise CaseError([Mistake("id", f"there is no entry {asked.id!r}", near(asked.id, ids))])
    if asked.json:
        _print_json([present.plain_entry(kind, entry) for kind, entry in found])
    else:
        present.show_entries(found, known)
    return 0


def _published(row: Accuracy) -> bool:
    """Whether a row carries a figure that somebody read, in use or set aside."""
    figures = (row.sensitivity, row.specificity, row.lr_positive, row.lr_negative)
    return row.source is not None and any(figure is not None for figure in figures)


def count(known: Knowledge) -> dict[str, int]:
    """How much of each kind the knowledge holds, by the words the field uses."""
    motions = [one for one in known.findings.values() if one.kind == "motion"]
    return {
        "conditions": len(known.conditions),
        "findings": len(known.findings),
        "test_rows_with_figures": sum(_published(row) for row in known.accuracy.values()),
        "red_flags": len(known.flags),
        "contraindications": len(known.contraindications),
        "muscles": sum(one.kind == "muscle" for one in known.structures.values()),
        "motions_with_norms": sum(bool(one.norm and one.norm.normal) for one in motions),
        "techniques": len(known.techniques),
        "effects": len(known.effects),
        "measures": len(known.measures),
        "exercises": len(known.exercises),
        "guidelines": len(known.guidelines),
        "sources": len(known.sources),
    }


def _read(name: str, known: Knowledge) -> Case:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise CaseError(
            [Mistake(name, f"cannot be read: {reason}", "name a case file, for example from cases/")]
        ) from None
    except UnicodeDecodeError:
        raise CaseError([Mistake(name, "is not text in UTF-8", "save it as UTF-8")]) from None
    return parse_case(text, known)


def _refuse(mistakes: list[Mistake], as_json: bool, file: str) -> int:
    if as_json:
        rows = [{"where": one.where, "what": one.what, "right": one.right} for one in mistakes]
        _print_json({"error": {"file": file, "mistakes": rows}})
    else:
        for one in mistakes:
            print(f"{file}: {one}" if file and file != one.where else str(one), file=sys.stderr)
    return 2


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
