"""The address of the guided visit."""

from django.urls import path

from palpate.clinic.tour import views

urlpatterns = [path("tour/", views.tour, name="tour")]
