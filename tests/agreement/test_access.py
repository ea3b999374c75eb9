"""Every address of the program, every method it takes, everybody who may come: who gets in, who does not, and
that no answer holds anything of a client whom it is not for. The table is access.yaml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from palpate.records.models import LedgerEntry, Mark, Observation
from tests.agreement.access_world import CLINICAL, MARKS, World, built

FILE = Path(__file__).with_name("access.yaml")
CELLS = {"+": "allowed", "-": "forbidden", "0": "not found", ">": "sign in"}
OUTSIDE = ("stranger", "gone", "other_link", "nobody")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Address:
    """One address: its name, and the names of its parts."""

    name: str
    parts: tuple[str, ...]

    def path(self, world: World, who: str, at: dict[str, Any]) -> str:
        """The address for our client, as this one would ask for it."""
        links = world.tokens.get(self.name.split(":")[-1], {})
        usual = world.places | ({"token": links[who]} if links else {})
        given = {part: at.get(part, usual.get(part)) for part in self.parts}
        return reverse(self.name, kwargs={part: usual.get(value, value) for part, value in given.items()})


def addresses(patterns: Any = None, space: str = "", parts: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every address of the program."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        own = parts + tuple(one.pattern.converters)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one.url_patterns, inner, own)
        elif isinstance(one, URLPattern):
            yield Address(f"{space}{one.name}", own)


def table() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf8"))
    return read


def rule(words: str, who: dict[str, str]) -> dict[str, str]:
    """The cell of each."""
    cells = words.split()
    assert len(cells) == len(who), f"{words!r} has {len(cells)} cells for {len(who)} people"
    return {name: CELLS[cell] for name, cell in zip(who, cells, strict=True)}


def said(response: HttpResponse) -> str:
    """What an answer comes to."""
    if response.status_code in (301, 302) and "/accounts/sign-in/" in response["Location"]:
        return "sign in"
    known = {403: "forbidden", 404: "not found", 405: "no such method"}
    return known.get(response.status_code, "error" if response.status_code >= 500 else "allowed")


def text_of(response: Any) -> str:
    """All that an answer tells: its head, its cookies and its body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{heads}\n{response.cookies}\n{body.decode('utf8', 'replace')}"


class Walk:
    """Asks, and keeps what was wrong."""

    def __init__(self, world: World, read: dict[str, Any]) -> None:
        self.world, self.read, self.wrong = world, read, list[str]()
        self.rules = {name: rule(words, read["who"]) for name, words in read["rules"].items()}

    def ask(self, address: Address, method: str, who: str) -> str:
        """What this one gets; everything that was written is taken back."""
        path, browser = self.path(address, who), self.world.browsers[who]
        sent = {name: self.fill(value) for name, value in self.read["send"].get(address.name, {}).items()}
        kept = browser.cookies.copy()
        with transaction.atomic():
            before = LedgerEntry.objects.count(), ours(self.world)
            response = getattr(browser, method.lower())(
                path, **({"data": sent} if method in ("GET", "POST") else {})
            )
            after = LedgerEntry.objects.count(), ours(self.world)
            transaction.set_rollback(True)
        browser.cookies = kept  # signing out is taken back too
        found = said(response)
        at = f"{method} {address.name} by {who}"
        if found != "allowed" and after != before:
            self.wrong.append(f"{at}: refused ({found}), and yet something was written")
        if who in OUTSIDE and after[1] != before[1]:
            self.wrong.append(f"{at}: wrote into our client's record")
        if found == "error":
            self.wrong.append(f"{at}: error {response.status_code}")
        self.wrong += [
            f"{at}: shows {mark!r}"
            for mark in self.shown(response, path, who, found)
            if mark not in sent.values()
        ]
        return found

    def path(self, address: Address, who: str) -> str:
        return address.path(self.world, who, self.read["at"].get(address.name, {}))

    def fill(self, value: str) -> str:
        return value.format(**self.world.ids)

    def shown(self, response: Any, path: str, who: str, found: str) -> list[str]:
        """What of our client shows where it must not. What was asked for by its id may be said back."""
        told = text_of(response)
        secret = [*CLINICAL]
        if found != "allowed" or who in OUTSIDE:
            secret += [*MARKS, *(key for key in self.world.ids.values() if key not in path)]
        elif who != "front_desk":
            secret = []
        return [one for one in secret if one in told]

    def row(self, address: Address, method: str) -> dict[str, str]:
        return {who: self.ask(address, method, who) for who in self.read["who"]}

    def line(self, address: Address) -> str:
        """The line that fits what is answered now, for the table."""
        found = []
        for method in METHODS[:2]:
            row = self.row(address, method)
            fits = [name for name, cells in self.rules.items() if cells == row]
            signs = {word: sign for sign, word in CELLS.items()}
            cells = " ".join(signs.get(cell, f"({cell})") for cell in row.values())
            if "no such method" not in row.values():
                found.append(f"{method}: {fits[0] if fits else repr(cells)}")
        return f"  {address.name}: {{ {', '.join(found)} }}"


def ours(world: World) -> tuple[int, ...]:
    return tuple(model.objects.filter(episode_id=world.episode).count() for model in (Mark, Observation))


@pytest.fixture
def walk(db: None) -> Walk:
    return Walk(built(), table())


def test_everybody_gets_what_the_table_says_and_no_more(walk: Walk) -> None:
    every = list(addresses())
    lines = walk.read["addresses"] or {}
    for address in every:
        known = {*walk.world.places, *walk.read["at"].get(address.name, {}), "token"}
        missing = [part for part in address.parts if part not in known]
        if missing:
            walk.wrong.append(
                f"{address.name}: say in access_world.py what stands for {missing} of an address"
            )
        elif address.name not in lines:
            walk.wrong.append(f"no line in access.yaml; what is answered now:\n{walk.line(address)}")
        else:
            compare(walk, address, lines[address.name])
    gone = set(lines) - {address.name for address in every}
    walk.wrong += [f"{name}: there is no such address any more; take its line out" for name in sorted(gone)]
    assert not walk.wrong, "\n" + "\n".join(walk.wrong)


def compare(walk: Walk, address: Address, line: dict[str, str]) -> None:
    """Every method of one address, with everybody; a method of no line, with those from outside."""
    for method in METHODS:
        if method in line:
            wanted = walk.rules.get(line[method]) or rule(line[method], walk.read["who"])
            asked = walk.row(address, method)
        else:
            wanted = walk.rules.get(line.get("GET", ""), dict.fromkeys(walk.read["who"], "no such method"))
            asked = {who: walk.ask(address, method, who) for who in ("stranger", "nobody")}
        for who, found in asked.items():
            closed = method not in line and found in ("no such method", "sign in")
            if found != wanted[who] and not closed:
                walk.wrong.append(f"{method} {address.name} by {who}: {found}, the table says {wanted[who]}")


def test_every_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in addresses()]
    assert not [name for name in names if name.endswith(":None") or name == "None"]
    assert len(names) == len(set(names))


def test_no_address_has_two_lines() -> None:
    """Of two lines the reader of the file would silently take the second."""
    lines = re.findall(r"^  ([\w:]+): \{ (?:GET|POST)", FILE.read_text(encoding="utf8"), re.M)
    assert len(lines) == len(set(lines)) == len(table()["addresses"])
