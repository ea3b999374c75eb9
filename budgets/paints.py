"""The first paint of every kind of page, on a tablet with a slow processor and a slow network."""

import statistics
from typing import Any

from budgets import scores
from budgets.clinic import Made

# As a tablet in a back room: a quarter of this machine's speed, 1.6 Mbit/s, 150 ms to the server and back.
SLOW = {"latency": 150.0, "down": 1.6 * 1024, "up": 750.0, "slower": 4.0}
MOST = 1000.0  # milliseconds
STEPS = ("screen", "assess", "plan", "treat", "note", "home", "progress")
KINDS = {
    "conditions": "frozen_shoulder",
    "findings": "hawkins_kennedy",
    "structures": "infraspinatus",
    "techniques": "deep_tissue",
    "flags": "dvt_leg",
    "contraindications": "dvt_legs",
    "exercises": "pendulum",
    "measures": "nprs",
}


def kinds_of_pages(who: Made, intake: str, home: str) -> list[str]:
    """The path of one page of each kind; `intake` and `home` are the client's links."""
    client, episode, visit = who.client.first, who.episode.first, who.visit.first
    return [
        "/",
        "/?on=2001-01-01",
        "/clients/",
        "/clients/new/",
        f"/clients/{client}/",
        f"/clients/{client}/edit/",
        f"/clients/{client}/looked/",
        f"/clients/{client}/episodes/new/",
        f"/episodes/{episode}/visits/new/",
        f"/episodes/{episode}/invite/",
        f"/visits/{visit}/move/",
        *(f"/visits/{visit}/{step}/" for step in STEPS),
        f"/visits/{visit}/assess/body/",
        f"/visits/{visit}/treat/?at=step",
        f"/visits/{visit}/treat/?at=after",
        f"/letters/{visit}/",
        "/find/?q=shoulder",
        "/knowledge/",
        "/knowledge/review/",
        "/knowledge/compare/neck_pain/",
        *(f"/knowledge/{kind}/" for kind in KINDS),
        *(f"/knowledge/{kind}/{entry}/" for kind, entry in KINDS.items()),
        "/record/",
        "/people/",
        "/accounts/own/",
        "/offline/",
        *(
            f"/portal/{intake}/{step}/"
            for step in ("about", "why", "where", "heart", "pain", "touch", "consent")
        ),
        f"/portal/home/{home}/",
    ]


def first_paints(page: Any, paths: list[str]) -> dict[str, float]:
    """For each path the milliseconds until something of it shows; of a slow one the middle of three loads."""
    scores.throttle(page, **SLOW)
    found: dict[str, float] = {}
    for path in paths:
        took = [painted(page, path)]
        if took[0] > 0.8 * MOST:
            took += [painted(page, path), painted(page, path)]
        found[path] = round(statistics.median(took))
    return found


def painted(page: Any, path: str) -> float:
    """Milliseconds of one load."""
    answer = page.goto(path, wait_until="load")
    if answer.status != 200:
        raise AssertionError(f"{path}: status {answer.status}, 200 was right")
    page.wait_for_timeout(100)
    return float(page.evaluate("window.__told")["paints"]["first-contentful-paint"])
