"""Prepared queries give what the query set itself gives, for every table and every shape of value."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from palpate.records import acts
from palpate.records.models import ROWS, Client, Episode, Visit
from palpate.records.newest import asking, latest, newest_only
from palpate.records.prepared import MOST, only_put_together, rows_of, together
from tests.records.conftest import VISIT_AT, Cast


def plain(model, **where) -> list:
    """The same without preparing."""
    return newest_only(model.objects.filter(**where).newest().order_by("written_at", "id"))


def told(rows) -> list[dict]:
    return [
        {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in rows
    ]


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_each_table_reads_the_same(cast: Cast, model) -> None:
    for _ in range(2):
        assert told(latest(model, clinic=cast.clinic)) == told(plain(model, clinic=cast.clinic))


def test_all_tables_read_together_say_the_same(cast: Cast, django_assert_num_queries) -> None:
    by, episode, visit = cast.therapist, cast.episode, cast.visit
    acts.record_observation(by=by, episode=episode, visit=visit, finding="night_pain", present=True)
    acts.record_score(by=by, episode=episode, visit=visit, measure="nprs", value=0.1 + 0.2)
    acts.set_goal(
        by=by, episode=episode, measure="nprs", baseline=6, target=1 / 3, start=VISIT_AT, due=VISIT_AT
    )
    acts.save_plan(by=by, episode=episode, content={"a": [1, None, "ü"]}, knowledge_version="1")
    acts.record_treatment(by=by, visit=visit, technique="t", structure="s", skipped=True)
    acts.save_note_draft(by=by, visit=visit, subjective="S", counters={"taps": 1})
    asked = [asking(model, clinic_id=cast.clinic.pk) for model in ROWS]
    asked.append(asking(Visit, related=("therapist",), first=visit.first))
    together(*asked)
    with django_assert_num_queries(1 if connection.vendor == "sqlite" else len(asked)):
        *found, (opened,) = together(*asked)
        assert opened.therapist == by
    for model, rows in zip(ROWS, found, strict=True):
        assert told(rows) == told(plain(model, clinic=cast.clinic)), model
    assert sum(map(bool, found)) >= 9


def test_every_shape_of_value(cast: Cast, django_assert_num_queries) -> None:
    later = VISIT_AT + timedelta(days=7)
    for number in range(3):
        acts.book_visit(
            by=cast.therapist,
            episode=cast.episode,
            therapist=cast.therapist,
            starts_at=later + timedelta(days=number),
        )
    keys = [row.first for row in Visit.objects.all()]
    for where in (
        {"first": keys[0]},
        {"first": keys[1]},
        {"first": uuid4()},
        {"first__in": keys[:3]},
        {"first__in": set(keys)},
        {"first__in": keys[3:]},
        {"starts_at__gte": later},
        {"starts_at__gte": later + timedelta(days=1), "number__in": [2, 3]},
        {"author": cast.therapist, "by_client": False},
        {"replaces": None},
        {"episode__client__family_name": "Osei"},
        {"episode__client__family_name": "100 %s"},
        {"episode__client__family_name__icontains": "SE"},
    ):
        with django_assert_num_queries(2):
            assert told(latest(Visit, **where)) == told(plain(Visit, **where)), where


def test_lists_that_are_empty_or_long_are_asked_plainly(cast: Cast) -> None:
    assert latest(Client, first__in=[]) == []
    many = [uuid4() for _ in range(MOST)] + [cast.client.first]
    assert [row.first for row in latest(Client, first__in=many)] == [cast.client.first]


def test_a_word_where_an_id_belongs_is_refused_as_ever(cast: Cast) -> None:
    with pytest.raises(Exception, match="is not a valid UUID"):
        latest(Episode, first="nonsense")
    assert latest(Episode, first=str(cast.episode.first)) == [cast.episode]


def test_what_is_read_with_it_costs_nothing_more(cast: Cast, django_assert_num_queries) -> None:
    latest(Visit, related=("therapist",), first=cast.visit.first)
    with django_assert_num_queries(1):
        (row,) = latest(Visit, related=("therapist",), first=cast.visit.first)
        assert row.therapist == cast.therapist
    (row,) = latest(Client, defer=("notes",), first=cast.client.first)
    assert row.get_deferred_fields() == {"notes"}


def test_another_order_of_values_is_another_form(cast: Cast) -> None:
    def build(**values):
        return Client.objects.filter(**values)

    one = rows_of("order", build, given_name="Ada", family_name="Osei")
    two = rows_of("order", build, family_name="Osei", given_name="Ada")
    assert one == two == [cast.client]


def test_what_is_only_put_together_finds_nothing_and_is_asked_afterwards(
    cast: Cast, django_assert_num_queries
) -> None:
    visits, clients = asking(Visit, clinic=cast.clinic), asking(Client, clinic=cast.clinic)
    with django_assert_num_queries(0), only_put_together():
        assert latest(Visit, clinic=cast.clinic) == [] and together(visits, clients) == [[], []]
    assert told(latest(Visit, clinic=cast.clinic)) == told(plain(Visit, clinic=cast.clinic)) != []
    assert [len(rows) > 0 for rows in together(visits, clients)] == [True, True]
