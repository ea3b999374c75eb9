"""Addresses of the therapist's pages, one file for each family of pages."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "clinic"

FAMILIES = (
    "today",
    "client",
    "screen",
    "assess",
    "plan",
    "treat",
    "note",
    "home",
    "progress",
    "together",
    "atlas",
    "people",
    "tour",
    "chart",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"palpate.clinic.{family}.urls")) for family in FAMILIES
]
