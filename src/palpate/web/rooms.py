"""Rooms whose pages are loaded when the first of their addresses is asked for."""

from typing import Any

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Room(URLResolver):
    """The addresses of a room, as `path(prefix, include(addresses))` has them, but imported when one is
    first asked for or linked to: the sign-in page does not wait for the reasoning.
    """

    def __init__(self, prefix: str, addresses: str, *, name: str) -> None:
        """`addresses` names the module, `name` is its `app_name`."""
        super().__init__(RoutePattern(prefix), addresses, app_name=name, namespace=name)

    def _populate(self) -> None:
        # The root asks for this when it makes its table of names, for which prefix and name are enough.
        if "urlconf_module" in vars(self):
            super()._populate()

    @property
    def reverse_dict(self) -> Any:
        """The addresses by name."""
        self.urlconf_module  # noqa: B018 - reading it imports the pages
        return super().reverse_dict

    @property
    def namespace_dict(self) -> Any:
        """The rooms within, of which there are none."""
        self.urlconf_module  # noqa: B018
        return super().namespace_dict
