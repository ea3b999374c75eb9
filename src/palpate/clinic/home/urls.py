"""Addresses of the home program."""

from django.urls import path

from palpate.clinic.home import views

urlpatterns = [
    path("visits/<uuid:visit>/home/", views.home, name="home"),
    path("visits/<uuid:visit>/home/add/", views.add, name="home_add"),
    path("visits/<uuid:visit>/home/dose/", views.dose, name="home_dose"),
    path("visits/<uuid:visit>/home/remove/", views.remove, name="home_remove"),
    path("visits/<uuid:visit>/home/undo/", views.undo, name="home_undo"),
    path("visits/<uuid:visit>/home/done/", views.done, name="home_done"),
    path("visits/<uuid:visit>/home/find/", views.find, name="home_find"),
    path("visits/<uuid:visit>/home/link/", views.link, name="home_link"),
]
