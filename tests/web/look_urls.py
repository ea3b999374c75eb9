"""Addresses that show the snippets of docs/look.md, next to all real ones."""

import re
from pathlib import Path
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from palpate.drawing.body import VIEWS, Mark, body_map
from palpate.drawing.goals import Forecast, GoalLine, goal_chart
from palpate.web.urls import urlpatterns as real

LOOK = Path(__file__).parents[2] / "docs/look.md"
DAY = """<link rel="stylesheet" href="{% static 'palpate/pages/day.css' %}">"""
BASES = {"The client's phone": "base_portal.html", "At the table": "base_table.html"}


def look(request: HttpRequest, base: str) -> HttpResponse:
    """Every snippet of the sections that belong to one base page."""
    sections = re.split(r"^## ", LOOK.read_text(encoding="utf8"), flags=re.M)[1:]
    parts = ['<h1 class="vh">The look</h1>'] if base == "base.html" else []
    for section in sections:
        if BASES.get(section.splitlines()[0], "base.html") == base:
            parts += re.findall(r"```html\n(.*?)```", section, re.S)
    if base == "base.html":
        parts += [f'<div class="bodychart">{body_map(view, marks=[Mark(200, 200)])}</div>' for view in VIEWS]
        goal = GoalLine([(0, 8), (6, 5)], (0, 10), 3, 1.4, 2.2, forecast=Forecast(12, 3, (2, 4), (1, 5)))
        parts.append(f"<figure>{goal_chart('Worst pain', goal)}</figure>")
    if base == "base.html":
        parts.append("{% endblock %}{% block styles %}{{ block.super }}" + DAY)
    text = f'{{% extends "{base}" %}}{{% block content %}}{"".join(parts)}{{% endblock %}}'
    request.user = SimpleNamespace(is_authenticated=True, pk=1)  # type: ignore[assignment]
    return HttpResponse(engines["django"].from_string(text).render({"room": "today"}, request))


TOLD: list[str] = []
ANSWERS = """{% extends "base_portal.html" %}{% block content %}<h1>One question</h1>
<form hx-post="/answers/" hx-trigger="change" hx-swap="none">{% seg "fever" None "Fever" words=True %}</form>
<form data-guard><label class="field"><span>More</span><input id="more"></label></form>{% endblock %}"""


def answers(request: HttpRequest) -> HttpResponse:
    """One question that saves itself; what was sent is kept in TOLD."""
    if request.method == "POST":
        TOLD.append(request.POST["fever"])
        return HttpResponse(status=204)
    return HttpResponse(engines["django"].from_string(ANSWERS).render({}, request))


def broken(request: HttpRequest) -> HttpResponse:
    """A page that breaks."""
    raise RuntimeError("broken on purpose")


urlpatterns = [path("look/<str:base>", look), path("broken/", broken), path("answers/", answers), *real]
