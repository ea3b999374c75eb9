"""What a browser would send of a draft's page, and what the page shows."""

from palpate.records import look

MOTION = "shoulder_external_rotation_passive"


def address(cast, step=""):
    return f"/visits/{cast.visit.first}/note/{step}"


def texts(page):
    """The four texts as the draft's page shows them."""
    return {
        part["name"]: "\n".join([one["line"].text for one in part["lines"]] + [part["own"]])
        for part in page.context["parts"]
    }


def lines(page):
    """The sentences of a draft's page, by what they came from."""
    return {one["line"].of: one["line"] for part in page.context["parts"] for one in part["lines"]}


def shown(page):
    """What a browser would send of a draft's page as it came."""
    fields = {"seen": str(page.context["note"].pk if page.context["note"] else "")}
    for part in page.context["parts"]:
        fields[part["name"]] = part["own"]
        for line in (one["line"] for one in part["lines"]):
            fields |= {f"line:{line.of}": line.text, f"was:{line.of}": line.was}
            fields |= {f"out:{line.of}": "on"} if line.out else {}
    strip = page.context["strip"]
    every = [*strip["said"], *(field for one in strip["signs"] for field in one["fields"])]
    for field in every:
        fields[f"had:{field['name']}"] = field["value"]
        fields |= {f"tap:{field['name']}": field["value"]} if field["value"] else {}
    return fields


HTMX = {"HX-Request": "true"}
ANYWAY = {"anyway": "unsettled asks same"}


def typed(**more):
    return {"subjective": "S", "objective": "O", "assessment": "A", "plan": "P", **more}


def draft(cast, **fields):
    """The draft's page as it came, sent with some fields otherwise; the row that is then stored."""
    page = cast.browser.get(address(cast))
    answer = cast.browser.post(address(cast, "draft/"), shown(page) | fields, headers=HTMX)
    assert answer.status_code == 200
    return look.note_of(cast.visit, reader=cast.therapist).note
