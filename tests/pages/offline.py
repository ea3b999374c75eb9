"""A browser that can lose its network: what the tests of that have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 15_000


@contextmanager
def tablet(chromium: Any, live_server: Any, cast: Any = None) -> Iterator[Any]:
    """A page of the therapist (or of nobody who is signed in), whose errors of the line are no failure."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 820, "height": 1180})
    if cast is not None:
        key = cast.browser.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong


def cut(page: Any, *, worker: bool = False) -> None:
    """Cut the network, once the page is ready for that."""
    if worker:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)


def back(page: Any) -> None:
    """Give the network back, and wait until everything is sent."""
    page.context.set_offline(False)
    page.locator("#said", has_text="Everything is saved").wait_for(state="attached")


def waiting(page: Any, count: int) -> None:
    """Wait until the line at the top says so many."""
    page.locator("#offline", has_text=f"Offline, {count} waiting").wait_for()
