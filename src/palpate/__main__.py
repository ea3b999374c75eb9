"""The `palpate` command, and `python -m palpate`."""

import argparse
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status as `palpate.cli.main` gives it.

    `palpate serve` goes past that one, which brings in all that the other commands need: some 100 ms before
    the first page, and memory in every process.
    """
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["serve"]:
        from palpate.web.serve import add_serve_command

        parser = argparse.ArgumentParser(prog="palpate")
        add_serve_command(parser.add_subparsers())
        asked = parser.parse_args(words)
        return int(asked.run(asked))
    from palpate.cli import main as run

    return run(argv)


if __name__ == "__main__":
    raise SystemExit(main())
