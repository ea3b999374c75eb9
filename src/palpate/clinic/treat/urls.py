"""Addresses of the treatment."""

from django.urls import path

from palpate.clinic.treat import views

urlpatterns = [
    path("visits/<uuid:visit>/treat/", views.treat, name="treat"),
    path("visits/<uuid:visit>/treat/ahead/", views.ahead, name="treat_ahead"),
    path("visits/<uuid:visit>/treat/begin/", views.begin, name="treat_begin"),
    path("visits/<uuid:visit>/treat/measure/", views.measure, name="treat_measure"),
    path("visits/<uuid:visit>/treat/record/", views.record, name="treat_record"),
    path("visits/<uuid:visit>/treat/late/", views.record_late, name="treat_late"),
    path("visits/<uuid:visit>/treat/skip/", views.skip, name="treat_skip"),
    path("visits/<uuid:visit>/treat/swap/", views.swap, name="treat_swap"),
    path("visits/<uuid:visit>/treat/undo/", views.take_back, name="treat_undo"),
    path("visits/<uuid:visit>/treat/left/", views.left, name="treat_left"),
    path("visits/<uuid:visit>/treat/finish/", views.finish, name="treat_finish"),
]
