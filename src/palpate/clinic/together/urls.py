"""Addresses of what is new at a visit."""

from django.urls import path

from palpate.clinic.together import views

urlpatterns = [path("visits/<uuid:visit>/news/", views.news, name="news")]
