"""The measures of a page as Lighthouse takes them: how fast it shows, whom it shuts out, and its manners."""

import json
import statistics
from typing import Any

from budgets import lighthouse

TRIES = 3  # pages are loaded so often; the middle one counts
TASK = "ThreadControllerImpl::RunTask"  # what the browser calls a piece of work that is not interrupted
CALM = 1500  # milliseconds without work after which a loaded page has come to rest
# Gathers what the browser tells of paints, shifts and long tasks, from the very start.
GATHER = """(() => {
    const told = window.__told = {paints: {}, largest: 0, shifts: [], asked: []};
    const watch = (type, each) =>
        new PerformanceObserver(list => list.getEntries().forEach(each)).observe({type, buffered: true});
    watch('paint', one => { told.paints[one.name] = one.startTime; });
    watch('largest-contentful-paint', one => { told.largest = one.startTime; });
    watch('layout-shift', one => { if (!one.hadRecentInput) told.shifts.push([one.startTime, one.value]); });
    navigator.geolocation.getCurrentPosition = () => told.asked.push('place');
    if (window.Notification) Notification.requestPermission = async () => { told.asked.push('notify'); };
})()"""
# Whether a field refuses what is pasted, and images that are drawn out of shape or too coarse.
MANNERS = """() => {
    const paste = () => new ClipboardEvent('paste', {bubbles: true, cancelable: true});
    const pasted = field => field.dispatchEvent(paste());
    const fields = [...document.querySelectorAll('input:not([type=hidden]), textarea')];
    const images = [...document.images].filter(one => one.naturalWidth && one.clientWidth
        && !one.src.includes('.svg'));
    const ratio = one => (one.naturalWidth / one.naturalHeight) / (one.clientWidth / one.clientHeight);
    return {
        doctype: document.doctype && document.doctype.name === 'html' && !document.doctype.publicId,
        charset: document.characterSet === 'UTF-8',
        paste: fields.every(pasted),
        shape: images.every(one => Math.abs(ratio(one) - 1) < 0.05),
        fine: images.every(one => one.naturalWidth >= 0.75 * one.clientWidth),
        asked: window.__told.asked,
        secure: window.isSecureContext,
    };
}"""


def throttle(page: Any, *, latency: float, down: float, up: float, slower: float) -> Any:
    """Slow down network (ms, kbit/s) and processor (times) of a page, and keep nothing of earlier loads; the
    session with the browser's tools.
    """
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    rates = {"downloadThroughput": down * 1024 / 8, "uploadThroughput": up * 1024 / 8}
    tools.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency, **rates})
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return tools


def loaded(page: Any, path: str) -> dict[str, float]:
    """The measures of one load (ms)."""
    answer = page.goto(path, wait_until="load")
    if answer.status != 200:
        raise AssertionError(f"{path}: status {answer.status}, 200 was right")
    page.wait_for_timeout(CALM)
    told = page.evaluate("window.__told")
    first = told["paints"]["first-contentful-paint"]
    return {
        "first contentful paint": first,
        "largest contentful paint": max(told["largest"], first),
        "cumulative layout shift": shifted(told["shifts"]),
    }


def blocked(chromium: Any, page: Any, path: str) -> float:
    """The total blocking time of one load (ms): what the page's own thread worked without a pause after
    the first paint, in processor time, so that a busy machine does not count, times as much slower as a
    tablet is.
    """
    chromium.start_tracing(page=page, categories=["toplevel", "devtools.timeline", "loading"])
    page.goto(path, wait_until="load")
    page.wait_for_timeout(CALM)
    events = json.loads(chromium.stop_tracing())["traceEvents"]
    first = [one for one in events if one["name"] == "firstContentfulPaint"][-1]
    threads = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    return sum(
        blocking(one["ts"] / 1000, one.get("tdur", 0) * lighthouse.SLOWER / 1000, first["ts"] / 1000)
        for one in events
        if one["name"] == TASK and one["pid"] == first["pid"] and (one["pid"], one["tid"]) in threads
    )


def blocking(begin: float, took: float, first: float) -> float:
    """The milliseconds of a long task that block, those before the first paint left out."""
    return max(0.0, begin + took - max(begin, first) - 50)


def shifted(shifts: list[list[float]]) -> float:
    """The largest sum of shifts in a window of at most five seconds without a second of rest."""
    most = total = 0.0
    started = last = float("-inf")
    for at, value in sorted(shifts):
        if at - last > 1000 or at - started > 5000:
            started, total = at, 0.0
        total, last = total + value, at
        most = max(most, total)
    return most


def performance(chromium: Any, page: Any, path: str) -> tuple[float, dict[str, float]]:
    """The score and the measures, each the middle of some loads."""
    blocks = [blocked(chromium, page, path) for _ in range(TRIES)]
    throttle(page, latency=lighthouse.LATENCY, down=lighthouse.DOWN, up=lighthouse.UP,
             slower=lighthouse.SLOWER)  # fmt: skip
    loads = [{**loaded(page, path), "total blocking time": blocks[nth]} for nth in range(TRIES)]
    middle = {name: statistics.median(one[name] for one in loads) for name in loads[0]}
    return lighthouse.performance(middle), {name: round(value, 3) for name, value in middle.items()}


def accessibility(page: Any) -> tuple[float, list[str]]:
    """The score of the page that is open, and the rules that it breaks."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    found = Axe().run(page).response
    passed, violated = ({one["id"] for one in found[kind]} for kind in ("passes", "violations"))
    return lighthouse.accessibility(passed, violated), sorted(violated)


def best_practice(page: Any, path: str) -> tuple[float, list[str]]:
    """The score of a page as it loads, and the checks that it fails."""
    said: list[str] = []
    issues: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    tools = page.context.new_cdp_session(page)
    tools.on("Audits.issueAdded", lambda one: issues.append(one["issue"]["code"]))
    tools.send("Audits.enable")
    answer = page.goto(path, wait_until="load")
    page.wait_for_timeout(CALM)
    tools.detach()
    told = page.evaluate(MANNERS)
    kept = {
        "https or this machine": told["secure"],
        "does not ask for the place at the start": "place" not in told["asked"],
        "does not ask to notify at the start": "notify" not in told["asked"],
        "fields take what is pasted": told["paste"],
        "images keep their shape": told["shape"],
        "images are as fine as the screen": told["fine"],
        "doctype": told["doctype"],
        "charset": told["charset"],
        "nothing deprecated": "DeprecationIssue" not in issues,
        "no cookies of others": all(one["domain"] == "127.0.0.1" for one in page.context.cookies()),
        "console without errors": not said,
        "no issues in the browser's tools": not [one for one in issues if one != "DeprecationIssue"],
    }
    return lighthouse.best_practice(kept), [*(name for name, is_kept in kept.items() if not is_kept),
                                            *beyond(answer.headers)]  # fmt: skip


def beyond(headers: dict[str, str]) -> list[str]:
    """What Lighthouse looks at without counting it, and we want: the content policy, and no frame around."""
    policy = headers.get("content-security-policy", "")
    wrong = [] if "default-src 'self'" in policy and "unsafe" not in policy else ["a strict content policy"]
    return wrong + ([] if "frame-ancestors 'none'" in policy else ["no frame around"])
