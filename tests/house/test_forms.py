"""Every form that writes carries the id of what it writes."""

import re

from tests.house.code import ROOT

# Signing in and out stores nothing in the record.
NO_WRITES = {"accounts", "palpate"}


def test_every_form_that_posts_has_the_id_of_what_it_writes() -> None:
    pages = [one for one in (ROOT / "src").rglob("templates/**/*.html") if one.parent.name not in NO_WRITES]
    found = [
        str(page.relative_to(ROOT))
        for page in pages
        if re.findall(r"{% csrf_token %}(?!{% row_id %})", page.read_text(encoding="utf8"))
    ]
    assert not found
    assert sum(page.read_text(encoding="utf8").count("{% row_id %}") for page in pages) > 50
