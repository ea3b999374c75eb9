"""Addresses of assess. What hangs below the page is its own business."""

from django.urls import URLPattern, URLResolver, path

from palpate.clinic.assess import drawing, views

BASE = "visits/<uuid:visit>/assess/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(BASE, views.assess, name="assess"),
    path(f"{BASE}group/<str:region>/<str:key>/", views.one_group, name="assess_group"),
    path(f"{BASE}row/<str:finding>/", views.add_row, name="assess_row"),
    path(f"{BASE}find/", views.find_finding, name="assess_find"),
    path(f"{BASE}how/<str:finding>/", views.how, name="assess_how"),
    path(f"{BASE}answer/", views.answer, name="assess_answer"),
    path(f"{BASE}rest/", views.rest, name="assess_rest"),
    path(f"{BASE}again/", views.again, name="assess_again"),
    path(f"{BASE}undo/", views.take_back, name="assess_undo"),
    path(f"{BASE}keep/", views.keep, name="assess_keep"),
    path(f"{BASE}body/", drawing.body, name="assess_body"),
    path(f"{BASE}mark/", drawing.mark, name="assess_mark"),
    path(f"{BASE}mark/<uuid:mark>/", drawing.change, name="assess_mark_change"),
]
