"""The pages of clients: what they store, what they refuse, and what they cost."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from palpate.records import acts, look
from palpate.records.models import Client, Episode, EpisodeEnd, Invitation, Visit
from palpate.records.models.words import State
from tests.clinic.conftest import signed_in


def entry(cast, **more):
    """A filled entry form."""
    given = {
        "row_id": str(uuid4()),
        "given_name": "Ines",
        "family_name": "Marr",
        "birth_date": "1980-02-29",
        "sex": "female",
        "region1": "neck",
        "side1": "left",
        "since": "3",
        "unit": "weeks",
        "words": "it pulls when I look over my shoulder",
        "date": (timezone.localdate() + timedelta(days=2)).isoformat(),
        "time": "09:30",
        "minutes": "45",
        "therapist": str(cast.therapist.pk),
    }
    return given | more


def test_one_form_enters_client_complaint_and_visit(cast):
    answer = cast.browser.post("/clients/new/", entry(cast))
    who = Client.objects.get(family_name="Marr")
    assert answer["Location"] == f"/clients/{who.first}/"
    episode = Episode.objects.get(client_id=who.first)
    assert episode.regions == [{"region": "neck", "side": "left"}]
    assert episode.title == "Left neck"
    assert episode.onset_date == timezone.localdate() - timedelta(days=21)
    visit = Visit.objects.get(episode_id=episode.first)
    assert (visit.minutes, visit.number, visit.therapist) == (45, 1, cast.therapist)
    assert timezone.localtime(visit.starts_at).strftime("%H:%M") == "09:30"


def test_sending_the_form_twice_enters_one_client(cast):
    given = entry(cast)
    for _ in range(2):
        cast.browser.post("/clients/new/", given | {"another": "1"})
    assert Client.objects.filter(family_name="Marr").count() == 1
    assert Visit.objects.exclude(first=cast.visit.first).count() == 1


def test_mistakes_name_their_field_and_store_nothing(cast):
    answer = cast.browser.post(
        "/clients/new/", entry(cast, given_name="", side1="", time="", birth_date="2999-01-01")
    )
    page = answer.content.decode()

    for said in ("Given name", "Neck: left, right or both?", "At what time?", "between 1900 and today"):
        assert said in page
    assert 'href="#id_side1"' in page and "it pulls when I look" in page
    assert Client.objects.count() == 1


def test_somebody_alike_is_pointed_out_first(cast):
    given = entry(cast, given_name="ada", family_name="OSEI", birth_date="1971-03-03")
    page = cast.browser.post("/clients/new/", given).content.decode()
    assert "Is it one of these?" in page and f"/clients/{cast.client.first}/" in page
    assert Client.objects.count() == 1
    cast.browser.post("/clients/new/", given | {"another": "1"})
    assert Client.objects.count() == 2


def test_the_same_name_with_another_birth_date_is_somebody_else(cast):
    given = entry(cast, given_name="Ada", family_name="Osei", birth_date="1999-01-01")
    assert cast.browser.post("/clients/new/", given).status_code == 302


def test_search_as_you_type(cast):
    found = cast.browser.get("/clients/?q=ose", headers={"HX-Request": "true"}).content.decode()
    assert "Osei, Ada" in found and "<html" not in found
    none = cast.browser.get("/clients/?q=zzz").content.decode()
    assert "Nobody is called" in none and "name=zzz" in none
    assert "Osei" not in cast.stranger.get("/clients/?q=ose").content.decode()


def test_search_finds_by_phone_and_without_accents(cast):
    cast.browser.post("/clients/new/", entry(cast, given_name="Inès", phone="+49 (30) 123-45"))
    for text in ("ines", "3012345", "marr ine"):
        assert "Marr, Inès" in cast.browser.get("/clients/", {"q": text}).content.decode(), text


def test_the_page_shows_what_was_seen_last(cast):
    for number, finding in enumerate(["painful_arc", "shoulder_flexion_active", *["speed"] * 3]):
        value = {"value": 120.0} if "flexion" in finding else {"present": number % 2 == 0}
        acts.record_observation(
            by=cast.therapist, episode=cast.episode, visit=cast.visit, finding=finding, side="right", **value
        )
    page = cast.browser.get(f"/clients/{cast.client.first}/").content.decode()
    shown = [line.split("</b>")[0] for line in page.partition('<ul class="seen')[2].split("<li>")[1:]]
    assert ["right</span> <b>present" in line for line in shown] == [True, False, True]
    assert "120" in shown[1] and "Speed" in shown[0] and "ainful arc" in shown[2]
    assert "Seen last" not in signed_in(cast.desk).get(f"/clients/{cast.client.first}/").content.decode()


def test_correcting_keeps_what_was(cast):
    url = f"/clients/{cast.client.first}/edit/"
    given = {"given_name": "Ada", "family_name": "Osei-Lind", "birth_date": "1971-03-03", "sex": "female"}
    cast.browser.post(url, given)
    now = look.one(Client, cast.clinic, cast.client.first)
    assert (now.family_name, now.birth_date) == ("Osei-Lind", date(1971, 3, 3))
    assert Client.objects.filter(first=cast.client.first).count() == 2
    cast.browser.post(url, given)
    assert Client.objects.filter(first=cast.client.first).count() == 2


def test_the_next_visit_is_suggested_and_booked(cast):
    url = f"/episodes/{cast.episode.first}/visits/new/"
    form = cast.browser.get(url).context["visit"]
    given = {name: form[name].value() for name in ("date", "time", "minutes", "therapist")}
    assert given["date"] == timezone.localtime(cast.visit.starts_at).date() + timedelta(days=7)
    given |= {"time": given["time"].strftime("%H:%M"), "row_id": str(uuid4())}
    for _ in range(2):
        assert cast.browser.post(url, given).status_code == 302
    assert sorted(Visit.objects.values_list("number", flat=True)) == [1, 2]


def test_a_visit_is_moved(cast):
    url = f"/visits/{cast.visit.first}/move/"
    given = {"date": "2031-05-06", "time": "14:15", "minutes": "90", "therapist": cast.therapist.pk}
    assert cast.browser.post(url, given).status_code == 302
    moved = look.one(Visit, cast.clinic, cast.visit.first)
    assert (moved.minutes, moved.starts_at.isoformat()) == (90, "2031-05-06T14:15:00+00:00")


def test_one_more_complaint(cast):
    given = entry(cast, region1="lumbar", side1="both", date="", time="")
    cast.browser.post(f"/clients/{cast.client.first}/episodes/new/", given)
    assert look.episodes(cast.client)[1].regions == [{"region": "lumbar", "side": "both"}]
    assert Visit.objects.count() == 1


def test_the_link_for_the_intake(cast):
    url = f"/episodes/{cast.episode.first}/invite/"
    assert "Make the link" in cast.browser.get(url).content.decode()
    page = cast.browser.post(url, follow=True).content.decode()
    link = Invitation.objects.get()
    assert f"/portal/{link.token}" in page and "<svg" in page
    assert "opens on the client" in page
    assert cast.stranger.get(url).status_code == 404


def test_discharge_cancels_what_is_to_come_and_is_taken_back(cast):
    later = {"date": "2031-05-06", "time": "14:15", "minutes": "60", "therapist": cast.therapist.pk}
    cast.browser.post(f"/episodes/{cast.episode.first}/visits/new/", later)
    coming = Visit.objects.get(number=2)
    url = f"/episodes/{cast.episode.first}/discharge/"
    cast.browser.post(url, {"on": timezone.localdate().isoformat(), "reason": "goals reached", "summary": ""})
    assert look.end_of(cast.episode).reason == "goals reached"
    assert look.state_of(coming) == State.CANCELLED and look.state_of(cast.visit) == State.BOOKED
    cast.browser.post(f"/episodes/{cast.episode.first}/reopen/")
    assert look.end_of(cast.episode) is None and EpisodeEnd.objects.count() == 2


def test_the_client_page_costs_little(cast, django_assert_max_num_queries):
    cast.browser.post(f"/clients/{cast.client.first}/episodes/new/", entry(cast))
    with django_assert_max_num_queries(12):
        answer = cast.browser.get(f"/clients/{cast.client.first}/")
    assert len(answer.content) < 60_000
    with django_assert_max_num_queries(12):
        cast.browser.get("/clients/")


def test_the_timeline_opens_in_place(cast):
    url = f"/episodes/{cast.episode.first}/timeline/"
    assert "Visit 1, 60 minutes" in cast.browser.get(url).content.decode()
    assert "<html" not in cast.browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert signed_in(cast.desk).get(url).status_code == 403


def test_the_front_desk_arranges_and_reads_no_record(cast):
    desk = signed_in(cast.desk)
    page = desk.get(f"/clients/{cast.client.first}/").content.decode()
    assert "Book the next visit" in page and f"/visits/{cast.visit.first}/screen/" not in page
    assert desk.post(f"/episodes/{cast.episode.first}/discharge/", {}).status_code == 403


def test_strangers_see_no_client(cast):
    for url in (
        f"/clients/{cast.client.first}/",
        f"/clients/{cast.client.first}/edit/",
        f"/clients/{cast.client.first}/episodes/new/",
        f"/episodes/{cast.episode.first}/visits/new/",
        f"/episodes/{cast.episode.first}/timeline/",
        f"/visits/{cast.visit.first}/move/",
    ):
        assert cast.stranger.get(url).status_code == 404


def test_a_visit_of_a_day_that_has_passed_is_entered_as_held(cast):
    held = timezone.localtime() - timedelta(days=3)
    sent = {"date": held.date(), "time": "10:00", "minutes": 60, "therapist": cast.therapist.pk}
    page = cast.browser.post(f"/episodes/{cast.episode.first}/visits/new/", sent, follow=True)
    assert "It is marked as entered later" in page.content.decode()
    first = look.visits(cast.episode)[0]
    assert (first.number, look.state_of(first)) == (1, State.FINISHED)
    assert look.entered_later(first) is not None
    note = cast.browser.get(f"/visits/{first.first}/note/").content.decode()
    assert "after it was held" in note
