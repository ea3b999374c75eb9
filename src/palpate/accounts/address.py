"""The address from which a request comes."""

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks. Where a proxy stands in front that PALPATE_PROXIES names, `web.proxy` has
    put what it says here; what others say of themselves counts nowhere.
    """
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
