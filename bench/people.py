"""The same people for every contestant of the rows of a clinic: made in Palpate, copied to the others.

`python -m bench.people made CLIENTS NAMES` makes a clinic in PALPATE_HOME; `python -m bench.people bare FILE`
copies it into FILE for `bench.bare_clinic`.
"""

import os
import sqlite3
import sys
from pathlib import Path
from uuid import UUID

from bench.health import Health
from palpate.web.surroundings import SQLITE_START

NAME, PASSWORD = "therapist", "long enough for a race"
BARE = (
    "INSERT INTO bare_person (id, nr, given, family, born, phone, email, complaint, words) "
    "SELECT c.first, row_number() OVER (ORDER BY c.first), given_name, family_name, birth_date, phone, "
    "email, coalesce(e.title, ''), coalesce(e.words, '') FROM p.records_client c "
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

HEALTH = """
DELETE FROM gnuhealth_patient_evaluation;
DELETE FROM gnuhealth_patient;
DELETE FROM gnuhealth_healthprofessional;
DELETE FROM party_party WHERE code LIKE 'race%';
DELETE FROM party_party WHERE internal_user IS NOT NULL;
INSERT INTO party_party (create_date, create_uid, active, code, name, is_person, is_healthprof, internal_user)
  VALUES (now(), 1, true, 'race-who-writes', 'Who Writes', true, true, 1);
INSERT INTO gnuhealth_healthprofessional (create_date, create_uid, active, party)
  SELECT now(), 1, true, id FROM party_party WHERE code = 'race-who-writes';
CREATE TEMP TABLE people (key text, given text, family text, born date, visit text);
COPY people FROM STDIN;
ROWS
INSERT INTO party_party (create_date, create_uid, active, code, name, lastname, is_person, is_patient, dob,
    ref)
  SELECT now(), 1, true, 'race' || key, given, family, true, true, born, key FROM people;
INSERT INTO gnuhealth_patient (create_date, create_uid, active, party, biological_sex)
  SELECT now(), 1, true, id, 'f' FROM party_party JOIN people ON key = ref;
INSERT INTO gnuhealth_patient_evaluation (create_date, create_uid, patient, discharge_reason,
    evaluation_start, chief_complaint, notes, state, healthprof)
  SELECT now(), 1, p.id, 'home', now() - n * interval '7 days', 'Right shoulder',
    repeat('Less than before. ', 6),
    'in_progress', h.id
  FROM gnuhealth_patient p JOIN party_party t ON t.id = p.party
    JOIN people ON key = t.ref AND visit IS NOT NULL,
    gnuhealth_healthprofessional h, generate_series(1, 5) n;
ANALYZE;
SELECT key, p.id FROM gnuhealth_patient p JOIN party_party t ON t.id = p.party JOIN people ON key = t.ref;
SELECT visit, max(e.id) FROM gnuhealth_patient_evaluation e JOIN gnuhealth_patient p ON p.id = e.patient
  JOIN party_party t ON t.id = p.party JOIN people ON key = t.ref GROUP BY visit;
"""


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


def fill_health(peer: Health, home: Path) -> dict[str, int]:
    """Let GNU Health know the people of a home of Palpate, with five notes each of those with a chart, and
    nobody else; the numbers there of each client and of each visit whose note is open.
    """
    with sqlite3.connect(home / "palpate.sqlite3") as plain:
        people = plain.execute(
            "SELECT first, given_name, family_name, birth_date FROM records_client WHERE clinic_id = 1"
        ).fetchall()
        charts = plain.execute(
            "SELECT e.client_id, v.first FROM records_visit v "
            "JOIN records_episode e ON e.first = v.episode_id "
            "WHERE v.clinic_id = 1 ORDER BY v.number"
        ).fetchall()
    last = dict(charts)  # the newest visit of each client
    table = "".join(
        "\t".join((key, given, family, born or "\\N", last.get(key, "\\N"))) + "\n"
        for key, given, family, born in people
    )
    told = peer.sql(HEALTH.replace("ROWS", table + "\\.\n"))
    found = dict(line.split("|") for line in told.splitlines() if line.count("|") == 1)
    return {str(UUID(key)): int(number) for key, number in found.items()}


def make(clients: int, names: int) -> None:
    """A clinic of Palpate in the home of the surroundings: clients with a chart, the last of their five
    visits with its note open, and more of whom only the name is known.
    """
    from load.made import Size, fill, names_only

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palpate.web.settings")
    from palpate.web.serve import prepare

    prepare()
    size = Size(
        clients=clients, therapists=8, visits=5, unsigned=1, states=2, observations=25, treatments=5, scores=2
    )
    names_only(fill(size), names)


if __name__ == "__main__":
    if sys.argv[1] == "made":
        make(int(sys.argv[2]), int(sys.argv[3]))
    else:
        fill_bare(sys.argv[2], str(Path(os.environ["PALPATE_HOME"]) / "palpate.sqlite3"))
