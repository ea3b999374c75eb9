"""What is sent twice is stored once and answered alike, on every page that writes; the same id with other
content is refused.
"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from palpate.records import acts, look, once
from palpate.records.models import LedgerEntry, Observation, Treatment
from tests.clinic.conftest import signed_in
from tests.clinic.test_plan import ALARM, found, observe, taken  # noqa: F401
from tests.clinic.test_treat import form, open_step
from tests.replay import Write, by_browser, replay

IN_A_WEEK = (timezone.localdate() + timedelta(days=7)).isoformat()


def rows():
    """How many rows the record holds, but for judgements."""
    return LedgerEntry.objects.exclude(table="judgement").count()


def place(cast):
    step = open_step(cast).context["step"]
    return form(step)


# Where, and what: each a write of its own page.
VISIT = "visits/{visit}/"
WRITES = {
    "screen": (VISIT + "screen/answer/", {"finding": "fever", "side": "", "answer": "absent"}),
    "disposition": (VISIT + "disposition/", {"decision": "other", "words": "phoned", "spoke_to": "Dr A"}),
    "assess": (VISIT + "assess/answer/", {"hawkins_kennedy:right": "present", "shown": "hawkins_kennedy"}),
    "rest": (VISIT + "assess/rest/", {"rest": "hawkins_kennedy:right empty_can:right painful_arc:right"}),
    "mark": (VISIT + "assess/mark/", {"point": "front,120.0,200.0"}),
    "home": (VISIT + "home/add/", {"exercise": "pendulum"}),
    "score": (VISIT + "progress/score/", {"measure": "nprs", "value": "6"}),
    "measure": (VISIT + "treat/measure/", {"moment": "before", "pain": "6"}),
    "begin": (VISIT + "treat/begin/", {}),
    "finish": (VISIT + "treat/finish/", {}),
    "late": (VISIT + "treat/late/", {"back": "late"}),
    "state": (VISIT + "state/", {"state": "arrived"}),
    "note": (VISIT + "note/draft/", {"subjective": "It aches at night.", "seen": ""}),
    "client": ("clients/{client}/edit/", {"given_name": "Ada", "family_name": "Lind"}),
    "link": ("episodes/{episode}/invite/", {}),
    "cancel": (VISIT + "cancel/", {}),
    "discharge": ("episodes/{episode}/discharge/", {"on": IN_A_WEEK, "reason": "goals reached"}),
}


def sent(cast, name):
    path, fields = WRITES[name]
    ids = {"visit": cast.visit.first, "client": cast.client.first, "episode": cast.episode.first}
    return Write("/" + path.format(**ids), list(fields.items()))


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_a_write_is_stored_once_and_answered_alike(taken, name, headers):  # noqa: F811
    write, before = sent(taken, name), rows()
    answers = [taken.browser.post(write.path, write.body, headers=headers) for _ in range(2)]
    assert rows() > before, answers[0].content.decode()[:600]
    assert LedgerEntry.objects.filter(row_id=write.stored_as).exists()
    once_stored = rows()
    taken.browser.post(write.path, write.body, headers=headers)
    assert rows() == once_stored
    assert answers[0].status_code == answers[1].status_code < 400
    assert answers[0].get("Location") == answers[1].get("Location")
    other = taken.browser.post(write.path, write.body | {"lying": ["prone"]}, headers=headers)
    assert other.status_code == 409 and "sent before with other content" in other.content.decode()
    assert rows() == once_stored


@pytest.mark.parametrize("action", ["record/", "skip/", "swap/"])
def test_a_step_is_recorded_once(taken, action):  # noqa: F811
    page = open_step(taken).context
    instead = page["swaps"][0][0] if page["swaps"] else ""
    fields = form(page["step"], response="better", reason="Time is short", instead=instead)
    write = Write(f"/visits/{taken.visit.first}/treat/{action}", list(fields.items()))
    answers = [taken.browser.post(write.path, write.body) for _ in range(3)]
    assert {one.status_code for one in answers} == {302} and len({one["Location"] for one in answers}) == 1
    assert Treatment.objects.count() == (2 if action == "swap/" else 1)


def test_what_was_taken_back_is_taken_back_once(taken):  # noqa: F811
    seen = acts.record_observation(
        by=taken.therapist, episode=taken.episode, visit=taken.visit, finding="hawkins_kennedy", side="right",
        present=True,
    )  # fmt: skip
    write = Write(f"/visits/{taken.visit.first}/assess/undo/", [("rows", str(seen.pk))])
    for _ in range(3):
        assert taken.browser.post(write.path, write.body).status_code == 302
    assert Observation.objects.filter(finding="hawkins_kennedy").count() == 2
    assert not look.latest(Observation, first=seen.first)


def test_another_person_cannot_pass_a_write_off_as_sent_before(taken):  # noqa: F811
    write = sent(taken, "assess")
    assert taken.browser.post(write.path, write.body).status_code == 302
    colleague = type(taken.therapist).objects.create_user("second", clinic=taken.clinic, role="therapist")
    answer = signed_in(colleague).post(write.path, write.body)
    assert answer.status_code == 409 and "omebody else" in answer.content.decode()


def test_an_id_that_is_none_is_refused(taken):  # noqa: F811
    path, fields = sent(taken, "assess").path, {"hawkins_kennedy:right": "present", "row_id": "7"}
    assert taken.browser.post(path, fields).status_code == 400
    assert not Observation.objects.filter(finding="hawkins_kennedy").exists()


def test_a_refused_write_can_be_mended_under_its_id(taken):  # noqa: F811
    path, key = f"/visits/{taken.visit.first}/treat/measure/", str(uuid4())
    assert taken.browser.post(path, {"moment": "before", "pain": "11", "row_id": key}).status_code == 422
    assert taken.browser.post(path, {"moment": "before", "pain": "1", "row_id": key}).status_code == 302


def test_a_queue_replayed_twice_stores_once(taken):  # noqa: F811
    step = place(taken)
    here = f"/visits/{taken.visit.first}/treat/"
    queue = [
        Write(here + "measure/", [("moment", "before"), ("pain", "6")]),
        Write(here + "begin/", []),
        Write(here + "record/", [*((key, str(value)) for key, value in step.items()), ("response", "same")]),
        Write(
            here + "record/", [*((key, str(value)) for key, value in step.items()), ("response", "better")]
        ),
        Write(here + "measure/", [("moment", "after"), ("pain", "3")]),
        Write(here + "finish/", []),
    ]
    send = by_browser(taken.browser)
    # The first time the line breaks after each write in turn: what had arrived is sent again with the rest.
    for length in range(1, len(queue) + 1):
        assert set(replay(send, queue[:length])) <= {200, 204}
    stored = rows()
    assert set(replay(send, queue)) <= {200, 204}
    assert rows() == stored
    only = look.latest(Treatment, visit_id=taken.visit.first)
    assert [row.response for row in only] == ["better"] and only[0].first == queue[2].stored_as


def test_a_queued_write_that_the_screening_shuts_is_not_taken_for_stored(taken):  # noqa: F811
    write = sent(taken, "assess")
    observe(taken, *ALARM)
    headers = {"HX-Request": "true", "X-Palpate-Queued": "1"}
    answer = taken.browser.post(write.path, write.body, headers=headers)
    assert answer.status_code == 409 and "screening" in answer.content.decode()


def test_what_waited_keeps_the_time_at_which_it_was_seen(taken):  # noqa: F811
    write, seen_at = sent(taken, "assess"), timezone.now() - timedelta(hours=2)
    taken.browser.post(write.path, write.body, headers={once.MADE: seen_at.isoformat()})
    row = Observation.objects.get(pk=write.stored_as)
    assert row.seen_at == seen_at and row.written_at > seen_at


@pytest.mark.parametrize(
    "made", ["", "yesterday", "2031-01-01T10:00:00Z", "1999-01-01T10:00:00Z", "2026-01-01"]
)
def test_a_time_that_cannot_be_is_not_believed(rf, made):
    assert once.made_at(rf.post("/", headers={once.MADE: made})) is None


def test_the_front_of_a_writers_id_is_in_what_it_stores():
    made = UUID("6f0c9a52-1b1e-4c7d-9a55-0123456789ab")
    one, other = once.joined(made, "a"), once.joined(made, "b")
    assert one != other and one.hex[:16] == other.hex[:16] == "6f0c9a521b1e8c7d"
    assert one == once.joined(made, "a") and one.version == 8
