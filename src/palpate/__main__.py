"""`python -m palpate` is the `palpate` command."""

from palpate.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
