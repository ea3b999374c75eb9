"""Addresses of the client's pages. A token of its own length comes first, so "home" cannot be one."""

from django.urls import URLPattern, URLResolver, path

from palpate.portal import home, views

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("home/<str:token>/", home.home, name="home"),
    path("home/<str:token>/did/", home.did, name="did"),
    path("<str:token>/", views.intake, name="intake"),
    path("<str:token>/<slug:step>/", views.intake_step, name="intake_step"),
]
