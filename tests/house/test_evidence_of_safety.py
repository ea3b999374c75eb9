"""The documents on safety and security point to tests that are there, and say true things of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.code import ROOT, sources

PAGES = ("hazards.md", "threats.md", "security.md")
NAMED = re.compile(r"`((?:[\w-]+/)*\w+\.py)(?:::(\w+))?`")
KNOWN = ("src/palpate/knowledge", "src/palpate/reasoning")
CALLERS = {"requests", "httpx", "urllib3", "aiohttp", "smtplib", "ftplib", "telnetlib", "xmlrpc"}
CALLING = {"urllib.request", "http.client"}


def rows(page: str) -> Iterator[list[str]]:
    """The cells of each line of the page's tables whose last column says what holds it."""
    held = False
    for line in (ROOT / "docs" / page).read_text(encoding="utf8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if not cells or set(cells[0]) <= set("-: "):
            continue
        if cells[0] in {"id", "what", "key"}:
            held = cells[-1] == "held by"
        elif held:
            yield cells


def named_in(file: Path) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse(file.read_text(encoding="utf8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES)
def test_every_line_points_to_a_test_that_is_there(page: str) -> None:
    for cells in rows(page):
        named = NAMED.findall(cells[-1])
        open_end = {"not met", "not tested", "none of it", "operator"} & set(cells)
        assert named or open_end or "](" in cells[-2], (page, cells[0], "names no test and does not say why")
        for name, test in named:
            file = ROOT / "tests" / name
            assert file.exists(), (page, cells[0], name)
            assert not test or test in named_in(file), (page, cells[0], test)


def test_every_requirement_of_level_two_has_its_line_once() -> None:
    asked = (ROOT / "tests/house/asvs.txt").read_text(encoding="utf8").split()
    told = [one for cells in rows("security.md") for one in cells[0].split() if one[0].isdigit()]
    assert sorted(told) == sorted(asked)


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call):
                yield file.relative_to(ROOT).as_posix(), node


def test_nothing_is_evaluated() -> None:
    for file, call in _calls():
        assert not (isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec", "compile"}), file


def test_nothing_runs_a_shell() -> None:
    for file, call in _calls():
        said = ast.unparse(call)
        assert "shell=True" not in said and not re.match(r"os\.(system|popen)\(", said), (file, said)


def test_no_expression_is_built_from_input() -> None:
    """A pattern is a constant, or what it takes in is escaped, or it stands in the knowledge."""
    asking = re.compile(r"re\.(compile|search|match|sub|findall|fullmatch|split|finditer)$")
    for file, call in _calls():
        if asking.match(ast.unparse(call.func)) and not file.startswith(KNOWN):
            pattern = call.args[0]
            named = isinstance(pattern, ast.Name) and pattern.id.isupper()
            escaped = "re.escape" in ast.unparse(pattern)
            assert isinstance(pattern, ast.Constant) or named or escaped, (file, ast.unparse(call))


def test_the_server_calls_nobody() -> None:
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            if isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {node.module or ""}
            else:
                continue
            assert not {name.split(".")[0] for name in names} & CALLERS and not names & CALLING, (file, names)


def test_every_dependency_is_pinned_with_its_hash() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        for block in re.split(r"\n(?=\S)", (ROOT / file).read_text(encoding="utf8")):
            if block.strip() and not block.startswith(("#", "    #")):
                assert re.match(r"[\w.\[\],-]+==", block) and "--hash=sha256:" in block, (file, block[:60])
