"""Why an act can be refused, apart from a missing right."""


class Conflict(Exception):  # noqa: N818 - what it is, not that it failed
    """The row cannot be written: its id is taken by other content, or the thing changed meanwhile."""


class Closed(Conflict):
    """The thing is closed: a signed note, a sent letter, a link that has expired."""
