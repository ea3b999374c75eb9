"""What is shown in the place of something that is not there: that it was erased, where it was."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from palpate.accounts.rights import may_erase
from palpate.records.errors import Erased


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a thing that was erased, with why for the owner; the usual one for all others."""
    user = getattr(request, "user", None)
    if not isinstance(exception, Erased) or user is None or not user.is_authenticated:
        return page_not_found(request, exception)
    page = {"erasure": exception.erasure, "reads": may_erase(user, exception.erasure)}
    return render(request, "keeping/erased.html", page, status=410)
