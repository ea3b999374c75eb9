"""Sentences of a note: composed any number of times, what was typed stays and nothing stands twice."""

from hypothesis import given
from hypothesis import strategies as st

from palpate.clinic.note.lines import repeats
from palpate.clinic.note.sentences import (
    SINCE,
    Draft,
    Line,
    Sentence,
    Soap,
    carried,
    merged,
    read,
    taken,
    uncarried,
)

NAMES = [f"{part}.{number}" for part in "soap" for number in range(3)]
said = st.dictionaries(st.sampled_from(NAMES), st.sampled_from("ABCD"), max_size=len(NAMES)).map(
    lambda found: [Sentence(of, f"{of} says {found[of]}") for of in NAMES if of in found]
)
# What a therapist does between two composings: a sentence edited, taken out or put back, own words.
deeds = st.lists(
    st.tuples(st.sampled_from(["edit", "out", "back", "own", "compose"]), st.integers(0, 20), said),
    max_size=12,
)


def again(draft: Draft) -> Draft:
    """As it comes back from the record."""
    return read(draft.soap, draft.kept)


def changed(draft: Draft, at: int, **how: object) -> Draft:
    """With one sentence otherwise."""
    if not draft.lines:
        return draft
    one = draft.lines[at % len(draft.lines)]
    fields = {"of": one.of, "text": one.text, "was": one.was, "out": one.out} | how
    return Draft(tuple(Line(**fields) if line is one else line for line in draft.lines), draft.own)


@given(deeds)
def test_no_typed_word_is_lost_and_no_sentence_doubled(steps):
    draft, typed = Draft(), {}
    for number, (deed, at, record) in enumerate(steps):
        word = f"typed {number}"
        if deed == "edit" and draft.lines:
            draft = changed(draft, at, text=word)
            typed[draft.lines[at % len(draft.lines)].of] = word
        elif deed == "own":
            part = Soap._fields[at % 4]
            draft = Draft(draft.lines, draft.own._replace(**{part: f"{getattr(draft.own, part)}\n{word}"}))
            typed[word] = word
        elif deed in ("out", "back"):
            draft = changed(draft, at, out=deed == "out")
        else:
            draft = merged(draft, record)
            assert merged(draft, record) == merged(merged(draft, record), record)
            assert {one.of for one in record} <= {line.of for line in draft.lines}
        draft = again(draft)
        names = [line.of for line in draft.lines]
        assert len(names) == len(set(names))
        everything = [line.text for line in draft.lines] + "\n".join(draft.own).split("\n")
        assert all(everything.count(word) == 1 for word in typed.values())


@given(said, said)
def test_what_nobody_touched_is_what_the_record_says(before, now):
    draft = again(merged(merged(Draft(), before), now))
    assert [(line.of, line.text) for line in draft.lines] == [(one.of, one.text) for one in now]


@given(said)
def test_a_note_of_before_sentences_had_origins_is_recognised(record):
    """Its lines that say what the record says are the record's; the rest are own words."""
    old = Draft(own=Soap(*("\n".join([text, "by hand"]) for text in merged(Draft(), record).soap)))
    draft = merged(read(old.soap, []), record)
    assert draft.soap == Soap(*(text.strip("\n") for text in old.soap))
    assert {line.of for line in draft.lines} == {one.of for one in record}


def test_a_new_sentence_stands_where_the_record_has_it():
    draft = merged(Draft(own=Soap("own")), [Sentence("s.a", "A."), Sentence("s.c", "C.")])
    draft = merged(again(draft), [Sentence(f"s.{one}", f"{one.upper()}.") for one in "zabc"])
    assert draft.soap.subjective == "Z.\nA.\nB.\nC.\nown"


def test_a_sentence_taken_out_stays_out_and_comes_back_as_it_is_now():
    draft = changed(merged(Draft(), [Sentence("s.a", "A.")]), 0, out=True)
    draft = merged(again(draft), [Sentence("s.a", "A now.")])
    assert draft.soap.subjective == ""
    assert changed(draft, 0, out=False).soap.subjective == "A now."


def test_an_edit_against_a_changed_record_is_kept_and_can_be_given_up():
    draft = again(changed(merged(Draft(), [Sentence("s.a", "A.")]), 0, text="A, at night."))
    fresh = [Sentence("s.a", "B.")]
    draft = merged(draft, fresh)
    assert draft.soap.subjective == "A, at night." and draft.lines[0].differs
    assert taken(draft, "s.a", fresh).soap.subjective == "B."
    assert merged(again(draft), []).soap.subjective == "A, at night."  # also when the row was taken back


def test_a_fixed_sentence_is_neither_edited_nor_taken_out():
    fresh = [Sentence("a.unsettled", "Not settled.", fixed=True)]
    draft = changed(merged(Draft(), fresh), 0, text="All well.", out=True)
    assert merged(again(draft), fresh).soap.assessment == "Not settled."


def test_what_does_not_fit_is_own_words():
    assert read(Soap("one line"), [{"of": "s.a"}, {"of": "s.b"}]).own.subjective == "one line"
    assert read(Soap("A."), {}).own.subjective == "A."  # an erased row has no list


def test_own_words_are_carried_over_once_and_back():
    last = Draft(own=Soap("Sleeps badly.\nWalks.", plan="Call."))
    draft = carried(carried(Draft(own=Soap("Walks.")), last), last)
    assert draft.own == Soap("Walks.\nSleeps badly.", plan="Call.") and draft.asks
    assert [line.of for line in draft.lines] == [SINCE]
    assert again(draft).asks
    assert uncarried(draft, last) == Draft(own=Soap(""))
    assert not changed(draft, 0, text="Better.").asks


def note(*lines: tuple[str, str], own: str = "") -> Draft:
    """A draft of sentences that nobody edited."""
    return Draft(tuple(Line(of, text, text) for of, text in lines), Soap(own))


def test_a_note_is_identical_when_every_value_and_word_is():
    last = note(
        ("s.score.nprs.", "Pain: 6 of 10 (was 7 on 3 Nov 2026)."), ("a.consistent", "X (58 %)."), own="Tired."
    )
    same = note(
        ("s.score.nprs.", "Pain: 6 of 10 (was 6 on 10 Nov 2026)."), ("a.consistent", "X (61 %)."), own="tired"
    )
    assert repeats(same, last).identical  # days, and what is worked out, differ by themselves
    other = note(("s.score.nprs.", "Pain: 5 of 10 (was 6 on 10 Nov 2026)."), own="Tired.")
    assert repeats(other, last)[:2] == (1, 2) and not repeats(other, last).identical
    edited = Draft((Line("a.consistent", "Less likely now.", "X (61 %)."),), Soap("Tired."))
    assert not repeats(edited, last).identical
    assert repeats(note(("a.consistent", "X (58 %).")), last).identical  # nothing of this visit in it
