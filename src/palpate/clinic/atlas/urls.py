"""Addresses of the knowledge pages and the search."""

from django.urls import URLPattern, URLResolver, path

from palpate.clinic.atlas import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("find/", views.find, name="find"),
    path("knowledge/", views.home, name="knowledge"),
    path("knowledge/body/", views.body, name="body"),
    path("knowledge/review/", views.review, name="review"),
    path("knowledge/compare/<str:id>/", views.compare, name="compare"),
    path("knowledge/sources/", views.entries, {"kind": "sources"}, name="sources"),
    path("knowledge/sources/<str:id>/", views.entry, {"kind": "sources"}, name="source"),
    path("knowledge/<str:kind>/", views.entries, name="entries"),
    path("knowledge/<str:kind>/<str:id>/", views.entry, name="entry"),
]
