"""Two roles on PostgreSQL as docs/settings.md makes them: one owns the tables, the other serves."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.postgres import Server

ROOT = Path(__file__).parents[2]


def palpate(url: str, *words: str) -> tuple[int, str]:
    """A command on a database: its exit status, and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "palpate", *words],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def roles(server: Server) -> tuple[str, str]:
    """The addresses of the owner and of the role that serves, made by the statements of the page."""
    page = (ROOT / "docs/settings.md").read_text(encoding="utf8")
    inside, outside = [], []
    for statement in re.search(r"```sql\n(.*?)```", page, re.S)[1].split(";")[:-1]:
        (outside if re.match(r"\s*CREATE (ROLE|DATABASE)", statement) else inside).append(statement)
    for statement in outside:
        server.sql(statement)
    for statement in inside:
        server.sql(statement.replace("\\c palpate", ""), "palpate")
    owner, serving = server.url("palpate", "palpate_owner"), server.url("palpate", "palpate_serving")
    status, said = palpate(serving, "record", "migrate")
    assert status == 2 and "with the owner's DATABASE_URL" in said, said
    assert palpate(owner, "record", "migrate") == (0, "Bringing the database to its present form …\nDone.\n")
    return owner, serving


def test_the_serving_role_works_and_cannot_lift_a_refusal(roles: tuple[str, str]) -> None:
    _, serving = roles
    assert palpate(serving, "record", "verify")[0] == 0
    with psycopg.connect(serving, autocommit=True) as connection:
        for lifting in (
            "ALTER TABLE records_client NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE records_client DISABLE TRIGGER ALL",
            "DROP TABLE records_client CASCADE",
            "TRUNCATE records_client CASCADE",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(lifting)
        assert connection.execute("SELECT count(*) FROM accounts_clinic").fetchone() == (0,)


def test_serving_as_a_superuser_is_warned_of(roles: tuple[str, str], server: Server) -> None:
    code = "import palpate.web.serve as s; s._run = lambda *_: None; raise SystemExit(s.serve(port=0))"
    for role, warned in (("postgres", True), ("palpate_serving", False)):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ
            | {"DATABASE_URL": server.url("palpate", role), "DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert ("WARNING: the database role postgres is a superuser" in done.stderr) == warned
