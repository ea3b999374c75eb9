"""Which pages there are pictures of: name, address, and what is done there first (see screens/acts.py)."""

from dataclasses import dataclass, fields

STEPS = ("screen", "assess", "plan", "treat", "note", "home", "progress")
INTAKE = (
    "about", "why", "where", "heart", "head", "belly", "nerves", "began", "limbs", "general", "pregnancy",
    "medicine", "illness", "life", "pain", "touch", "consent",
)  # fmt: skip
ENTRIES = (
    "conditions/frozen_shoulder", "findings/hawkins_kennedy", "structures/infraspinatus",
    "techniques/deep_tissue", "flags/dvt_leg", "contraindications/dvt_legs", "exercises/pendulum",
    "measures/nprs", "sources/u_sherman2009",
)  # fmt: skip
MISTAKES = ("400", "403", "403_csrf", "404", "409", "500")
Shot = list[str]


@dataclass(frozen=True)
class Keys:
    """What the addresses of the made-up clinic's pages hold: ids, a day and the tokens of links."""

    client: str  # under way: has been treated, and is being treated now
    episode: str
    visit: str  # of now
    held: str  # one that was held, its note signed
    held_on: str
    alarm: str  # a visit of somebody who must be sent on at once
    unknown: str  # of somebody who has not answered anything
    unknown_client: str
    erased: str  # a client who is no more in the record
    person: str  # somebody of the clinic
    job: str  # an export that is done
    new_password: str
    home: str  # the link to a home program
    home_none: str
    fresh: str  # links to an intake: nothing answered,
    answered: str  # all but the signature,
    wrong: str  # answered with mistakes,
    stop: str  # an emergency,
    stop_today: str  # one for a physician today,
    sent: str  # and one that was signed


def made_up() -> Keys:
    """Keys of the right shape that open nothing."""
    some = "00000000-0000-0000-0000-000000000001"
    kinds = {"person": "1", "held_on": "2026-01-01", "new_password": "/accounts/new-password/MQ/t/"}
    return Keys(**{one.name: kinds.get(one.name, some) for one in fields(Keys)})


def pages(keys: Keys) -> dict[str, list[Shot]]:
    """All pictures, by who looks at the pages."""
    return {
        "demo": [
            *of_the_day(keys),
            *of_clients(keys),
            *of_visits(keys),
            *of_the_knowledge(),
            *of_the_clinic(keys),
            *of_oneself(),
        ],
        "newcomer": [
            [f"empty-{name}", address, ""]
            for name, address in (
                ("today", "/"), ("clients", "/clients/"), ("people", "/people/"), ("record", "/record/"),
                ("clinic", "/accounts/clinic/"), ("legend", "/chart/legend/"),
            )
        ],
        "careful": with_mistakes("sign-in-second", "/accounts/sign-in/second/", "send"),
        "nobody": of_nobody(keys),
    }  # fmt: skip


def with_mistakes(name: str, address: str, act: str = "blank") -> list[Shot]:
    """A form as it opens, and as it says what is wrong."""
    return [[name, address, ""], [f"{name}-mistakes", address, act]]


def of_a_visit(label: str, visit: str, steps: tuple[str, ...] = STEPS) -> list[Shot]:
    """The steps of one visit."""
    return [[f"{label}-{step}", f"/visits/{visit}/{step}/", ""] for step in steps]


def of_the_day(keys: Keys) -> list[Shot]:
    """The list of the day, of one that is over and of one on which nobody comes."""
    return [
        ["today", "/", ""],
        ["today-past", f"/?on={keys.held_on}", ""],
        ["today-none", "/?on=2001-01-01", ""],
        ["today-short-forms", "/notes/short-forms/", ""],
        ["tour", "/accounts/own/", "tour"],
    ]


def of_clients(keys: Keys) -> list[Shot]:
    """Clients, their complaints, and booking."""
    client, episode = f"/clients/{keys.client}", f"/episodes/{keys.episode}"
    return [
        ["clients", "/clients/", ""],
        ["clients-none", "/clients/?q=zzzz", ""],
        *with_mistakes("client-new", "/clients/new/"),
        ["client", f"{client}/", ""],
        ["client-unknown", f"/clients/{keys.unknown_client}/", ""],
        *with_mistakes("client-edit", f"{client}/edit/"),
        ["client-looked", f"{client}/looked/", ""],
        ["client-erased", f"/clients/{keys.erased}/", ""],
        *with_mistakes("episode-new", f"{client}/episodes/new/"),
        *with_mistakes("visit-new", f"{episode}/visits/new/"),
        ["visit-next", f"{episode}/next/", ""],
        *with_mistakes("visit-move", f"/visits/{keys.visit}/move/"),
        ["invite", f"{episode}/invite/", ""],
        ["find", "/find/?q=shoulder", ""],
        ["find-nothing", "/find/?q=zzzz", ""],
    ]


def of_visits(keys: Keys) -> list[Shot]:
    """The visit of now, one that was signed, one that is stopped, and one of which nothing is known."""
    visit, unknown = f"/visits/{keys.visit}", f"/visits/{keys.unknown}"
    return [
        *of_a_visit("visit", keys.visit),
        ["visit-assess-offline", f"{visit}/assess/", "offline:main .seg label"],
        ["visit-body", f"{visit}/assess/body/", ""],
        ["visit-chart", f"{visit}/chart/", ""],
        ["visit-treat-step", f"{visit}/treat/?at=step", ""],
        ["visit-treat-offline", f"{visit}/treat/?at=step", "offline:main button[name=response]"],
        ["visit-treat-after", f"{visit}/treat/?at=after", ""],
        ["visit-treat-late", f"{visit}/treat/?at=late", ""],
        ["visit-letter", f"/letters/{keys.visit}/", ""],
        *of_a_visit("visit-signed", keys.held, ("note", "treat", "progress")),
        *of_a_visit("visit-alarm", keys.alarm, ("screen", "note", "progress")),
        *of_a_visit("visit-unknown", keys.unknown),
        ["visit-unknown-body", f"{unknown}/assess/body/", ""],
        ["visit-unknown-chart", f"{unknown}/chart/", ""],
        ["visit-unknown-letter", f"/letters/{keys.unknown}/", ""],
    ]


def of_the_knowledge() -> list[Shot]:
    """The atlas: its lists, and an entry of each kind."""
    lists = sorted({entry.split("/")[0] for entry in ENTRIES})
    return [
        ["knowledge", "/knowledge/", ""],
        ["knowledge-review", "/knowledge/review/", ""],
        ["knowledge-compare", "/knowledge/compare/neck_pain/", ""],
        *([f"knowledge-{kind}", f"/knowledge/{kind}/", ""] for kind in lists),
        *([f"knowledge-{entry.replace('/', '-')}", f"/knowledge/{entry}/", ""] for entry in ENTRIES),
    ]


def of_the_clinic(keys: Keys) -> list[Shot]:
    """What the owner looks after, what says that something went wrong, and the look."""
    client = f"/record/clients/{keys.client}"
    return [
        ["people", "/people/", ""],
        *with_mistakes("person-new", "/people/new/"),
        ["person", f"/people/{keys.person}/", ""],
        ["person-hours", f"/accounts/people/{keys.person}/hours/", ""],
        ["people-clinic", "/accounts/clinic/", ""],
        ["people-legend", "/chart/legend/", ""],
        ["record", "/record/", ""],
        ["record-job", f"/record/jobs/{keys.job}/", ""],
        ["record-client", f"{client}/", ""],
        *with_mistakes("record-erase", f"{client}/erase/"),
        *([f"mistake-{code}", f"/mistakes/{code}/", ""] for code in MISTAKES),
        ["offline", "/offline/", "offline"],
        ["offline-nothing", "/offline/", ""],
        ["look", "/look/", ""],
        ["look-parts", "/look/answers/", ""],
        ["look-sections", "/look/sections-and-lists/", ""],
    ]


def of_oneself() -> list[Shot]:
    """One's own keys, hours and lock."""
    own = ("", "confirm/", "password/", "app/", "passkey/", "hours/")
    return [
        *([f"you{'-' if page else ''}{page.strip('/')}", f"/accounts/own/{page}", ""] for page in own),
        ["you-password-mistakes", "/accounts/own/password/", "blank"],
        ["you-app-mistakes", "/accounts/own/app/", "blank"],
        ["locked-here", "/", "lock"],
        ["locked", "/accounts/locked/", "lock"],
    ]


def of_nobody(keys: Keys) -> list[Shot]:
    """What opens without signing in: the door, and the pages of the clients' phones."""
    fresh, answered, wrong = (f"/portal/{one}" for one in (keys.fresh, keys.answered, keys.wrong))
    return [
        *with_mistakes("sign-in", "/accounts/sign-in/"),
        *with_mistakes("new-password", keys.new_password),
        ["new-password-over", "/accounts/new-password/MQ/over/", ""],
        *([f"intake-{step}", f"{answered}/{step}/", ""] for step in INTAKE),
        *([f"intake-{step}-empty", f"{fresh}/{step}/", ""] for step in ("where", "heart", "pain", "touch")),
        ["intake-consent-empty", f"{fresh}/consent/", ""],
        *([f"intake-{step}-mistakes", f"{wrong}/{step}/", "send"] for step in ("heart", "pain", "consent")),
        *([f"intake-{step}-mistakes", f"{wrong}/{step}/", "blank"] for step in ("why", "about")),
        ["intake-touch-offline", f"{fresh}/touch/", "offline:.btn.go"],
        ["intake-stop", f"/portal/{keys.stop}/stop/", ""],
        ["intake-stop-today", f"/portal/{keys.stop_today}/stop/", ""],
        ["intake-sent", f"/portal/{keys.sent}/", ""],
        ["intake-over", "/portal/no-such-link/", ""],
        ["home-program", f"/portal/home/{keys.home}/", ""],
        ["home-program-offline", f"/portal/home/{keys.home}/", "offline:button[value=yes]"],
        ["home-program-none", f"/portal/home/{keys.home_none}/", ""],
    ]
