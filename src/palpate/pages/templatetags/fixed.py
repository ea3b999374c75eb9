"""What a template says in the same words each time is worked out once for each place: `icon`, `static` and
`url` with nothing but words between quotes. A page has some fifty of them. Pages need no `load`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.template import Library, Node
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import url as url_tag
from django.templatetags.static import do_static

from palpate.pages.templatetags import palpate_ui

Compile = Callable[[Parser, Token], Any]

register = Library()


class Fixed(Node):
    """A tag whose answer never changes while the server runs."""

    child_nodelists = ()

    def __init__(self, tag: Node) -> None:
        self.tag, self.text = tag, ""

    def render(self, context: Context) -> str:
        """The answer; worked out when a page first needs it, not when the template is read."""
        if not self.text:
            self.text = self.tag.render(context)
        return self.text


def fixed(compile_tag: Compile, given: Callable[[Any], Iterable[Any]]) -> Compile:
    """The tag, fixed where all that is `given` to it are words between quotes and it sets no variable."""

    def tag(parser: Parser, token: Token) -> Node:
        node: Node = compile_tag(parser, token)
        sets = " as " in token.contents
        return node if sets or not all(_is_word(one) for one in given(node)) else Fixed(node)

    return tag


def _is_word(one: Any) -> bool:
    return isinstance(one, FilterExpression) and isinstance(one.var, str) and not one.filters


register.tag("static", fixed(do_static, lambda node: [node.path]))
register.tag("url", fixed(url_tag, lambda node: [node.view_name, *node.args, *node.kwargs.values()]))
register.tag(
    "icon", fixed(palpate_ui.register.tags["icon"], lambda node: [*node.args, *node.kwargs.values()])
)
