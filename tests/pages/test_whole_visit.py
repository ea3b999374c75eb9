"""One person all the way through: entered, asked on the phone, screened, assessed, planned, treated, noted,
sent home, seen again a week later, and written about. After each step the test asserts what is stored.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from palpate.records import look
from palpate.records.models import (
    Amendment,
    Client,
    Consent,
    Episode,
    Goal,
    HomeProgram,
    HomeReport,
    IntakeSubmitted,
    Judgement,
    Letter,
    Note,
    NoteSignature,
    Observation,
    Score,
    Treatment,
    Visit,
)
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.exchange.test_letters import page_count
from tests.pages import ways
from tests.pages.conftest import House
from tests.pages.ways import of_visit

WORDS = "It aches at night and I cannot lift the arm."
OUTWARD = "shoulder_external_rotation_passive"
RIGHT, LEFT = 25, 60  # degrees of turning outward


@dataclass
class Day:
    """Who works at what, and the visit it is about."""

    house: House
    desk: Any  # the laptop
    visit: Visit

    @property
    def episode(self) -> Episode:
        return look.latest(Episode, first=self.visit.episode_id)[-1]

    def go(self, step: str) -> Any:
        """Open a step of the visit at the laptop."""
        self.desk.goto(of_visit(self.visit, step))
        return self.desk


def test_a_whole_visit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = house.enter(LAPTOP)
    day = Day(house, desk, a_client_is_entered(desk))
    phone = house.door(PHONE, has_touch=True)
    phone.goto(ways.send_intake(desk, day.visit))
    the_intake_is_filled_in(phone)
    the_intake_is_stored(day)
    today_shows_it(day)
    screened(day)
    assessed(day)
    planned(day)
    an_edit_beyond_the_limits_is_refused(day)
    treated_at_the_table(day)
    noted(day)
    sent_home(day, phone)
    seen_again_a_week_later(day, monkeypatch)
    progress_is_judged(day)
    a_letter_goes_out(day)


def a_client_is_entered(desk: Any) -> Visit:
    visit = ways.enter_client(
        desk, given="Ada", family="Osei", region="shoulder", side="right", words="it aches at night"
    )
    client, episode = Client.objects.get(), Episode.objects.get()
    assert (client.given_name, client.family_name, client.author.username) == ("Ada", "Osei", "rivka")
    assert episode.regions == [{"region": "shoulder", "side": "right"}]
    assert episode.onset_date == timezone.localdate() - timedelta(days=56)
    assert (visit.number, visit.minutes, visit.therapist) == (1, 60, client.author)
    return visit


def the_intake_is_filled_in(phone: Any) -> None:
    assert phone.viewport_size == {"width": 390, "height": 844}
    assert "sessionid" not in {cookie["name"] for cookie in phone.context.cookies()}
    ways.say_who(phone)
    ways.say_why(phone, "right", WORDS)
    ways.touch_the_figure(phone, 120, 185)
    phone.get_by_label("What is it like?").select_option("aching")
    phone.get_by_label("How strong?").select_option("6")
    ways.go_on(phone)
    pages = ways.answer_safety(phone, takes_a_blood_thinner)
    assert pages >= 6
    phone.get_by_label("Which medicines do you take?").fill("apixaban")
    phone.get_by_label("Earlier injuries and operations").fill("fell on the arm as a child")
    ways.go_on(phone)
    for rating, number in (("now", 6), ("worst", 8), ("average", 7)):
        ways.tap_number(phone, rating, number)
    phone.locator("#f-activity-0").fill("Reaching a high shelf")
    ways.tap_number(phone, "score-0", 3)
    ways.go_on(phone)
    ways.tap_number(phone, "ceiling", 6)
    phone.locator("input[name=avoid][value=abdomen]").check(force=True)
    ways.go_on(phone)
    ways.sign(phone)


def takes_a_blood_thinner(phone: Any) -> None:
    if phone.url.endswith("/medicine/") and phone.locator("#f-q-taking_anticoagulant").count():
        phone.locator("#f-q-taking_anticoagulant label.yes").click()


def the_intake_is_stored(day: Day) -> None:
    sent = IntakeSubmitted.objects.get()
    assert sent.by_client and sent.author is None and sent.answers["life"]["medicines"] == "apixaban"
    assert sent.answers["life"]["injuries"] == "fell on the arm as a child"
    [mark] = look.marks(day.episode)
    assert (mark.cell, mark.side, mark.quality, mark.intensity) == ("shoulder_front", "right", "aching", 6)
    consent = Consent.objects.get()
    assert consent.signature.startswith("M") and consent.pressure_at_most == 6
    assert consent.areas_to_avoid == ["abdomen"] and consent.by_client
    scores = {row.measure: row.value for row in look.scores(day.episode)}
    assert scores == {"nprs": 7, "psfs": 3}
    client = look.client_of(day.episode)
    assert (client.birth_date.isoformat(), client.sex) == ("1971-03-03", "female")
    assert client.physician_name == "Dr. Iva Lund" and day.episode.words == WORDS
    said = {row.finding: row.present for row in Observation.objects.filter(by_client=True)}
    assert said["taking_anticoagulant"] is True and said["gradual_onset"] is True
    assert said["chest_pain"] is False and said["fever"] is False
    assert len(said) > 30
    [kept] = Judgement.objects.all()
    assert kept.kind == "screen" and kept.result["triage"]["level"] == "treat-with-restrictions"


def today_shows_it(day: Day) -> None:
    desk = day.desk
    desk.goto("/")
    line = desk.locator(f"#visit-{day.visit.first}")
    assert "A. O." in line.inner_text() and "Osei" not in line.inner_text()
    assert "Intake is not in" not in line.inner_text()
    assert "Treat with restrictions" in line.inner_text()
    line.get_by_role("button", name="Has arrived").click()
    line.get_by_role("button", name="Begin visit").click()
    desk.wait_for_url(re.compile(r"/visits/.+/(screen|assess)/"))
    assert look.state_of(day.visit) == "in_treatment"


def screened(day: Day) -> None:
    """Answer with no what is still asked, until an answer adds nothing to ask or five are given."""
    desk = day.go("screen")
    assert desk.locator("#strip").get_by_text("Agreed to pressure 6 at most").is_visible()
    before = Observation.objects.count()
    given = 0
    while given < 5 and desk.locator(".part[aria-labelledby=next-head] .seg").count():
        first = desk.locator(".part[aria-labelledby=next-head] .seg").first
        with ways.replaced(first):
            first.get_by_role("radio", name="No", exact=True).check()
        given += 1
        desk.get_by_role("status").get_by_text("Recorded:").wait_for()
    written = Observation.objects.filter(by_client=False)
    assert given and Observation.objects.count() == before + given == before + written.count()
    assert {(row.present, row.author.username, row.visit_id) for row in written} == {
        (False, "rivka", day.visit.first)
    }
    judged = look.judgement_of(day.episode, "screen")
    assert judged.author.username == "rivka"
    assert judged.result["triage"]["level"] == "treat-with-restrictions"


def drawn(desk: Any, group: str) -> Any:
    """A group of lines of the assessment, brought into view so that it is drawn."""
    desk.evaluate("id => document.getElementById(id).scrollIntoView()", f"g-{group}")
    desk.locator(f"#g-{group} li").first.wait_for()
    return desk.locator(f"#g-{group}")


def measure(desk: Any, side: str, value: int) -> None:
    """Type a number of degrees and leave the field."""
    field = drawn(desk, "motion").get_by_label(f"Shoulder external rotation, passive, {side}, degrees")
    with ways.replaced(desk.locator("#panel .hyps")):
        field.fill(str(value))
        field.press("Tab")
    desk.locator("#undo").get_by_text(f"{side}: {value}").wait_for()


def tap(desk: Any, group: str, line: str, answer: str) -> None:
    """Answer a line of the assessment; where it is not among those that say most now, with all of them."""
    lines = drawn(desk, group)
    if not lines.locator(f"#r-{line}").count():
        lines.get_by_role("link", name="more", exact=False).last.click()
    chosen = lines.locator(f"#r-{line} label.{answer}").first
    with ways.replaced(desk.locator("#panel .hyps")):
        chosen.click()
    desk.locator(f"#r-{line} label.{answer} input:checked").first.wait_for(state="attached")


def assessed(day: Day) -> None:
    desk = day.go("assess")
    ranked = desk.locator("#panel .hyps")
    before = ranked.inner_text()
    measure(desk, "right", RIGHT)
    measure(desk, "left", LEFT)
    after_motion = ranked.inner_text()
    assert after_motion != before
    tap(desk, "tests", "painful_arc", "yes")
    tap(desk, "tests", "hawkins_kennedy", "no")
    assert ranked.inner_text() != after_motion
    tap(desk, "palpation", "tender_infraspinatus", "yes")
    stored = {(row.finding, row.side): (row.present, row.value) for row in of_therapist(day)}
    assert stored[OUTWARD, "right"] == (None, RIGHT) and stored[OUTWARD, "left"] == (None, LEFT)
    assert stored["painful_arc", "right"] == (True, None)
    assert stored["hawkins_kennedy", "right"] == (False, None)
    assert stored["tender_infraspinatus", "right"] == (True, None)
    judged = look.judgement_of(day.episode, "differential")
    assert judged.knowledge_version and judged.visit_id == day.visit.first
    shares = [one["probability"] for one in judged.result["hypotheses"]]
    assert len(shares) > 2 and shares == sorted(shares, reverse=True)


def of_therapist(day: Day) -> list[Observation]:
    return look.latest(Observation, episode_id=day.episode.first, by_client=False)


def planned(day: Day) -> None:
    desk = day.go("plan")
    assert look.plan_of(day.episode) is None
    desk.get_by_role("button", name="Take over this plan").click()
    desk.get_by_role("link", name="Start treating").wait_for()
    taken = look.plan_of(day.episode)
    assert taken.author.username == "rivka" and taken.knowledge_version
    assert any(item["structure"] == "infraspinatus" for item in taken.content["items"])
    assert all(item["pressure"] <= 6 for item in taken.content["items"])
    kept = look.judgement_of(day.episode, "plan")
    assert kept.result["plan"]["items"] and kept.result["restrictions"]
    change_minutes(desk, 4)
    edited = look.plan_of(day.episode)
    assert edited.replaces_id == taken.pk and edited.content["items"][0]["minutes"] == 4
    with desk.expect_response(lambda answer: "/plan/goal/" in answer.url):
        desk.locator("form:has(input[name=goal][value^=nprs]) button").click()
    goal = Goal.objects.get()
    assert (goal.measure, goal.baseline) == ("nprs", 7) and goal.target < 7


def change_minutes(desk: Any, minutes: int) -> None:
    """Change the dose of the first item."""
    item = desk.locator("article.dose").first
    if not item.get_by_label("Minutes").is_visible():
        item.get_by_role("link", name="Change").click()
    item.get_by_label("Minutes").fill(str(minutes))
    with desk.expect_response(lambda answer: "/plan/change/" in answer.url):
        item.get_by_label("Minutes").press("Tab")
    desk.locator("#plan-told").get_by_role("button", name="Undo").wait_for()


def an_edit_beyond_the_limits_is_refused(day: Day) -> None:
    """More pressure than a blood thinner and the client's own limit leave open."""
    before = look.plan_of(day.episode)
    desk = day.house.beside(day.desk)
    desk.goto(of_visit(day.visit, "plan"))
    item = desk.locator("article.dose").first
    item.get_by_role("link", name="Change").click()
    item.get_by_label("Pressure", exact=True).fill("9")
    with desk.expect_response(lambda answer: "/plan/change/" in answer.url) as refusal:
        item.get_by_label("Pressure", exact=True).press("Tab")
    assert refusal.value.status == 422
    desk.locator("#refused").get_by_text("Pressure 9 is outside what is open").wait_for()
    assert look.plan_of(day.episode).pk == before.pk
    desk.context.close()


def treated_at_the_table(day: Day) -> None:
    table = day.house.enter(TABLET, has_touch=True)
    table.goto(of_visit(day.visit, "plan"))
    table.get_by_role("link", name="Start treating").click()
    press(table, "6")
    table.get_by_role("button", name="Begin").click()
    treated(table)
    skipped(table)
    for _step in range(20):
        if table.get_by_role("heading", name="Measure again").count():
            break
        press_next(table)
    press(table, "4")
    table.get_by_role("button", name="Finish").click()
    table.wait_for_url("**/note/")
    table.context.close()
    it_is_stored_as_treated(day)


def press(table: Any, number: str) -> None:
    """Tap the pain of now."""
    table.locator(f"#pain-{number}").tap()
    table.locator(f"#pain-{number}[aria-pressed=true]").wait_for()


def treated(table: Any) -> None:
    """The first step: the clock runs and is halted, less pressure, the client's answer, on to the next."""
    clock = table.locator("svg.ring text").first
    table.wait_for_function(
        "was => document.querySelector('svg.ring text').textContent !== was", arg=clock.text_content()
    )
    table.get_by_role("button", name="Pause").tap()
    table.get_by_role("button", name="Go on").wait_for()
    table.get_by_role("button", name="Pressure one less").tap()
    table.locator("section.says").get_by_text("Kept at").wait_for()
    table.locator("#say-good").tap()
    table.locator("#say-good[aria-pressed=true]").wait_for()
    press_next(table)


def press_next(table: Any) -> None:
    """Go on to what follows."""
    with further(table):
        table.locator("button.main[name=next]").tap()


@contextmanager
def further(table: Any) -> Iterator[None]:
    """Wait until the head of the table says another step than before."""
    way = table.locator("#thead-in .way").inner_text()
    yield
    head = "document.querySelector('#thead-in .way')"
    table.wait_for_function(f"was => {head} && {head}.innerText !== was", arg=way)


def skipped(table: Any) -> None:
    """The second step is left out, with a reason."""
    with further(table):
        table.locator("summary", has_text="Skip, change").tap()
        table.get_by_role("button", name="Client did not want it").tap()


def it_is_stored_as_treated(day: Day) -> None:
    done = look.treatments(day.visit)
    first, second = done[0], done[1]
    items = look.plan_of(day.episode).content["items"]
    of_plan = {(item["technique"], item["structure"]): item for item in items}
    asked = of_plan[first.technique, first.structure]
    assert first.response == "good" and first.minutes > 0 and not first.skipped and first.planned
    assert first.pressure == asked["pressure"] - 1
    assert second.skipped and second.note == "Client did not want it" and second.minutes == 0
    assert {(row.technique, row.structure) for row in done} <= set(of_plan)
    assert all(row.pressure is None or row.pressure <= 6 for row in done)
    pain = {row.moment: row.value for row in Score.objects.filter(visit_id=day.visit.first)}
    assert pain == {"before": 6, "after": 4}
    assert look.state_of(day.visit) == "finished"
    assert Treatment.objects.filter(first=first.first).count() > 1  # corrected, never overwritten


def noted(day: Day) -> None:
    desk = day.go("note")
    names = ("subjective", "objective", "assessment", "plan")
    parts = {
        name: "\n".join(
            line.input_value() for line in desk.locator(f"section[aria-labelledby=h-{name}] textarea").all()
        )
        for name in names
    }
    assert WORDS in parts["subjective"]
    assert f"{RIGHT}°" in parts["objective"] and "painful arc" in parts["objective"].lower()
    assert "infraspinatus" in parts["objective"].lower()
    assert "diagnos" not in " ".join(parts.values()).lower()
    desk.locator("#plan").press_sequentially("Sleeps on the left for now.")
    desk.get_by_role("button", name="Sign and close").click()
    desk.get_by_role("heading", name="Note, signed").wait_for()
    signature = NoteSignature.objects.get()
    assert (signature.name, signature.licence) == ("Rivka Stern", "MT-1207")
    signed = Note.objects.get(pk=signature.note_id)
    assert "Sleeps on the left for now." in signed.plan and f"{RIGHT}°" in signed.objective
    amended(day, signed)


def amended(day: Day, signed: Note) -> None:
    desk = day.desk
    desk.get_by_label("What is to be added").fill("The left side was measured lying.")
    desk.get_by_label("Why", exact=True).fill("left out")
    desk.get_by_role("button", name="Add", exact=True).click()
    desk.get_by_text("The left side was measured lying.").wait_for()
    added = Amendment.objects.get()
    assert (added.text, added.reason) == ("The left side was measured lying.", "left out")
    assert look.note_of(day.visit, reader=day.visit.therapist).note.pk == signed.pk


def sent_home(day: Day, phone: Any) -> None:
    desk = day.go("home")
    with desk.expect_response(lambda answer: "/home/add/" in answer.url):
        desk.get_by_role("button", name=re.compile("^Add ")).first.click()
    desk.locator("article.exercise").first.wait_for()
    [given] = look.home_program_of(day.episode).exercises
    desk.get_by_role("button", name="Make a link").click()
    path = desk.locator(".qr a").get_attribute("href")
    phone.goto(re.sub(r"^https?://[^/]+", "", path))
    phone.get_by_role("heading", name="Your home program").wait_for()
    phone.get_by_role("button", name=re.compile("^Yes")).first.click()
    phone.get_by_text("Noted: done today.").wait_for()
    report = HomeReport.objects.get()
    assert (report.exercise, report.done, report.by_client) == (given["exercise"], True, True)
    assert HomeProgram.objects.count() == 1


def seen_again_a_week_later(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """Book the second visit, and let a week pass: the therapist has to sign in again."""
    desk, then = day.desk, timezone.localtime() + timedelta(days=7)
    desk.goto(f"/clients/{day.episode.client_id}/")
    desk.get_by_role("link", name="Book the next visit").click()
    desk.get_by_role("link", name="Another time or length").click()
    desk.get_by_label("Date").fill(then.date().isoformat())
    desk.get_by_label("Time").fill(then.strftime("%H:%M"))
    desk.locator("#main button.main").click()
    desk.get_by_role("heading", name="Ada Osei").wait_for()
    second = Visit.objects.get(number=2)
    assert second.episode_id == day.episode.first
    assert timezone.localtime(second.starts_at).date() == then.date()
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=7))
    desk.context.close()
    day.desk, day.visit = day.house.enter(LAPTOP), second
    assert day.desk.locator(f"#visit-{second.first}").is_visible()


def progress_is_judged(day: Day) -> None:
    desk = day.go("progress")
    desk.locator("select[name=measure]").select_option("nprs")
    answer_pain(desk, 2)
    with desk.expect_navigation():
        desk.locator("#score-fields").get_by_role("button", name="Record").click()
    scored = Score.objects.get(visit_id=day.visit.first)
    assert (scored.measure, scored.value, scored.taken_on) == ("nprs", 2, timezone.localdate())
    goal = desk.locator("article.goal", has_text="Pain")
    assert "Better, and enough to matter" in goal.inner_text()
    assert goal.locator("figure svg").first.is_visible()
    assert "From 7 to 2" in goal.inner_text()
    judged = look.judgement_of(day.episode, "progress")
    assert judged.visit_id == day.visit.first
    assert [one["progress"]["verdict"] for one in judged.result["goals"]] == ["improved-important"]


def answer_pain(desk: Any, number: int) -> None:
    """Say how strong the pain is, in every question of the scale."""
    fields = desk.locator("#score-fields")
    fields.get_by_role("button", name="Record").wait_for()
    for question in fields.locator("fieldset").all():
        question.locator(f"label:has(input[value='{number}'])").click()
    if fields.locator("input[name=value]").count():
        fields.locator("input[name=value]").fill(str(number))


def a_letter_goes_out(day: Day) -> None:
    desk = day.go("letter")
    assert desk.get_by_label("To", exact=True).input_value() == "Dr. Iva Lund"
    with desk.expect_navigation():
        desk.get_by_role("button", name="Sign and make the PDF").click()
    link = desk.locator("#sent ~ ul a, section[aria-labelledby=sent] a", has_text="PDF")
    got = desk.request.get(desk.evaluate("location.origin") + link.get_attribute("href"))
    assert got.status == 200 and got.headers["content-type"] == "application/pdf"
    body = got.body()
    assert body.startswith(b"%PDF") and page_count(body) == 1
    [sent] = look.latest(Letter)
    assert sent.sent_at is not None and bytes(sent.pdf) == body
    assert sent.to_name == "Dr. Iva Lund" and sent.body["visit"] == str(day.visit.first)
    said = " ".join(part["text"] for part in sent.body["paragraphs"])
    assert "diagnos" not in said.lower()
