"""Every page at phone, tablet and laptop width: it answers, says nothing wrong in the console, fits its
screen, has no barrier that axe knows, is small, and its main action is reached by the keyboard alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from palpate.accounts.models import Role, User
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.pages.conftest import House
from tests.pages.people import People, Somebody, settle

BYTES = 60_000
STEPS = ("screen", "assess", "plan", "treat", "note", "home", "progress")
ENTRIES = (
    "conditions/frozen_shoulder",
    "findings/hawkins_kennedy",
    "structures/infraspinatus",
    "techniques/deep_tissue",
    "flags/dvt_leg",
    "contraindications/dvt_legs",
    "exercises/pendulum",
    "measures/nprs",
)
INTAKE = ("about", "why", "where", "heart", "head", "nerves", "medicine", "life", "pain", "touch", "consent")
# What takes a form or gives a fragment, a PDF or a picture. Everything else that has an address is opened.
NO_PAGES = {
    "tour", "sign_out", "did", "pdf", "picture", "save", "purpose", "send", "visit_state", "undo_state",
    "chart_figure", "next_book", "next_undo", "visit_cancel",
    "disposition", "undo_disposition", "timeline", "discharge", "reopen", "body",
    "lock", "lock_state", "awake", "unlock", "unlock_begin", "unlock_finish", "hide_names", "reveal",
    "passkey_begin", "passkey_finish", "passkey_add_begin", "passkey_add_finish", "passkey_name",
    "passkey_remove", "app_remove", "recovery_new", "end_others", "end_one", "rules", "lift",
    "lift_addresses", "reset_factor", "second_step", "new_password", "password_link",
    "house",  # looked at in tests/accounts, as what stands before it
    "health", "worker", "token", "news",
    "years", "backup", "export_all", "job", "job_export", "export", "hold", "erase",
    "person_new", "person", "person_active", "person_hours",  # looked at in tests/clinic
}  # fmt: skip
FRAGMENTS = ("screen_", "assess_", "plan_", "treat_", "note_", "home_", "progress_")


COLOURS = ("color-contrast", "link-in-text-block")  # the rules of axe that the other theme decides
ROOM = ("scrollable-region-focusable",)  # and those that another width does

# Parts that the page asks for by itself are there, with the styles that they bring.
STYLED = """() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
    && [...document.querySelectorAll("link[rel=stylesheet]")].every(one => one.sheet)"""
STICKING_OUT = """[...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth)
    .filter(one => { for (let over = one.parentElement; over; over = over.parentElement)
        if (getComputedStyle(over).overflowX !== "visible") return false; return true })
    .slice(-5).map(one => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""


def test_every_page_is_whole(house: House, assert_accessible: Any) -> None:
    people = settle(house)
    User.objects.update(role=Role.OWNER)  # who sees every page
    page = house.enter(PHONE)
    addresses = [*of_the_clinic(people), *of_the_knowledge(), *of_the_portal(people)]
    assert nothing_was_forgotten(addresses) == set()
    wrong: list[str] = []
    for address in addresses:
        with told_at(address, page, wrong):
            look_at(page, address, assert_accessible)
    assert not wrong, "\n".join(wrong)


def of_a_visit(who: Somebody, number: int, steps: tuple[str, ...] = STEPS) -> list[str]:
    visit = who.visits[number - 1].first
    return [*(f"/visits/{visit}/{step}/" for step in steps), f"/letters/{visit}/"]


def of_the_clinic(people: People) -> list[str]:
    one, visit = people.under_way, people.under_way.visits[2].first
    return [
        "/",
        f"/?on={one.visits[1].starts_at:%Y-%m-%d}",
        "/?on=2001-01-01",
        "/clients/",
        "/clients/new/",
        f"/clients/{one.client.first}/",
        f"/clients/{people.unknown.client.first}/",
        f"/clients/{one.client.first}/edit/",
        f"/clients/{one.client.first}/episodes/new/",
        f"/episodes/{one.episode.first}/visits/new/",
        f"/episodes/{one.episode.first}/invite/",
        f"/episodes/{one.episode.first}/next/",
        f"/visits/{visit}/move/",
        *of_a_visit(one, 3),
        f"/visits/{visit}/assess/body/",
        f"/visits/{visit}/chart/",
        "/chart/legend/",
        f"/visits/{visit}/treat/?at=step",
        f"/visits/{visit}/treat/?at=after",
        f"/visits/{visit}/treat/?at=late",
        *of_a_visit(one, 1, ("treat", "note", "progress")),
        f"/letters/{one.visits[0].first}/?another",
        *of_a_visit(people.alarming, 1, ("screen", "note", "progress")),
        *of_a_visit(people.unknown, 1),
        "/record/",
        f"/record/clients/{one.client.first}/",
        "/people/",
        f"/clients/{one.client.first}/looked/",
    ]


def of_the_knowledge() -> list[str]:
    lists = {entry.split("/")[0] for entry in ENTRIES} | {"sources"}
    return [
        "/knowledge/",
        "/knowledge/review/",
        "/knowledge/compare/neck_pain/",
        *(f"/knowledge/{kind}/" for kind in sorted(lists)),
        *(f"/knowledge/{entry}/" for entry in ENTRIES),
        "/knowledge/sources/u_sherman2009/",
        "/find/?q=shoulder",
    ]


def of_the_portal(people: People) -> list[str]:
    unanswered, alarmed = people.unknown.intake, people.alarming.intake
    return [
        *(f"/portal/{unanswered}/{step}/" for step in INTAKE),
        f"/portal/{alarmed}/",
        f"/portal/home/{people.under_way.home}/",
        f"/portal/home/{people.unknown.home}/",
        "/accounts/sign-in/",
        *(f"/accounts/own/{page}" for page in ("", "hours/", "confirm/", "password/", "app/", "passkey/")),
        "/accounts/locked/",
        "/offline/",
        "/look/",
        "/look/answers/",
    ]


def names_below(patterns: Any, inside: str = "") -> Iterator[str]:
    """The names of all addresses, each with its room: "clinic:note"."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names_below(one.url_patterns, one.namespace or inside)
        elif isinstance(one, URLPattern) and one.name:
            yield f"{inside}:{one.name}" if inside else one.name


def nothing_was_forgotten(addresses: list[str]) -> set[str]:
    """The names of pages that have an address and are not opened here."""
    opened = {str(resolve(address.split("?")[0]).url_name) for address in addresses}
    named = {name.rpartition(":")[2] for name in names_below(get_resolver().url_patterns)}
    return {name for name in named if not name.startswith(FRAGMENTS)} - opened - NO_PAGES


@contextmanager
def told_at(address: str, page: Any, wrong: list[str]) -> Iterator[None]:
    """Gather what is wrong at an address, and go on."""
    said: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error":
            said.append(f"console: {message.text}")

    page.on("console", hear)
    try:
        yield
    except AssertionError as mistake:
        said.append(str(mistake)[:1600])
    page.remove_listener("console", hear)
    wrong.extend(f"{address}: {one}" for one in said)


def look_at(page: Any, address: str, assert_accessible: Any) -> None:
    """All that axe knows on a phone; what changes with the theme and the width on the others too. Every page
    by every rule in all of them is looked at by `make screens`.
    """
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.emulate_media(color_scheme="light")
    answer = page.goto(address)
    assert answer.status == 200, answer.status
    size = len(answer.body())
    assert size <= BYTES, f"{size} bytes"
    page.wait_for_function(STYLED)
    it_fits(page)
    assert_accessible(page)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    page.emulate_media(color_scheme="dark")
    it_fits(page)
    page.wait_for_function(STYLED)
    assert_accessible(page, *COLOURS)
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    it_fits(page)
    assert_accessible(page, *ROOM)
    assert the_keyboard_reaches_the_main_action(page), "Tab does not reach the main action"


def it_fits(page: Any) -> None:
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, f"{wider} px too wide at {page.viewport_size['width']}: {page.evaluate(STICKING_OUT)}"


REACHED = """() => {
    const now = document.activeElement, page = document.querySelector('main, .screen');
    const main = [...document.querySelectorAll('.btn.main, .big.main')].filter(e => e.checkVisibility());
    const any = page.querySelector('a[href], button, input:not([type=hidden]), select, summary');
    return main.length ? main.includes(now) : page.contains(now) || !any;
}"""
WATCH = f"""() => {{
    const reached = {REACHED};
    document.activeElement.blur();
    window.wasReached = false;
    addEventListener("focusin", () => {{ window.wasReached ||= reached(); }});
}}"""


def the_keyboard_reaches_the_main_action(page: Any, most: int = 250) -> bool:
    """Press Tab until the filled button, or where there is none, anything in the page's main part has the
    focus. Each place that gets it is looked at; what was found is asked after every fifth.
    """
    page.evaluate(WATCH)
    for press in range(1, most + 1):
        page.keyboard.press("Tab")
        if press % 5 == 0 and page.evaluate(f"() => window.wasReached || ({REACHED})()"):
            return True
    return False
