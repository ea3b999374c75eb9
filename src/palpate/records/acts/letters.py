"""Acts on letters to other people."""

from typing import Any
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import may_decide, may_treat, require
from palpate.records.acts.common import corrected, new
from palpate.records.clock import now
from palpate.records.errors import Closed
from palpate.records.ledger import write, writing
from palpate.records.models import Episode, Letter
from palpate.records.newest import now_of


def write_letter(
    *,
    by: User,
    episode: Episode,
    to_name: str,
    to_address: str = "",
    body: dict[str, Any],
    row_id: UUID | None = None,
) -> Letter:
    """Begin a letter. `correct_letter` changes it until it is sent."""
    require(may_treat, by, episode)
    row = new(
        Letter,
        by=by,
        clinic_id=episode.clinic_id,
        row_id=row_id,
        episode_id=episode.first,
        to_name=to_name,
        to_address=to_address,
        body=body,
    )
    return write(row)


def correct_letter(
    *,
    by: User,
    letter: Letter,
    to_name: str,
    to_address: str,
    body: dict[str, Any],
    row_id: UUID | None = None,
) -> Letter:
    """Change a letter that is not sent yet. Raises Closed once it is."""
    require(may_treat, by, letter)
    with writing(letter.clinic_id):
        _open(letter)
        changes = {"to_name": to_name, "to_address": to_address, "body": body}
        return write(corrected(letter, by=by, row_id=row_id, **changes))


def send_letter(*, by: User, letter: Letter, pdf: bytes, row_id: UUID | None = None) -> Letter:
    """Close the letter with the PDF that went out. Raises Closed when it was sent already."""
    require(may_decide, by, letter)
    with writing(letter.clinic_id):
        _open(letter)
        return write(corrected(letter, by=by, row_id=row_id, pdf=pdf, sent_at=now()))


def _open(letter: Letter) -> None:
    newest = now_of(letter)
    if newest is not None and newest.sent_at is not None:
        raise Closed("the letter is sent; write another")
