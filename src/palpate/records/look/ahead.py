"""Reading ahead: what a page will ask of an episode, read in one go when the visit is opened.

What was read stays with the episode as it was opened, for that page alone. Pages that write must not read
ahead: they would be told what stood before.
"""

from typing import Any, TypeVar

from palpate.records.models import (
    Disposition,
    Episode,
    Goal,
    HomeProgram,
    Invitation,
    Letter,
    Mark,
    Plan,
    Row,
    Score,
    Visit,
)
from palpate.records.newest import asking, latest
from palpate.records.prepared import Asked

R = TypeVar("R", bound=Row)

# What each table is read with, and what is left out of it.
HOW: dict[type[Row], dict[str, tuple[str, ...]]] = {
    Disposition: {"related": ("author",)},
    Goal: {},
    HomeProgram: {},
    Invitation: {},
    Letter: {"defer": ("pdf",)},
    Mark: {},
    Plan: {},
    Score: {},
    Visit: {"related": ("therapist",)},
}


def of_episode(model: type[R], episode: Episode) -> list[R]:
    """The newest rows of the table in the episode, oldest first: those read ahead, else read now."""
    kept = vars(episode).get("read_ahead", {}).get(model)
    if kept is not None:
        return list(kept)
    how: dict[str, Any] = HOW.get(model, {})
    return latest(model, **how, episode_id=episode.first)


def ask_ahead(model: type[Row], episode: Episode) -> Asked:
    """The query that `keep_ahead` takes the rows of."""
    how: dict[str, Any] = HOW.get(model, {})
    return asking(model, **how, episode_id=episode.first)


def keep_ahead(episode: Episode, told: dict[type[Row], list[Any]]) -> None:
    """Let the page that opened the episode find these newest rows."""
    episode.__dict__["read_ahead"] = told
