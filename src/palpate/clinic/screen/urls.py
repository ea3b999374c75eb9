"""Addresses of the screening."""

from django.urls import path

from palpate.clinic.screen import views

urlpatterns = [
    path("visits/<uuid:visit>/screen/", views.screen, name="screen"),
    path("visits/<uuid:visit>/screen/answer/", views.answer, name="screen_answer"),
    path("visits/<uuid:visit>/screen/undo/", views.take_back, name="screen_undo"),
    path("visits/<uuid:visit>/screen/ask/<slug:finding>/", views.ask, name="screen_ask"),
    path("visits/<uuid:visit>/disposition/", views.disposition, name="disposition"),
    path("visits/<uuid:visit>/disposition/undo/", views.undo_disposition, name="undo_disposition"),
]
