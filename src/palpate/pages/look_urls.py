"""The addresses of the look."""

from django.urls import path

from palpate.pages import look

app_name = "look"

urlpatterns = [path("", look.look, name="look"), path("<slug:part>/", look.look, name="part")]
