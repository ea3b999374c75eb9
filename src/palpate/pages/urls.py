"""Addresses that belong to all pages: what a browser needs to go on without a network."""

from django.urls import path

from palpate.pages import offline

app_name = "pages"

urlpatterns = [
    path("", offline.page, name="offline"),
    path("worker.js", offline.worker, name="worker"),
    path("token/", offline.token, name="token"),
]
