"""Addresses made the short way are those that Django makes."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from palpate.pages.addresses import address


@pytest.mark.parametrize("name", ["clinic:client", "clinic:visit_state", "clinic:note", "letters:write"])
def test_an_address_is_the_one_that_django_makes(name):
    key = uuid4()
    assert address(name, key) == address(name, str(key)) == reverse(name, args=[key])


def test_a_name_that_is_none_is_refused():
    with pytest.raises(NoReverseMatch):
        address("clinic:nowhere", uuid4())
