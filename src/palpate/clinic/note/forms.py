"""What comes in from the note's page."""

from django import forms

from palpate.clinic.note.compose import Soap
from palpate.records.models.words import Readers

COUNTERS = ("taps", "characters", "seconds_open", "seconds_active")
MOST = 10_000_000  # a counter above this is no counting of ours


class NoteForm(forms.Form):
    """The four parts, the row that the page last saw, and the counters."""

    subjective = forms.CharField(required=False, strip=False)
    objective = forms.CharField(required=False, strip=False)
    assessment = forms.CharField(required=False, strip=False)
    plan = forms.CharField(required=False, strip=False)
    seen = forms.UUIDField(required=False)
    taps = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    characters = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    seconds_open = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    seconds_active = forms.IntegerField(required=False, min_value=0, max_value=MOST)

    @property
    def soap(self) -> Soap:
        """The texts as typed, with plain line ends."""
        return Soap(*(self.cleaned_data[part].replace("\r\n", "\n") for part in Soap._fields))

    @property
    def counters(self) -> dict[str, int]:
        """What it took; what the page could not count is left out."""
        found = {name: self.cleaned_data.get(name) for name in COUNTERS}
        return {name: count for name, count in found.items() if count is not None}


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
