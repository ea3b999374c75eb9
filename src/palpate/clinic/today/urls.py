"""Addresses of the day."""

from django.urls import path

from palpate.clinic.today import views

urlpatterns = [
    path("", views.today, name="today"),
    path("visits/<uuid:visit>/state/", views.visit_state, name="visit_state"),
    path("visits/<uuid:visit>/state/undo/", views.undo_state, name="undo_state"),
]
