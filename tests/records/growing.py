"""Tests that need a real commit, as the browser tests do: their tables are emptied afterwards, which the
record itself refuses. So the refusal is lifted for that moment only, and stands again for the next test.
"""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from palpate.records import triggers
from palpate.records.models import ONLY_GROW

TABLES = [model._meta.db_table for model in ONLY_GROW]


@pytest.fixture
def transactional_db(growing_again: None, transactional_db: None) -> Iterator[None]:
    """The committing database of pytest-django, on tables that only grow. Takes its place where imported.

    To be asked for by name: `django_db(transaction=True)` would empty the tables after the refusal is back.
    """
    yield
    with transaction.atomic():
        triggers.remove(connection, TABLES)
