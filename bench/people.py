"""The same people for every contestant of the rows of a clinic: made in Palpate, copied into bare Django.

`python -m bench.people FILE` fills FILE for `bench.bare_clinic` from the Palpate in PALPATE_HOME.
"""

import os
import sqlite3
import sys
from pathlib import Path

from palpate.web.surroundings import SQLITE_START

NAME, PASSWORD = "therapist", "long enough for a race"
BARE = (
    "INSERT INTO bare_person (id, nr, given, family, born, phone, email, complaint, words) "
    "SELECT c.first, row_number() OVER (ORDER BY c.first), given_name, family_name, birth_date, phone, email, "
    "coalesce(e.title, ''), coalesce(e.words, '') FROM p.records_client c "
    "LEFT JOIN p.records_episode e ON e.client_id = c.first WHERE c.clinic_id = 1",
    "INSERT INTO bare_visit (id, person_id, number, at, therapist) "
    "SELECT v.first, e.client_id, v.number, v.starts_at, u.display_name FROM p.records_visit v "
    "JOIN p.records_episode e ON e.first = v.episode_id JOIN p.accounts_user u ON u.id = v.therapist_id "
    "WHERE v.clinic_id = 1",
    "INSERT INTO bare_observation (person_id, finding, side, present, at) "
    "SELECT e.client_id, o.finding, o.side, o.present, o.written_at FROM p.records_observation o "
    "JOIN p.records_episode e ON e.first = o.episode_id WHERE o.clinic_id = 1",
    "CREATE VIRTUAL TABLE bare_names USING fts5(name, tokenize='trigram')",
    "INSERT INTO bare_names (rowid, name) SELECT nr, given || ' ' || family FROM bare_person",
)


def fill_bare(file: str, palpate: str) -> None:
    """Make the tables of bare Django in `file`, with all of the first clinic in the file of Palpate, and
    somebody who may sign in.
    """
    from bench.bare_clinic import application

    application(file)
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    from bench.bare_tables import MODELS

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    for number in range(1, 9):
        User.objects.create_user(f"{NAME}{number}", password=PASSWORD)
    connection.close()
    with sqlite3.connect(file) as plain:
        plain.executescript(SQLITE_START)
        plain.execute("ATTACH ? AS p", [palpate])
        for statement in BARE:
            plain.execute(statement)


if __name__ == "__main__":
    fill_bare(sys.argv[1], str(Path(os.environ["PALPATE_HOME"]) / "palpate.sqlite3"))
