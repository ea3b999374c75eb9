"""The sign-in page in a browser."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import LAPTOP, PHONE
from tests.records.growing import transactional_db  # noqa: F401


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_a_wrong_password_is_told_beside_the_form(
    open_page: Callable[..., Any], assert_accessible: Callable[[Any], None], size: tuple[int, int]
) -> None:
    page = open_page(size)
    page.goto("/accounts/sign-in/")
    page.keyboard.type("nobody")  # the name has the focus
    page.get_by_label("Password").fill("guess")
    page.get_by_role("button", name="Sign in").click()
    assert "not right" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Name").input_value() == "nobody"
    assert_accessible(page)
