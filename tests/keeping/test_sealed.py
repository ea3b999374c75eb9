"""A sealed file opens with its key only, and no changed, missing or added byte goes unseen."""

import io
import random

import pytest

from palpate.keeping import sealed
from palpate.keeping.sealed import Damaged, Opening, Sealing, WrongKey

CHEAP = {"time": 1, "memory": 8, "lanes": 1}
KEY = "correct horse battery"


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "CHUNK", 64)


def seal(content: bytes) -> bytes:
    """The content, sealed."""
    file = io.BytesIO()
    writer = Sealing(file, KEY, cost=CHEAP)
    for at in range(0, len(content), 50):
        writer.write(content[at : at + 50])
    writer.close()
    return file.getvalue()


def unseal(content: bytes, key: str = KEY) -> bytes:
    """What was sealed."""
    return io.BufferedReader(Opening(io.BytesIO(content), key)).read()


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 128, 1000])
def test_what_was_sealed_comes_back(length: int) -> None:
    content = random.Random(length).randbytes(length)
    assert unseal(seal(content)) == content


def test_nothing_of_the_content_shows() -> None:
    assert b"Ada Osei" not in seal(b"Ada Osei" * 100)


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(WrongKey, match="another one"):
        unseal(seal(b"x"), "another passphrase")


def test_a_flipped_bit_anywhere_is_found() -> None:
    whole = seal(random.Random(1).randbytes(300))
    for at in range(len(whole)):
        bit = 1 << (at % 8)
        with pytest.raises((Damaged, WrongKey)):
            unseal(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])


def test_a_cut_off_end_is_found_at_every_length() -> None:
    whole = seal(random.Random(2).randbytes(300))
    for length in range(len(whole)):
        with pytest.raises((Damaged, WrongKey)):
            unseal(whole[:length])


def test_an_added_end_a_moved_or_a_repeated_chunk_is_found() -> None:
    whole = seal(random.Random(3).randbytes(300))
    start, step = len(whole) - (300 + 5 * 16), 64 + 16
    first, second = whole[start : start + step], whole[start + step : start + 2 * step]
    rest = whole[start + 2 * step :]
    for wrong in (
        whole + b"x",
        whole[:start] + second + first + rest,
        whole[:start] + first + first + second + rest,
        whole[:start] + second + rest,
    ):
        with pytest.raises(Damaged, match="between byte"):
            unseal(wrong)


def test_a_writer_that_was_abandoned_leaves_no_whole_file() -> None:
    file = io.BytesIO()
    writer = Sealing(file, KEY, cost=CHEAP)
    writer.write(b"x" * 200)
    writer.abandon()
    with pytest.raises(Damaged):
        unseal(file.getvalue())
