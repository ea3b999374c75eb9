"""Acts around a client and an episode as a whole."""

from datetime import date
from typing import Unpack
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import may_arrange, may_decide, may_register_client, require
from palpate.records.acts.common import corrected, new
from palpate.records.acts.given import ClientFields, EpisodeFields
from palpate.records.ledger import write
from palpate.records.models import Client, Episode, EpisodeEnd
from palpate.records.newest import latest


def register_client(*, by: User, row_id: UUID | None = None, **fields: Unpack[ClientFields]) -> Client:
    """Enter a new client into the writer's own clinic."""
    require(may_register_client, by, by.clinic)
    return write(new(Client, by=by, clinic_id=by.clinic_id, row_id=row_id, **fields))


def correct_client(
    *, by: User, client: Client, row_id: UUID | None = None, **fields: Unpack[ClientFields]
) -> Client:
    """Correct what is known of a client; fields that are not named stay."""
    require(may_register_client, by, client)
    return write(corrected(client, by=by, row_id=row_id, **fields))


def open_episode(
    *, by: User, client: Client, row_id: UUID | None = None, **fields: Unpack[EpisodeFields]
) -> Episode:
    """Open an episode for one complaint."""
    require(may_arrange, by, client)
    clinic_id = client.clinic_id
    return write(new(Episode, by=by, clinic_id=clinic_id, row_id=row_id, client_id=client.first, **fields))


def correct_episode(
    *, by: User, episode: Episode, row_id: UUID | None = None, **fields: Unpack[EpisodeFields]
) -> Episode:
    """Correct an episode's title, regions, onset or words; fields that are not named stay."""
    require(may_arrange, by, episode)
    return write(corrected(episode, by=by, row_id=row_id, **fields))


def discharge(
    *, by: User, episode: Episode, on: date, reason: str, summary: str = "", row_id: UUID | None = None
) -> EpisodeEnd:
    """End the episode; ending it again corrects the end. `undo` of the end opens it again."""
    require(may_decide, by, episode)
    before = latest(EpisodeEnd, episode_id=episode.first)
    end = new(
        EpisodeEnd,
        by=by,
        clinic_id=episode.clinic_id,
        row_id=row_id,
        replaces=before[-1] if before else None,
        episode_id=episode.first,
        date=on,
        reason=reason,
        summary=summary,
    )
    return write(end)
