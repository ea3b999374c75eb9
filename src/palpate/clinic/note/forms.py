"""What comes in from the note's page."""

from django import forms
from django.http import QueryDict

from palpate.clinic.note.sentences import LONGEST_ID, PARTS, Draft, Line, Soap
from palpate.records.models.words import Readers

COUNTERS = ("taps", "characters", "seconds_open", "seconds_active")
MOST = 10_000_000  # a counter above this is no counting of ours
MOST_LINES = 300
LINE, WAS, OUT = "line:", "was:", "out:"  # fields of a sentence, by what it came from


class NoteForm(forms.Form):
    """The sentences, the own words of the four parts, the row that the page last saw, and the counters.

    A sentence is sent as `line:<of>` with `was:<of>` (what the record said when it was shown) and `out:<of>`
    where it is taken out. A page that sends only the four texts sends own words.
    """

    subjective = forms.CharField(required=False, strip=False)
    objective = forms.CharField(required=False, strip=False)
    assessment = forms.CharField(required=False, strip=False)
    plan = forms.CharField(required=False, strip=False)
    seen = forms.UUIDField(required=False)
    taps = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    characters = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    seconds_open = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    seconds_active = forms.IntegerField(required=False, min_value=0, max_value=MOST)

    def clean(self) -> None:
        """Read the sentences."""
        self.lines = _lines(self.data)

    @property
    def draft(self) -> Draft:
        """The note as it stands on the page."""
        own = (self.cleaned_data[part].replace("\r\n", "\n") for part in Soap._fields)
        return Draft(self.lines, Soap(*own))

    @property
    def counters(self) -> dict[str, int]:
        """What it took; what the page could not count is left out."""
        found = {name: self.cleaned_data.get(name) for name in COUNTERS}
        return {name: count for name, count in found.items() if count is not None}


def _lines(sent: QueryDict) -> tuple[Line, ...]:
    """The sentences in the order of the page. Raises ValidationError for what no page sends."""
    names = [name.removeprefix(LINE) for name in sent if name.startswith(LINE)]
    if len(names) > MOST_LINES:
        raise forms.ValidationError(f"a note has {MOST_LINES} sentences at most")
    return tuple(_line(of, sent) for of in names)


def _line(of: str, sent: QueryDict) -> Line:
    if of[:1] not in PARTS or of[1:2] != "." or not 2 < len(of) <= LONGEST_ID:
        raise forms.ValidationError(f"{of[:40]!r} is no sentence of a note")
    text, was = (_on_one_line(sent.get(name + of, "")) for name in (LINE, WAS))
    if "\x00" in of + text + was:
        raise forms.ValidationError("a sentence has letters that cannot be kept")
    emptied = not text and bool(was)
    return Line(of, text or was, was, out=emptied or OUT + of in sent)


def _on_one_line(text: str) -> str:
    return " ".join(text.splitlines()).strip()


class AmendmentForm(forms.Form):
    """What is added to a signed note, and why."""

    text = forms.CharField(error_messages={"required": "Write what is to be added."})
    reason = forms.CharField(
        max_length=300,
        error_messages={
            "required": "Say why it is added: it stands beside the note.",
            "max_length": "The reason is one line, of 300 letters at most.",
        },
    )


class ReadersForm(forms.Form):
    """Who may read the note, and why where another than its writer says so."""

    readers = forms.ChoiceField(choices=Readers.choices)
    reason = forms.CharField(required=False, max_length=300)


class GiveBackForm(forms.Form):
    """What a supervisor asks a student to mend; nothing where the student takes it back."""

    words = forms.CharField(required=False, max_length=2000)
