"""Addresses of the note."""

from django.urls import path

from palpate.clinic.note import names, short, views

urlpatterns = [
    path("notes/short-forms/", short.page, name="note_short"),
    path("visits/<uuid:visit>/note/", views.note, name="note"),
    path("visits/<uuid:visit>/note/draft/", views.draft, name="note_draft"),
    path("visits/<uuid:visit>/note/sign/", views.sign, name="note_sign"),
    path("visits/<uuid:visit>/note/amend/", views.amend, name="note_amend"),
    path("visits/<uuid:visit>/note/cosign/", names.cosign, name="note_cosign"),
    path("visits/<uuid:visit>/note/back/", names.back, name="note_back"),
    path("visits/<uuid:visit>/note/readers/", names.readers, name="note_readers"),
]
