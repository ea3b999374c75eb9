"""Which address leads to which room."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("palpate.accounts.urls")),
    path("portal/", include("palpate.portal.urls")),
    path("letters/", include("palpate.exchange.letters.urls")),
    path("", include("palpate.clinic.urls")),  # knowledge/ and find/ are among the clinic's own pages
]
