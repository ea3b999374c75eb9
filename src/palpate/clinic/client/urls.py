"""Addresses of clients, their episodes and the booking of visits."""

from django.urls import path

from palpate.clinic.client import coming, episodes, views

urlpatterns = [
    path("clients/", views.clients, name="clients"),
    path("clients/new/", views.client_new, name="client_new"),
    path("clients/<uuid:client>/", views.client, name="client"),
    path("clients/<uuid:client>/edit/", views.client_edit, name="client_edit"),
    path("clients/<uuid:client>/episodes/new/", episodes.episode_new, name="episode_new"),
    path("episodes/<uuid:episode>/visits/new/", episodes.visit_new, name="visit_new"),
    path("episodes/<uuid:episode>/next/", coming.next_visit, name="next_visit"),
    path("episodes/<uuid:episode>/next/book/", coming.next_book, name="next_book"),
    path("episodes/<uuid:episode>/next/undo/", coming.next_undo, name="next_undo"),
    path("visits/<uuid:visit>/cancel/", coming.visit_cancel, name="visit_cancel"),
    path("visits/<uuid:visit>/move/", episodes.visit_move, name="visit_move"),
    path("episodes/<uuid:episode>/invite/", episodes.invite, name="invite"),
    path("episodes/<uuid:episode>/timeline/", episodes.timeline, name="timeline"),
    path("episodes/<uuid:episode>/discharge/", episodes.discharge, name="discharge"),
    path("episodes/<uuid:episode>/reopen/", episodes.reopen, name="reopen"),
]
