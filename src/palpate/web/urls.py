"""Which address leads to which room."""

from palpate.web.rooms import Room

urlpatterns = [
    Room("offline/", "palpate.pages.urls", name="pages"),
    Room("accounts/", "palpate.accounts.urls", name="accounts"),
    Room("portal/", "palpate.portal.urls", name="portal"),
    Room("letters/", "palpate.exchange.letters.urls", name="letters"),
    Room("", "palpate.clinic.urls", name="clinic"),  # knowledge/ and find/ are among the clinic's own pages
]
