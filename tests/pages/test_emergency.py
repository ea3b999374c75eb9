"""An emergency that the client's own answers tell of: the phone says so, Today says so first, and nothing of
the visit opens, by no address and no form, until a physician has looked into it.
"""

from typing import Any

from playwright.sync_api import Page

from palpate.clinic.frame import BEHIND_THE_GATE
from palpate.clinic.plan import urls as plan_urls
from palpate.clinic.treat import urls as treat_urls
from palpate.records import look
from palpate.records.models import (
    Consent,
    Disposition,
    Goal,
    HomeProgram,
    IntakeSubmitted,
    Judgement,
    Observation,
    Plan,
    Treatment,
    Visit,
)
from tests.conftest import PHONE
from tests.pages.conftest import House
from tests.pages.ways import enter_client, go_on, of_visit, say_who, say_why, send_intake

ALARMING = ("jaw_pain", "left_arm_pain", "sweating", "breathlessness")
NOBODY_MAY_WRITE = (Plan, Goal, Treatment, HomeProgram)


def test_an_emergency_shuts_the_way_until_a_physician_has_looked(house: House, assert_accessible) -> None:
    desk = house.enter()
    visit = enter_client(
        desk, given="Ada", family="Osei", region="shoulder", side="left", words="shoulder and arm"
    )
    phone = house.door(PHONE)
    phone.goto(send_intake(desk, visit))
    answer_alarmingly(phone)
    the_phone_shows_the_alarm(phone, assert_accessible)
    it_is_stored_as_emergency(visit)

    today_shows_the_call_first(desk, assert_accessible)
    every_page_leads_to_the_screening(desk, visit)
    nothing_is_written_by_a_direct_form(desk, visit)

    record_disposition(desk, visit, "emergency service called", spoke_to="Ada")
    assert [row.decision for row in Disposition.objects.all()] == ["called_emergency"]
    every_page_leads_to_the_screening(desk, visit)
    nothing_is_written_by_a_direct_form(desk, visit)

    record_disposition(desk, visit, "cleared by a physician", spoke_to="Dr. Iva Lund", all_rules=True)
    cleared = look.dispositions(episode_of(visit))[-1]
    assert cleared.decision == "cleared" and cleared.rules and cleared.spoke_to == "Dr. Iva Lund"
    the_way_is_open(desk, visit)


def answer_alarmingly(phone: Page) -> None:
    say_who(phone)
    say_why(phone, "left", "shoulder, arm and jaw")
    go_on(phone)  # the body chart may stay empty
    assert phone.url.endswith("/heart/")
    for finding in ALARMING:
        phone.locator(f"#f-q-{finding} label.yes").click()
    go_on(phone)


def the_phone_shows_the_alarm(phone: Page, assert_accessible: Any) -> None:
    assert phone.get_by_role("heading", name="Please call 112 now").is_visible()
    assert phone.get_by_role("link", name="Call 112").get_attribute("href") == "tel:112"
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(phone)


def episode_of(visit: Visit) -> Any:
    return look.latest(type(visit.episode), first=visit.episode_id)[-1]


def it_is_stored_as_emergency(visit: Visit) -> None:
    """Sent at once, before the intake was finished and without a signature."""
    assert IntakeSubmitted.objects.count() == 1 and not Consent.objects.exists()
    stored = {row.finding: row.present for row in Observation.objects.filter(finding__in=ALARMING)}
    assert stored == dict.fromkeys(ALARMING, True)
    assert all(row.by_client for row in Observation.objects.all())
    judged = look.judgement_of(episode_of(visit), "screen")
    assert judged is not None and judged.by_client and judged.knowledge_version
    assert judged.result["triage"]["level"] == "emergency"
    raised = judged.result["triage"]["reasons"][0]
    assert raised["urgency"] == "emergency" and set(raised["because"]) <= {*ALARMING, "shoulder_pain"} | {
        row.finding for row in Observation.objects.all()
    }


def today_shows_the_call_first(desk: Page, assert_accessible: Any) -> None:
    desk.goto("/")
    assert "one call to make first" in desk.get_by_role("heading", level=1).inner_text()
    call = desk.get_by_role("heading", name="needs emergency care, not a visit")
    assert call.is_visible()
    above = call.bounding_box()["y"]
    assert above < desk.locator("ol.visits").bounding_box()["y"]
    assert desk.get_by_text("Call first, and say what was done").is_visible()
    assert not desk.get_by_role("button", name="Begin visit").count()
    assert not desk.get_by_role("button", name="Begin now").count()
    assert_accessible(desk)


def every_page_leads_to_the_screening(desk: Page, visit: Visit) -> None:
    assert set(BEHIND_THE_GATE) == {"assess", "plan", "treat", "home"}
    for step in BEHIND_THE_GATE:
        desk.goto(of_visit(visit, step))
        assert desk.url.endswith(of_visit(visit, "screen")), step
        assert desk.get_by_role("heading", name="needs emergency care now").is_visible()
    shut = desk.locator("#tabs a[aria-disabled=true]").all_inner_texts()
    assert [text.split()[0] for text in shut] == ["Assess", "Plan", "Treat", "Home"]
    assert not Judgement.objects.filter(kind__in=("plan", "differential")).exists()


def post(desk: Page, url: str, **given: str) -> Any:
    """Send a form as a browser of this person would, whatever page is open."""
    desk.goto("/")
    token = desk.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    origin = desk.evaluate("location.origin")
    return desk.request.post(
        origin + url,
        form={"csrfmiddlewaretoken": token or "", **given},
        headers={"Referer": origin + "/"},
        max_redirects=0,
    )


def saving_addresses(visit: Visit) -> list[str]:
    """Every address below the plan and the treatment that takes a form, read from the routes themselves."""
    routes = [str(one.pattern) for one in (*plan_urls.urlpatterns, *treat_urls.urlpatterns)]
    below = [route for route in routes if not route.endswith(("/plan/", "/treat/"))]
    assert len(below) > 15
    home = [f"visits/<uuid:visit>/home/{what}/" for what in ("add", "dose", "remove", "done", "link")]
    assess = [f"visits/<uuid:visit>/assess/{what}/" for what in ("answer", "rest")]
    return [f"/{route.replace('<uuid:visit>', str(visit.first))}" for route in (*below, *home, *assess)]


def nothing_is_written_by_a_direct_form(desk: Page, visit: Visit) -> None:
    given = {
        "technique": "swedish",
        "structure": "infraspinatus",
        "side": "left",
        "minutes": "5",
        "pressure": "3",
        "response": "better",
        "pain": "3",
        "moment": "before",
        "exercise": "pendulum",
        "goal": "nprs",
        "target": "1",
        "due": "2099-01-01",
        "finding": "painful_arc",
        "left": "20",
    }
    before = Observation.objects.count()
    shut = [refuses(url, post(desk, url, **given)) for url in saving_addresses(visit)]
    assert shut.count("sent away") >= 15
    for model in NOBODY_MAY_WRITE:
        assert not model.objects.exists(), model
    assert Observation.objects.count() == before


def refuses(url: str, answer: Any) -> str:
    """How a form sent past the pages is refused. To say that a visit is over is always possible."""
    target = answer.headers.get("location", "")
    if answer.status == 302 and (target.endswith("/screen/") or url.endswith("/treat/finish/")):
        return "sent away"
    assert answer.status == 405 or (answer.status == 404 and "/home/" in url), (url, answer.status, target)
    return "refused"


def record_disposition(
    desk: Page, visit: Visit, decision: str, *, spoke_to: str, all_rules: bool = False
) -> None:
    desk.goto(of_visit(visit, "screen"))
    again = desk.locator("summary", has_text="Say what else was done")
    if again.count():
        again.click()
    desk.locator("#id_decision").select_option(label=decision)
    desk.locator("#id_spoke_to").fill(spoke_to)
    desk.locator("#id_words").fill("said by phone")
    if all_rules:
        for box in desk.locator("#id_rules input").all():
            box.check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Record", exact=True).click()


def the_way_is_open(desk: Page, visit: Visit) -> None:
    for step in BEHIND_THE_GATE:
        desk.goto(of_visit(visit, step))
        assert desk.url.endswith(of_visit(visit, step)), step
    assert not desk.locator("#tabs a[aria-disabled=true]").count()
    desk.goto("/")
    assert not desk.get_by_role("heading", name="needs emergency care").count()
