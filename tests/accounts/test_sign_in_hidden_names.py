"""Privacy mode: no page says who a client is; what it hides can be shown to whoever asked for the page."""

import re
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import Client

from palpate.accounts.models import Role, User
from palpate.accounts.reveal import COOKIE
from palpate.pages import hiding
from palpate.records import acts, look
from palpate.records.models import Client as Treated
from tests.pages.people import People, settle
from tests.pages.test_every_page import of_the_clinic

KNOWN = {
    "phone": "555 0142",
    "email": "mira@harbour.example",
    "address": "Lock Lane 7",
    "emergency_contact": "Jonas 555 0177",
    "physician_name": "Dr. Iva Lund",
}
SAID = ("title", "aria-label", "alt", "placeholder")  # attributes that are shown or read aloud


class Shown(HTMLParser):
    """What a page shows or says, without what stands in fields: those are dotted until they are touched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Words in attributes."""
        self.inside = tag
        self.words += [str(value) for name, value in attrs if name in SAID]

    def handle_endtag(self, tag: str) -> None:
        """Nothing is inside any more."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if self.inside not in {"textarea", "script"}:
            self.words.append(data)


@pytest.fixture
def people(ada: User) -> People:
    found = settle(SimpleNamespace(therapist=ada, clinic=ada.clinic))  # type: ignore[arg-type]
    mira = Treated.objects.get(family_name="Castillo")
    acts.correct_client(by=ada, client=mira, birth_date=date(1971, 3, 12), **KNOWN)
    return found


@pytest.fixture
def browser(ada: User, people: People) -> Client:
    found = Client()
    found.force_login(ada)
    found.post("/accounts/hide-names/", {"hide": "1", "back": "/clients/"})
    return found


def test_no_page_says_who_it_is(browser: Client, people: People) -> None:
    User.objects.update(role=Role.OWNER)  # who sees every page
    clear = [*KNOWN.values(), "Castillo", "Mira", "Pavel", "Ito", "Noor", "Weiss", "12 Mar 1971"]
    wanted = re.compile("|".join(rf"\b{re.escape(word)}" for word in clear))
    addresses = [*of_the_clinic(people), "/find/?q=cast"]
    told = {}
    for address in addresses:
        page = browser.get(address)
        assert page.status_code in (200, 302, 404), (address, page.status_code)
        if found := wanted.findall(" ".join(Shown(page.content.decode()).words)):
            told[address] = found
    assert told == {}


def test_they_are_said_without_it(ada: User, people: People) -> None:
    """Else the test above would pass on empty pages."""
    browser = Client()
    browser.force_login(ada)
    page = " ".join(Shown(browser.get(f"/clients/{people.under_way.client.first}/").content.decode()).words)
    assert {word for word in [*KNOWN.values(), "Mira Castillo", "12 Mar 1971"] if word not in page} == set()
    assert "data-veil" not in page


def test_what_is_hidden_is_shown_to_the_same_person_only(
    browser: Client, people: People, owner: User
) -> None:
    page = browser.get(f"/clients/{people.under_way.client.first}/").content.decode()
    assert "<title>M. C. · Palpate</title>" in page and "data-veiled" in page
    veils = re.findall(r'data-veil="([^"]+)"', page)
    texts = {browser.post("/accounts/reveal/", {"veil": veil}).json()["text"] for veil in veils}
    assert {"Mira Castillo", "555 0142", "Fri 12 Mar 1971"} <= texts
    other = Client()
    other.force_login(owner)
    for asking, veil in ((other, veils[0]), (browser, "made up"), (browser, "")):
        assert asking.post("/accounts/reveal/", {"veil": veil}).status_code == 400
    assert Client().post("/accounts/reveal/", {"veil": veils[0]}).status_code == 302


def test_a_message_names_nobody_and_the_switch_goes_back(browser: Client) -> None:
    assert browser.cookies[COOKIE]["httponly"]
    answer = browser.post("/accounts/hide-names/", {"hide": "0", "back": "//elsewhere.example/"})
    assert answer["Location"] == "/" and browser.cookies[COOKIE].value == ""
    assert "data-veiled" not in browser.get("/").content.decode()


def test_the_next_request_hides_nothing(ada: User, browser: Client) -> None:
    browser.get("/")
    assert not hiding.hides()


@pytest.mark.parametrize(
    ("written", "clear", "hidden"),
    [
        ("{{ client|client_name }}", "Mira &lt;b&gt;", "M. &lt;."),
        ('{{ client|client_name:"family" }}', "&lt;b&gt;, Mira", "M. &lt;."),
        ("{{ client|client_name_plain }}", "Mira &lt;b&gt;", "M. &lt;."),
        ("{{ phone|contact }}", "0 1", "•••••"),
        ('{% reach "tel" phone %}', '<a href="tel:01">0 1</a>', "•••••"),
        ('{{ none|contact|default:"not known" }}', "not known", "not known"),
    ],
)
def test_filters_escape_and_hide(written: str, clear: str, hidden: str) -> None:
    client = Treated(given_name="Mira", family_name="<b>")
    page: dict[str, Any] = {"client": client, "phone": "0 1", "none": ""}
    template = engines["django"].from_string(written)
    assert template.render(page) == clear
    hiding.begin(lambda text: "sealed")
    try:
        assert re.sub(r"<[^>]+>", "", template.render(page)) == hidden
    finally:
        hiding.end()


def test_saving_a_form_keeps_what_was_hidden(browser: Client, people: People, ada: User) -> None:
    """The form of a client holds the true values, dotted by the browser, so that saving loses none."""
    mira = look.one(Treated, ada.clinic, people.under_way.client.first)
    page = browser.get(f"/clients/{mira.first}/edit/").content.decode()
    fields = dict(re.findall(r'name="(given_name|family_name|phone)" value="([^"]*)"', page))
    assert fields == {"given_name": "Mira", "family_name": "Castillo", "phone": "555 0142"}
