"""What `palpate record verify` and `palpate record head` print."""

import json
from collections.abc import Sequence
from typing import Any

from palpate.accounts.models import Clinic
from palpate.records.chain import Break, breaks, cut_off, head

CUT_OFF = "the end of a record was cut off: no entry has the kept digest"


def verify_all(*, heads: Sequence[str] = (), as_json: bool = False) -> int:
    """Verify every clinic's chain; the exit status: 1 when anything is not as it was written. `heads` are
    digests that were kept elsewhere.
    """
    told: list[dict[str, Any]] = []
    for clinic in Clinic.objects.order_by("pk"):
        length, before = head(clinic)[0], len(told)
        for found in breaks(clinic):
            told.append(_plain(clinic, found))
            if not as_json:
                print(f"{clinic}: {in_words(found)}", flush=True)
        if not as_json:
            count = len(told) - before
            rows = f"{length} row{'' if length == 1 else 's'}"
            print(
                f"{clinic}: {rows}, "
                + (f"{count} not as written" if count else "every one as it was written")
            )
    for kept in cut_off(heads):
        told.append({"clinic": None, "what": f"{CUT_OFF} {kept}"})
        if not as_json:
            print(f"{CUT_OFF} {kept}")
    if as_json:
        print(json.dumps({"verified": not told, "breaks": told}, indent=2))
    return 1 if told else 0


def print_heads(*, as_json: bool = False) -> int:
    """Print each clinic's newest digest."""
    rows = [(clinic, *head(clinic)) for clinic in Clinic.objects.order_by("pk")]
    if as_json:
        plain = [{"clinic": str(one), "rows": length, "head": digest} for one, length, digest in rows]
        print(json.dumps(plain, indent=2))
    else:
        for clinic, length, digest in rows:
            print(f"{digest}  {clinic}, {length} row{'' if length == 1 else 's'}")
    return 0


def in_words(found: Break) -> str:
    """One line: where, what, and whose as far as it can still be read."""
    if found.row_id is None:
        return found.what
    where = "in no entry" if found.seq is None else f"entry {found.seq}"
    whose = found.whose
    told = [
        f"client {whose.client} {whose.client_id}" if whose.client_id else "",
        f"episode {whose.episode}" if whose.episode else "",
        f"written {whose.written_at:%Y-%m-%d %H:%M} UTC" if whose.written_at else "",
        f"by {whose.author}" if whose.author else "",
    ]
    said = ", ".join(filter(None, told))
    return f"{where}, {found.table} {found.row_id}: {found.what}" + (f" ({said})" if said else "")


def _plain(clinic: Clinic, found: Break) -> dict[str, Any]:
    whose = found.whose
    return {
        "clinic": str(clinic),
        "entry": found.seq,
        "table": found.table or None,
        "row": str(found.row_id) if found.row_id else None,
        "what": found.what,
        "client": whose.client or None,
        "client_id": str(whose.client_id) if whose.client_id else None,
        "episode": whose.episode or None,
        "written_at": whose.written_at.isoformat() if whose.written_at else None,
        "author": whose.author or None,
    }
