"""Short forms: typed, and read in their long form. The list is one file that the page's script reads too
(`short_forms.json`). What was signed stays as it was typed; its long form stands beside it.

No short form is a single letter or a word by itself, and none has two usual meanings that could be mistaken
in a record: left and right are `lt` and `rt`, never "L 4".
"""

import json
import re
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

import palpate.pages

LIST = Path(palpate.pages.__file__).parent / "static" / "palpate" / "short_forms.json"
WORD = re.compile(r"(?<![\w/.-])[A-Za-z][A-Za-z/]*(?![\w-])")


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The list, for whoever writes notes. Nothing of a client is in it."""
    return render(request, "clinic/note/short.html", {"room": "today", "forms": sorted(forms().items())})


@cache
def forms() -> dict[str, str]:
    """Each short form, in small letters, with its long form."""
    found: dict[str, str] = json.loads(LIST.read_text("utf8"))
    return found


def told(text: str) -> SafeString:
    """A text as HTML in which each short form carries its long form, which prints beside it. Line breaks stay
    line breaks.
    """
    lines = ((_told(line),) for line in text.split("\n"))
    return format_html_join(SafeString("<br>"), "{}", lines)


def _told(line: str) -> SafeString:
    pieces, at = [], 0
    for found in WORD.finditer(line):
        if found.group().lower() in forms():
            pieces.append((line[at : found.start()], _abbreviated(found.group())))
            at = found.end()
    return format_html("{}{}", format_html_join("", "{}{}", pieces), line[at:])


def _abbreviated(word: str) -> SafeString:
    return format_html('<abbr title="{}">{}</abbr>', forms()[word.lower()], word)
