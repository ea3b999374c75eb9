"""Whatever is sent to a form: no server error, no traceback, and nothing stored that the schema forbids.

The forms are found by walking the pages of a clinic at work as a browser would; each is then sent with the
values it came with, with nothing, and with values of which none was foreseen.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote_plus

import pytest
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palpate.accounts.models import Clinic, Role, User
from palpate.records import chain, look
from palpate.records.models import ROWS, Episode, Row
from tests.pages.conftest import PASSWORD, House
from tests.pages.forms import Form, read
from tests.pages.people import People, Somebody, settle
from tests.pages.ways import of_visit

HOSTILE = (
    "", " ", "0", "-1", "1e309", "NaN", "Infinity", "9" * 25, "٣", "½", "true", "null", "[]", "{}", "[[[[",
    '{"a":', "\x00", "a\x00b", "\ud800", "\u202e\u0000", "💥" * 300, "x" * 20_000, "../../etc/passwd",
    "'; DROP TABLE records_client; --", "<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "%s%n",
    "javascript:alert(1)", "00000000-0000-0000-0000-000000000000", "not-a-uuid", "0001-01-01", "9999-12-31",
    "2026-02-30", "24:61", "left", "both", "hawkins_kennedy",
)  # fmt: skip
STEPS = ("screen", "assess", "plan", "treat", "note", "home", "progress", "letter")
DEEP = 2  # how many links from the start the walk goes
TRIES = 4  # how many of the hostile values each form meets in full
# What ends the sign-in, and what is not the pages' to answer.
LEAVE = re.compile(r"sign-out|sign-in|/lock|/static/")


@dataclass
class Ground:
    """What the walk found, and who walks: the therapist's forms and pages, and the client's."""

    browser: Browser
    clinic: Clinic
    forms: list[Form] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def walk(self, start: list[str]) -> None:
        """Read every page within reach, one of each kind, and every form on them."""
        depth, queue = dict.fromkeys(start, 0), list(start)
        kinds = {_kind(path) for path in start}
        known: set[tuple[str, frozenset[str]]] = set()
        while queue:
            path = queue.pop(0)
            answer = self.browser.get(path)
            assert answer.status_code < 500, path
            if "html" not in answer.headers.get("Content-Type", ""):
                continue
            self.pages.append(path)
            found = read(path, answer.content.decode())
            for form in found.forms:
                key = _kind(form.action), frozenset(form.fields)
                if key not in known and not LEAVE.search(form.action):
                    known.add(key)
                    self.forms.append(form)
            for link in found.links:
                if _kind(link) not in kinds and depth[path] < DEEP and not LEAVE.search(link):
                    kinds.add(_kind(link))
                    depth[link] = depth[path] + 1
                    queue.append(link)

    def send(self, form: Form, values: dict[str, str]) -> None:
        """Post, and look at the answer."""
        body = "&".join(f"{_bytes(name)}={_bytes(value)}" for name, value in values.items())
        as_fragment = {"HX-Request": "true"} if len(values) % 2 else {}
        answer = self.browser.post(
            form.action, body, content_type="application/x-www-form-urlencoded", headers=as_fragment
        )
        assert answer.status_code < 500, (form.action, values)
        assert b"Traceback" not in answer.getvalue(), form.action

    def assert_sound(self) -> None:
        """Every row keeps to its schema, the chain holds, and what was stored can be thought about."""
        for model in ROWS:
            for row in model._default_manager.all():
                row.clean_fields(exclude=_relations(row))
        assert not chain.verify(self.clinic)
        for episode in Episode.objects.all():
            look.case_of(episode, today=timezone.localdate())


def _kind(path: str) -> str:
    """A path without its ids, names and tokens: pages of one kind look alike. Of a query the names stay."""
    bare, _, query = path.partition("?")
    bare = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|/[\w-]{30,}/", "/ID/", bare)
    bare = re.sub(r"/(knowledge/[a-z-]+|row|compare|ask|group/[a-z_]+)/[^/]+/", r"/\1/NAME/", bare)
    return bare + "?" * bool(query) + "&".join(sorted(re.findall(r"(?:^|&)([^=&]+)", query)))


def _bytes(text: str) -> str:
    """As a form is sent; half a character goes out as bytes that nobody can decode."""
    return quote_plus(text.encode("utf8", "surrogatepass"))


def _relations(row: Row) -> set[str]:
    return {field.name for field in row._meta.concrete_fields if field.is_relation} | {"id", "first"}


def _starts(people: People) -> list[str]:
    several = (people.under_way, people.alarming, people.unknown)
    return ["/", *(path for who in several for path in _of(who))]


def _of(who: Somebody) -> list[str]:
    pages = [of_visit(visit, step) for visit in who.visits for step in STEPS]
    return [f"/clients/{who.client.first}/", *pages, f"/portal/{who.intake}/", f"/portal/home/{who.home}/"]


@pytest.fixture
def ground(db: None) -> Ground:
    """A clinic at work, walked through by its therapist and by a client."""
    clinic = Clinic.objects.create(name="Harbour Street", phone="555 0199", emergency_number="112")
    therapist = User.objects.create_user(
        "rivka", password=PASSWORD, clinic=clinic, role=Role.OWNER, display_name="Rivka Stern"
    )
    browser = Browser()
    browser.force_login(therapist)
    people = settle(House(clinic, therapist, door=lambda *_: None, chromium=None))
    found = Ground(browser, clinic)
    found.walk(_starts(people))
    return found


def test_no_value_brings_a_page_down(ground: Ground) -> None:
    kinds = {_kind(form.action) for form in ground.forms}
    for step in (*STEPS, "portal"):
        assert any(f"{step}/" in kind or f"/{step}s/" in kind for kind in kinds), (step, kinds)
    for number, form in enumerate(ground.forms):
        ground.send(form, form.fields)
        ground.send(form, {})
        for turn in range(TRIES):
            places = enumerate(form.fields, start=number + turn * len(HOSTILE) // TRIES)
            ground.send(form, {name: HOSTILE[place % len(HOSTILE)] for place, name in places})
        for place, name in enumerate(form.fields):
            wrong = HOSTILE[(7 * number + 3 * place) % len(HOSTILE)]
            ground.send(form, form.fields | {name: wrong})
    ground.assert_sound()


def test_no_address_brings_a_page_down(ground: Ground) -> None:
    for page in ground.pages:
        path, _, query = page.partition("?")
        names = re.findall(r"(?:^|&)([^=&]+)", query) or ["at"]
        for wrong in ("-1", "%00%ED%A0%80"):
            answer = ground.browser.get(path + "?" + "&".join(f"{name}={wrong}" for name in names))
            assert answer.status_code < 500, (path, wrong)
            assert b"Traceback" not in answer.getvalue(), path


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_text_at_all_brings_a_form_down(ground: Ground, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(ground.forms))
    names = st.sampled_from([*form.fields, "unforeseen"])
    ground.send(form, data.draw(st.dictionaries(names, st.text(max_size=60), max_size=8)))
    ground.assert_sound()
