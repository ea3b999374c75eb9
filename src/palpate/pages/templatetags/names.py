"""Names, birth dates and contact data of clients on pages: written out, or hidden in privacy mode.

Pages need no `load`. What is written into a title, an attribute or a message uses the plain form.
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from palpate.pages.hiding import DOTS, hides, veiled

register = template.Library()


def initials(client: Any) -> str:
    """A client's initials: "M. K."."""
    return " ".join(f"{name[:1]}." for name in (client.given_name, client.family_name) if name)


@register.filter
def client_name(client: Any, order: str = "") -> SafeString | str:
    """`{{ client|client_name }}`: Mira Castillo; with `:"family"` Castillo, Mira; hidden: the initials."""
    return veiled(_whole(client, order), initials(client))


@register.filter
def client_name_plain(client: Any) -> str:
    """The name without markup, for titles, attributes and messages; hidden: the initials."""
    return initials(client) if hides() else _whole(client)


@register.filter
def contact(value: Any) -> SafeString | str:
    """A birth date, a telephone number, an address, somebody's name beside the client; hidden: dots."""
    return veiled(str(value or ""), DOTS)


@register.simple_tag
def reach(scheme: str, value: str) -> SafeString | str:
    """A number or address as a link that calls or writes (`tel`, `mailto`); hidden: dots without a link."""
    if hides() or not value:
        return contact(value)
    to = value.replace(" ", "") if scheme == "tel" else value
    return format_html('<a href="{}:{}">{}</a>', scheme, to, value)


@register.simple_tag
def names_hidden() -> bool:
    """Whether this page hides names."""
    return hides()


def _whole(client: Any, order: str = "") -> str:
    if order == "family":
        return f"{client.family_name}, {client.given_name}"
    return str(client)
