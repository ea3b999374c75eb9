"""A clinic with something in its record, really committed, and keys that cost little."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from palpate.accounts.models import Clinic, Role, User
from palpate.keeping import sealed
from palpate.records import acts
from tests.records.growing import transactional_db  # noqa: F401

KEY = "correct horse battery staple"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a key guards real passphrases; here it would only take time."""
    monkeypatch.setattr(sealed, "COST", {"time": 1, "memory": 8, "lanes": 1})


@pytest.fixture
def owner(
    transactional_db: None,  # noqa: F811
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[User]:
    """The owner of a clinic with three clients. Django's test case refuses databases that it was not told of
    before; here they are made meanwhile.
    """
    connect = django_db_blocker._real_ensure_connection
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)
    clinic = Clinic.objects.create(name="Harbour Street")
    owner = User.objects.create_user("owner", password="long enough", clinic=clinic, role=Role.OWNER)
    for name in ("Ada", "Ben", "Cleo"):
        acts.register_client(by=owner, given_name=name, family_name="Osei", notes=f"remember {name}")
    yield owner


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A file with the key."""
    file = tmp_path / "key"
    file.write_text(KEY + "\n", encoding="utf8")
    return file
