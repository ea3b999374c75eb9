"""The guided visit on a page. Pages need no `load`."""

from typing import Any

from django import template
from django.template.loader import render_to_string

from palpate.clinic.tour.place import place

register = template.Library()


@register.simple_tag(takes_context=True)
def tour(context: Any) -> str:
    """The panel, where the person who is signed in takes the tour; else nothing."""
    request, user = context.get("request"), context.get("user")
    if not (request and user and user.is_authenticated and getattr(user, "clinic", None)):
        return ""
    found = place(request, request.path)
    return render_to_string("palpate/tour.html", {"tour": found}, request) if found else ""
