"""Small bodies of knowledge for tests, written as the YAML files write them."""

from pathlib import Path
from typing import Any

import yaml

from palpate.knowledge import Knowledge, load


def write_knowledge(folder: Path, **tables: list[dict[str, Any]]) -> Path:
    """Write entries as knowledge files, one file a kind."""
    for kind, entries in tables.items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump({"why": "for a test", "entries": entries}, sort_keys=False)
        (folder / kind / "some.yaml").write_text(text, encoding="utf8")
    return folder


def small_knowledge(folder: Path, **tables: list[dict[str, Any]]) -> Knowledge:
    """Write and load entries."""
    return load(write_knowledge(folder, **tables))


def finding(name: str, **more: Any) -> dict[str, Any]:
    """A plain finding a client can be asked."""
    asked = {"asked_of": "client", "ask": f"Do you have {name}?"}
    return {"id": name, "name": name, "kind": "symptom", **asked, **more}


def number(name: str, low: float = 0, high: float = 200, **more: Any) -> dict[str, Any]:
    """A finding that is a number of degrees."""
    return {"id": name, "name": name, "kind": "sign", "unit": "degrees", "low": low, "high": high, **more}


def flag(
    name: str, when: Any, urgency: str = "emergency", regions: tuple[str, ...] = ("arm",)
) -> dict[str, Any]:
    """A red flag of one rule."""
    rule = {"id": f"{name}_rule", "name": name, "when": when, "judgement": "for a test"}
    return {
        "id": name,
        "name": name,
        "suspect": f"suspected {name}",
        "urgency": urgency,
        "regions": list(regions),
        "rules": [rule],
        "action": "stop",
    }


def region(name: str, *cells: str) -> dict[str, Any]:
    """A region of cells; without cells it is one of itself."""
    return {"id": name, "name": name, "cells": list(cells)}
