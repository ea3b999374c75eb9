"""Addresses of the people of the clinic, and of who looked."""

from django.urls import path

from palpate.clinic.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:person>/", views.person, name="person"),
    path("people/<int:person>/active/", views.person_active, name="person_active"),
    path("clients/<uuid:client>/looked/", views.looked, name="looked"),
]
