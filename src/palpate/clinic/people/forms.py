"""What is asked of an owner who adds somebody."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from palpate.accounts.models import Clinic, Role, User
from palpate.accounts.people import FIELDS, supervisors
from palpate.knowledge import knowledge

SAYS = {
    Role.OWNER: "Treats, signs, and manages people, rules and copies of everything",
    Role.THERAPIST: "Treats, and signs the notes of their own visits",
    Role.STUDENT: "Records and drafts under a supervisor, who co-signs every note",
    Role.FRONT_DESK: "Clients' contact data, visits and links; nothing of what was seen and done",
    Role.READ_ONLY: "Reads the record, changes nothing",
}


class PersonForm(forms.Form):
    """Somebody of the clinic; `username` is asked for once, and stays."""

    display_name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="under notes",
        error_messages={"required": "Write the name that stands under notes."},
    )
    username = forms.CharField(
        label="Sign-in name",
        max_length=150,
        help_text="once and for all",
        error_messages={"required": "Write what they sign in with: letters, digits, dots, hyphens."},
    )
    email = forms.EmailField(label="Email", required=False)
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose"), *((str(one), one.label) for one in Role)],  # type: ignore[attr-defined]
        error_messages={"required": "Choose what they may do."},
    )
    discipline = forms.CharField(
        label="Discipline",
        max_length=80,
        required=False,
        help_text="as in letters",
    )
    supervisor = forms.ModelChoiceField(
        label="Supervisor",
        queryset=User.objects.none(),
        required=False,
        empty_label="none",
        help_text="of a student",
    )
    licence_number = forms.CharField(label="Licence", max_length=60, required=False)
    initials = forms.CharField(label="Initials", max_length=6, required=False)
    credentials = forms.MultipleChoiceField(
        label="Credentials", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, clinic: Clinic, person: User | None = None, **more: Any) -> None:
        known = {name: getattr(person, name) for name in FIELDS} if person else {}
        super().__init__(*args, initial=known, **more)
        fields: Any = self.fields
        of = supervisors(clinic)
        fields["supervisor"].queryset = of.exclude(pk=person.pk) if person else of
        held = {one.id: one.name for one in knowledge().credentials.values()}
        extra = {one: one.replace("_", " ") for one in (person.credentials if person else [])}
        fields["credentials"].choices = list((extra | held).items())
        if person:
            del self.fields["username"]

    def take(self, wrong: ValidationError) -> None:
        """Show at each field what an act refused."""
        for name, words in wrong.message_dict.items():
            self.add_error(name if name in self.fields else None, words)
