"""Refuses a password that is little more than the words everybody at a clinic would try first."""

import re
from typing import Any

from django.core.exceptions import ValidationError

WORDS = frozenset({"palpate", "massage", "therapy", "therapist", "clinic", "client", "practice", "password"})
LEFT = 6  # letters that must be left when those words, digits and signs are taken away


class NotOfTheHouse:
    """A validator of Django's: the words above, the clinic's name and the person's own do not count."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError where too little is left. Nothing is asked of the signs it is made of."""
        left = password.casefold()
        for word in sorted(WORDS | _own_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        said = len(left) < len(password)
        if said and sum(sign.isalpha() for sign in left) < LEFT:
            raise ValidationError(
                "This password is made of words that anybody here would try: the program's, the clinic's or "
                "your name. Add a few words that have nothing to do with work."
            )

    def get_help_text(self) -> str:
        """What is asked, in a sentence."""
        return "Not only the program's name, the clinic's or your own."


def _own_words(user: Any) -> set[str]:
    clinic = getattr(user, "clinic", None)
    said = f"{getattr(clinic, 'name', '')} {user or ''} {getattr(user, 'username', '')}"
    return {word for word in re.findall(r"\w+", said.casefold()) if len(word) > 3}
