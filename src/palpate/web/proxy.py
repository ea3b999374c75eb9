"""What a proxy says about a request: believed where the proxy is one of ours, taken away elsewhere."""

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from palpate.web.surroundings import Network

Handler = Callable[[HttpRequest], HttpResponse]

FOR, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
# Anybody can send these; nothing behind this may read one by mistake.
OTHERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_REAL_IP")


def behind_proxy(get_response: Handler) -> Handler:
    """Give the request the address and the scheme of the browser, as a proxy of PALPATE_PROXIES says them."""
    proxies = settings.PROXIES

    def answer(request: HttpRequest) -> HttpResponse:
        meta = request.META
        way, proto = meta.pop(FOR, ""), meta.pop(PROTO, "")
        for name in OTHERS:
            meta.pop(name, None)
        if _ours(meta.get("REMOTE_ADDR", ""), proxies):
            meta["REMOTE_ADDR"] = browser_of(way, proxies) or meta["REMOTE_ADDR"]
            # The last word is that of the proxy that is nearest; those before may be the browser's own.
            if proto.rpartition(",")[2].strip().lower() == "https":
                meta["wsgi.url_scheme"] = "https"
        return get_response(request)

    return answer


def browser_of(way: str, proxies: Sequence[Network]) -> str:
    """The last address on the way that is none of our proxies; empty where there is none that can be read.

    What stands before it was said by somebody whom we do not know.
    """
    for one in reversed([part.strip() for part in way.split(",")]):
        if not _ours(one, proxies):
            return one if _address(one) else ""
    return ""


def _ours(text: str, proxies: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in proxies)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
