"""Files and functions stay short enough to be read in one go."""

import statistics

from tests.house.code import ROOT, functions, length, sources


def test_no_file_is_longer_than_500_lines() -> None:
    tests = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "src").rglob("*.yaml"), *(ROOT / "src").rglob("*.css")]
    long = {
        str(file.relative_to(ROOT)): count
        for file in (*sources(), *tests)
        if (count := file.read_text(encoding="utf8").count("\n")) > 500
    }
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{function.lineno} {function.name}: {length(function)}"
        for file in sources()
        for function in functions(file)
        if length(function) > 60
    ]
    assert not long


def test_most_functions_are_short() -> None:
    lengths = [length(function) for file in sources() for function in functions(file)]
    assert statistics.median(lengths) <= 10
    assert statistics.quantiles(lengths, n=10)[-1] <= 30
