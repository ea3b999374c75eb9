"""What a session says is verified once for the same words, and nothing that was changed is believed."""

import logging

import pytest
from django.test import override_settings

from palpate.web.sessions import SessionStore


def test_each_reading_is_its_own() -> None:
    store = SessionStore()
    words = store.encode({"opened": 5, "keys": [1]})
    first = store.decode(words)
    first["keys"].append(2)
    first["locked"] = True
    assert store.decode(words) == {"opened": 5, "keys": [1]}


def test_changed_words_say_nothing(caplog: pytest.LogCaptureFixture) -> None:
    store = SessionStore()
    words = store.encode({"opened": 5})
    assert store.decode(words) == {"opened": 5}
    caplog.set_level(logging.CRITICAL, "django.security.SuspiciousSession")
    assert store.decode(words[:-1] + ("A" if words[-1] != "A" else "B")) == {}
    with override_settings(SECRET_KEY="another key than before"):
        assert store.decode(words) == {}
