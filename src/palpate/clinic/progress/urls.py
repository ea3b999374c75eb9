"""Addresses of the progress."""

from django.urls import path

from palpate.clinic.progress import views

urlpatterns = [
    path("visits/<uuid:visit>/progress/", views.progress, name="progress"),
    path("visits/<uuid:visit>/progress/goal/", views.goal, name="progress_goal"),
    path("visits/<uuid:visit>/progress/score/", views.score, name="progress_score"),
    path("visits/<uuid:visit>/progress/undo/", views.take_back, name="progress_undo"),
]
