"""Finds the forms of a page, as a browser would see them: where they are sent, and with which fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

VERBS = ("hx-post", "hx-put", "hx-delete", "hx-patch")


@dataclass
class Form:
    """One form, or one element that is sent by itself."""

    action: str  # a path
    fields: dict[str, str] = field(default_factory=dict)  # name to the value the page came with


@dataclass
class Page:
    """What a page leads to."""

    forms: list[Form]
    links: list[str]  # paths of the same site


class _Reader(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__()
        self.at, self.open = at, None
        self.page = Page([], [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        said = {name: value or "" for name, value in attrs}
        posted = next((said[verb] for verb in VERBS if verb in said), None)
        if tag == "form":
            self.open = None
            if said.get("method", "").lower() == "post" or posted is not None:
                self.open = self._begin(posted or said.get("action", ""))
        elif posted is not None:
            self._begin(posted).fields[said.get("name", "")] = said.get("value", "")
        if tag == "a":
            self._link(said.get("href", ""))
        name = said.get("name")
        if self.open is not None and name and tag in {"input", "select", "textarea", "button"}:
            self.open.fields.setdefault(name, said.get("value", ""))
        if "formaction" in said:
            self._begin(said["formaction"]).fields[name or ""] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _begin(self, action: str) -> Form:
        form = Form(urlsplit(urljoin(self.at, action)).path)
        self.page.forms.append(form)
        return form

    def _link(self, target: str) -> None:
        parts = urlsplit(urljoin(self.at, target))
        if target and not target.startswith("#") and not parts.netloc and parts.scheme in {"", "http"}:
            self.page.links.append(parts.path + (f"?{parts.query}" if parts.query else ""))


def read(at: str, html: str) -> Page:
    """The forms and links of a page that was answered at the path `at`."""
    reader = _Reader(at)
    reader.feed(html)
    return reader.page
