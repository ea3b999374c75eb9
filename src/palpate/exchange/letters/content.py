"""What is printed of a letter: the clinic's head, the client, the paragraphs, the signature."""

from datetime import date
from typing import Any

from palpate.accounts.models import Clinic, User
from palpate.clinic.note.words import short_day
from palpate.exchange.letters.pdf import Content
from palpate.records.models import Client, Letter


def content_of(letter: Letter, client: Client, clinic: Clinic, writer: User, day: date) -> Content:
    """The letter as the template reads it: plain words, numbers and lists."""
    body: dict[str, Any] = letter.body
    contact = (clinic.address, clinic.phone, clinic.email)
    return {
        "clinic": {"name": clinic.name, "contact": "\n".join(one.strip() for one in contact if one)},
        "to": {"name": letter.to_name, "address": letter.to_address},
        "date": short_day(day),
        "subject": body.get("subject") or f"{client}",
        "about": _about(client),
        "paragraphs": [
            {"head": one["head"], "text": one["text"]} for one in body.get("paragraphs", ()) if one["text"]
        ],
        "closing": "With kind regards,",
        "signature": {"name": str(writer), "lines": "\n".join(_signature(writer))},
        "author": str(writer),
        "footer": "Confidential. Findings are those of a massage therapist and do not replace your own.",
        "draft": letter.sent_at is None,
    }


def _about(client: Client) -> str:
    return f"{client}, born {short_day(client.birth_date)}" if client.birth_date else f"{client}"


def _signature(writer: User) -> list[str]:
    licence = f"Licence {writer.licence_number}" if writer.licence_number else ""
    return [line for line in (writer.discipline or "Massage therapist", licence) if line]
