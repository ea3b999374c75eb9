"""What the guided visit says, in order, and how each step is noticed as done."""

from dataclasses import dataclass

# Who is shown round without having asked: the made-up therapist of the made-up clinic (clinic/demo).
DEMO_USER, DEMO_CLINIC = "demo", "Harbour Street Clinic"


@dataclass(frozen=True)
class Step:
    """One sentence over one page."""

    page: str  # a name of ADDRESSES
    say: str
    at: str = ""  # CSS: what it speaks of; {visit} is the visit's id
    done: str = ""  # "page" at the next step's page, "post:…" after such a request, "click:…", "there:…"


ADDRESSES = {
    "today": "/",
    "screen": "/visits/{visit}/screen/",
    "assess": "/visits/{visit}/assess/",
    "plan": "/visits/{visit}/plan/",
    "treat": "/visits/{visit}/treat/",
    "note": "/visits/{visit}/note/",
    "progress": "/visits/{visit}/progress/",
    "letter": "/letters/{visit}/",
    "own": "/accounts/own/",
}

STEPS = (
    Step("today", "One visit in two minutes, on the pages themselves. Leave whenever you like.", ".visits"),
    Step(
        "today",
        "Each line is a visit and says what it still needs: open the one that is marked.",
        '#visit-{visit}, a[href*="{visit}"]',
        "page",
    ),
    Step(
        "screen",
        "How far you may go stands on top, with its reasons; what nobody asked is unknown. Go on to Assess.",
        "#screening header",
        "page",
    ),
    Step(
        "assess",
        "Record one finding: tap + or − in the filled block, the next best test.",
        ".panel .next",
        "post:/assess/answer/",
    ),
    Step(
        "assess",
        "What the findings are consistent with has moved: open a line to read why, or undo your tap.",
        ".hyps",
        "click:.hyps summary",
    ),
    Step(
        "plan",
        "The plan keeps within what is still possible and says why. Look at it, then go on to Treat.",
        "#main h1",
        "page",
    ),
    Step(
        "treat",
        "At the table: begin, and tap what the client says of the first step; a tap keeps it.",
        ".says, .onward, main .btn.main, main .big",
        "post:/treat/record/",
    ),
    Step(
        "note",
        "The note has composed itself from your taps. Read it, then sign and close.",
        "#note .btn.main",
        "there:article.signed",
    ),
    Step(
        "progress",
        "Each goal has a verdict: better than the error of its scale, enough to matter, or not on course.",
        "#main h1",
    ),
    Step("letter", "A letter to the physician is ready to be read and sent.", "#main h1"),
    Step("own", "That was a visit. The tour can be taken again from this page.", "#tour-again"),
)


def address(step: Step, visit: str) -> str:
    """Where a step is."""
    return ADDRESSES[step.page].format(visit=visit)


def reached(at: int, path: str, visit: str) -> int:
    """The step that is spoken of on a page: a step that asks to go on to the next page is done there."""
    while at + 1 < len(STEPS) and STEPS[at].done == "page" and address(STEPS[at + 1], visit) == path:
        at += 1
    return at
