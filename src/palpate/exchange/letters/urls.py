"""Addresses of letters."""

from django.urls import path

from palpate.exchange.letters import views

app_name = "letters"

urlpatterns = [
    path("<uuid:letter>.pdf", views.pdf, name="pdf"),
    path("<uuid:letter>.png", views.picture, name="picture"),
    path("<uuid:visit>/", views.write, name="write"),
    path("<uuid:visit>/save/", views.save, name="save"),
    path("<uuid:visit>/purpose/", views.purpose, name="purpose"),
    path("<uuid:visit>/send/", views.send, name="send"),
]
