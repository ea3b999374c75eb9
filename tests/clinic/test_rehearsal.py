"""The rehearsal draws whole pages, and without the record."""

import pytest

from palpate.accounts.models import User
from palpate.clinic.rehearsal import rehearse


def test_the_pages_are_whole_and_no_database_is_opened() -> None:
    # Without the mark for it, pytest-django refuses every database.
    pages = rehearse()
    assert list(pages) == ["today", "screen", "assess"]
    for step, part in (("today", "No Body"), ("screen", "physician"), ("assess", "how common each is")):
        assert part in pages[step] and pages[step].rstrip().endswith("</html>"), step


@pytest.mark.django_db
def test_a_rehearsal_that_would_ask_the_record_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("palpate.clinic.rehearsal._queries", lambda user: User.objects.count())
    with pytest.raises(RuntimeError, match="asks nothing of the record"):
        rehearse()
