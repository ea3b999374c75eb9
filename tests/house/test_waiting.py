"""What a browser test waits for is a function: a bare expression would have to be evaluated in the page,
which the policy of the pages for scripts forbids.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.code import ROOT

ROOMS = ("tests", "budgets", "screens", "load", "crash", "bench")
FUNCTION = re.compile(r"\s*(async\s+)?(function\b|(\([^()]*\)|[\w$]+)\s*=>)")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every file that may drive a browser."""
    for file in (one for room in ROOMS for one in (ROOT / room).rglob("*.py")):
        if "wait_for_function" in (text := file.read_text(encoding="utf8")):
            yield file.relative_to(ROOT), ast.parse(text)


def texts(tree: ast.Module) -> dict[str, ast.expr]:
    """What the names of a file were set to last."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def said(value: ast.expr, named: dict[str, ast.expr]) -> str | None:
    """The text as far as it can be read here; None: it comes from elsewhere."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(said(one, named) or "…" for one in parts)
        case ast.FormattedValue(value=inner):
            return said(inner, named)
        case ast.BinOp(left=left, op=ast.Add()):
            return said(left, named)
        case ast.Name(id=name) if name in named:
            return said(named[name], {key: text for key, text in named.items() if key != name})
    return None


def waits(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and the text of what is waited for."""
    named = texts(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "wait_for_function":
            given = {one.arg: one.value for one in node.keywords}
            text = said(node.args[0] if node.args else given["expression"], named)
            if text is not None:
                yield node.lineno, text


def test_what_is_waited_for_is_a_function() -> None:
    found = [(file, line, text) for file, tree in trees() for line, text in waits(tree)]
    assert len(found) > 10
    assert not [f"{file}:{line}: {text}" for file, line, text in found if not FUNCTION.match(text)]


def test_a_bare_expression_is_seen_however_it_is_given() -> None:
    code = """
BARE = "!document.hidden"
page.wait_for_function("document.title")
page.wait_for_function(f"{BARE} && {more}", arg=1)
page.wait_for_function(expression=BARE)
page.wait_for_function("(a, b) => a" + more)
page.wait_for_function(theirs)
"""
    bare = [line for line, text in waits(ast.parse(code)) if not FUNCTION.match(text)]
    assert bare == [3, 4, 5]
