"""The address from which a request comes."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks. What a proxy says of it counts only where the operator named proxies:
    the last entry is the one that the nearest proxy wrote itself; earlier ones anybody can make up.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if not (told and getattr(settings, "BEHIND_PROXY", False)):
        return direct[:45]
    return told.rsplit(",", 1)[-1].strip()[:45] or direct[:45]
