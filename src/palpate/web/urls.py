"""Which address leads to which room."""

from django.urls import path

from palpate.web.health import health
from palpate.web.rooms import Room

urlpatterns = [
    Room("offline/", "palpate.pages.urls", name="pages"),
    Room("look/", "palpate.pages.look_urls", name="look"),
    path("health/", health, name="health"),
    Room("accounts/", "palpate.accounts.urls", name="accounts"),
    Room("portal/", "palpate.portal.urls", name="portal"),
    Room("record/", "palpate.keeping.urls", name="keeping"),
    Room("letters/", "palpate.exchange.letters.urls", name="letters"),
    Room("", "palpate.clinic.urls", name="clinic"),  # knowledge/ and find/ are among the clinic's own pages
]

handler404 = "palpate.keeping.gone.not_found"
