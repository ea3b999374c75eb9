"""One word for a thing: what GLOSSARY.md lists as not used is used nowhere outside `exchange`."""

import ast
import re

from tests.house.code import ROOT, defined, sources

# Here the names are Django's own.
FOREIGN = {"src/palpate/web/settings.py", "src/palpate/web/sessions.py"}


def unused_words() -> set[str]:
    """The words of the glossary's last column."""
    rows = re.findall(r"^\|[^|]+\|[^|]+\|([^|]*)\|$", (ROOT / "GLOSSARY.md").read_text(encoding="utf8"), re.M)
    return {word for row in rows for word in re.findall(r"`(\w+)`", row)}


def parts(name: str) -> set[str]:
    """A name cut into its words: `PatientForm` and `patient_form` give the same."""
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_"))


def test_the_glossary_names_words_not_used() -> None:
    assert {"patient", "session"} <= unused_words()


def test_names_cut_into_words() -> None:
    assert parts("PatientForm") == parts("patient_form") == {"patient", "form"}


def test_no_name_uses_another_word() -> None:
    words = unused_words()
    found = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in sources()
        if "exchange" not in file.parts and str(file.relative_to(ROOT)) not in FOREIGN
        for name in defined(ast.parse(file.read_text(encoding="utf8")))
        if parts(name) & words
    ]
    assert not found


def test_no_page_says_another_word() -> None:
    """Pages say client and visit; where a clinic prefers another word, it stands in the clinic's settings."""
    words = "|".join(unused_words() | {"diagnosis", "diagnosed"})
    found = [
        f"{page.relative_to(ROOT)}: {hit}"
        for page in (ROOT / "src").rglob("templates/**/*.html")
        for hit in re.findall(rf"\b(?:{words})\b", _shown(page.read_text(encoding="utf8")), re.I)
    ]
    assert not found


def _shown(page: str) -> str:
    """The text of a template: no tags of either kind."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", " ", page, flags=re.S)
