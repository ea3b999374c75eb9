"""The addresses of the program, and one for each page that says what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from palpate.web.urls import handler404
from palpate.web.urls import urlpatterns as real

__all__ = ["handler404", "urlpatterns"]


def mistake(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a mistake, with its status."""
    why = "somebody else has moved this visit meanwhile"
    return render(request, f"{code}.html", {"why": why}, status=int(code[:3]))


urlpatterns = [path("mistakes/<str:code>/", mistake), *real]
