"""What is asked of the owner before something is restricted or erased."""

from django import forms


class YearsForm(forms.Form):
    """How long a record is kept."""

    years = forms.IntegerField(label="Years after the last entry", min_value=0, max_value=100)
    law = forms.CharField(label="Which law says so", max_length=300, required=False)


class HoldForm(forms.Form):
    """Why what is kept of the client may only be read."""

    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    asked_by = forms.CharField(label="Asked by", max_length=200, required=False)
    asked_on = forms.DateField(
        label="Asked on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LiftForm(forms.Form):
    """Why it may be written to again."""

    reason = forms.CharField(label="Why it ends", max_length=1000)


class EraseForm(forms.Form):
    """Why everything of the client is erased. `early` is needed before the years to keep are over."""

    reason = forms.CharField(
        label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it is erased."},
    )  # fmt: skip
    legal_basis = forms.CharField(
        label="By what law", max_length=300, initial="GDPR art. 17",
        error_messages={"required": "Say by what law it may be erased."},
    )  # fmt: skip
    asked_by = forms.CharField(
        label="Asked by", max_length=200, help_text="the client, or who speaks for them",
        error_messages={"required": "Say who asked for it."},
    )  # fmt: skip
    asked_on = forms.DateField(
        label="Asked on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say on what day it was asked for."},
    )  # fmt: skip
    early = forms.CharField(
        label="Why before the time to keep is over", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="only where it is not over yet",
    )  # fmt: skip
    sure = forms.BooleanField(
        label="I know that this cannot be taken back",
        error_messages={"required": "Tick this first: what is erased cannot be brought back."},
    )
