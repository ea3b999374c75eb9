"""The demo clinic's day: whatever the hour, each therapist has visits in every state, none beside another."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from palpate.clinic.demo.fill import SEED
from palpate.clinic.demo.story import THERAPISTS, due_today, stories
from palpate.knowledge import knowledge


@pytest.mark.parametrize("hour", [9, 18])
def test_today_shows_every_state(hour):
    now = datetime(2026, 5, 6, hour, 7, tzinfo=UTC)
    told = stories(Random(SEED), knowledge(), now.date())
    due = due_today(told, now)
    assert {n for n, story in enumerate(told) if story.today} == set(due)
    for therapist in range(THERAPISTS):
        own = [one for n, one in due.items() if told[n].therapist == therapist]
        assert {"done", "sign", "arrived", "booked"} <= {one.stage for one in own}
        starts = sorted(one.starts for one in own)
        assert all(after - before >= timedelta(minutes=75) for before, after in pairwise(starts))
        assert all((one.starts < now) == (one.stage in ("done", "sign", "treating")) for one in own)
    assert "treating" in {one.stage for n, one in due.items() if told[n].therapist == 0}  # who signs in
