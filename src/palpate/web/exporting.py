"""What `palpate record export` does and prints."""

import sys
from pathlib import Path
from uuid import UUID

from palpate.accounts.models import Clinic
from palpate.exchange.export.files import write_client, write_clinic
from palpate.records.models import Client


def export_one(key: str, folder: Path) -> int:
    """Everything of the client with that id; the exit status."""
    try:
        found = Client.objects.filter(first=UUID(key)).select_related("clinic").first()
    except ValueError:
        found = None
    if found is None:
        print(f"palpate record export: there is no client {key!r}; name an id, or --all", file=sys.stderr)
        return 2
    target = folder / f"client-{str(found.first)[:8]}.zip"
    written = write_client(target, found.clinic, found.first)
    print(f"{target}: {written.count} rows")
    return 0


def export_clinics(folder: Path) -> int:
    """Everything of every clinic; the exit status."""
    for clinic in Clinic.objects.order_by("pk"):
        target = folder / f"clinic-{clinic.pk}.zip"
        about = write_clinic(target, clinic, tell=_tell)
        print(f"{target}: {clinic}, {about['clients']} clients, {sum(about['rows'].values())} rows")
    return 0


def _tell(done: int, every: int) -> None:
    if done % 100 == 0 or done == every:
        print(f"{done} of {every} clients", file=sys.stderr, flush=True)
