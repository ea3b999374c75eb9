"""Reading the page of the legend: the signs that stood in it, changed, and at most one new."""

from django.http import QueryDict

from palpate.drawing.signs import Entry, usual_legend

NEW = "new"


def entries_of(post: QueryDict, before: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The legend as it was sent. What was not sent of a sign stays; `acts.set_legend` checks the rest."""
    if post.get("do") == "usual":
        return _usual(before)
    found = [
        Entry(
            id=one.id,
            name=post.get(f"name-{one.id}", one.name).strip(),
            sign=post.get(f"sign-{one.id}", one.sign),
            shown=f"shown-{one.id}" in post,
        )
        for one in before
    ]
    if name := post.get(f"name-{NEW}", "").strip():
        key = _key(name, {one.id for one in before})
        found.append(Entry(id=key, name=name, sign=post.get(f"sign-{NEW}", "")))
    return tuple(found)


def _usual(before: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """As usually taught again; signs of the clinic's own stay, hidden."""
    usual = usual_legend()
    known, names = {one.id for one in usual}, {one.name.casefold() for one in usual}
    own = [one for one in before if one.id not in known]
    return (
        *usual,
        *(
            Entry(
                one.id, one.name if one.name.casefold() not in names else f"{one.name} (own)", one.sign, False
            )
            for one in own
        ),
    )


def _key(name: str, taken: set[str]) -> str:
    """An id for a new sign, from its name."""
    base = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name.lower())
    base = f"own_{base}"[:34]
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, 99))) if key not in taken)
