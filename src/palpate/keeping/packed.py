"""The file of a backup: what a folder holds, as one compressed, sealed stream; and the way back."""

import gzip
import io
import json
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import Any

from palpate.keeping.sealed import Damaged, Opening, Sealing, sync

MANIFEST = "manifest.json"


def pack(folder: Path, manifest: dict[str, Any], target: Path, passphrase: str) -> None:
    """Write the folder, with its manifest first, into one sealed file."""
    with target.open("xb") as file:
        sealing = Sealing(file, passphrase)
        try:
            with (
                gzip.GzipFile(fileobj=sealing, mode="wb", compresslevel=1, mtime=0) as smaller,
                tarfile.open(fileobj=smaller, mode="w|") as tar,
            ):
                _add_text(tar, MANIFEST, json.dumps(manifest, indent=1))
                for path in sorted(folder.rglob("*")):
                    if path.is_file():
                        tar.add(path, arcname=str(path.relative_to(folder)), recursive=False)
            sealing.close()
        except BaseException:
            sealing.abandon()
            raise
        sync(file)


def unpack(source: Path, folder: Path, passphrase: str) -> dict[str, Any]:
    """Read the whole sealed file into the folder; its manifest. Raises Damaged, WrongKey."""
    with source.open("rb") as file:
        opened = Opening(file, passphrase)
        try:
            with (
                gzip.GzipFile(fileobj=io.BufferedReader(opened), mode="rb") as whole,
                tarfile.open(fileobj=whole, mode="r|") as tar,
            ):
                for member in tar:
                    _take(tar, member, folder)
                while whole.read(1 << 16):  # to the end, so that damage behind the last file is found too
                    pass
        except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise Damaged(f"the file is sealed rightly but holds no backup: {error}") from None
    try:
        plain = json.loads((folder / MANIFEST).read_text(encoding="utf8"))
        (folder / MANIFEST).unlink()
    except (OSError, ValueError):
        raise Damaged("the file is sealed rightly but holds no backup") from None
    return dict(plain)


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    about = tarfile.TarInfo(name)
    about.size = len(content)
    tar.addfile(about, io.BytesIO(content))


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One file into the folder; nothing that would land outside of it."""
    target = (folder / member.name).resolve()
    source = tar.extractfile(member)
    if source is None or not target.is_relative_to(folder.resolve()):
        raise Damaged(f"the backup names a place outside: {member.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        sync(file)
