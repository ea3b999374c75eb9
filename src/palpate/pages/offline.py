"""What a browser needs to go on without a network: the worker, the page it then shows, and a fresh token.

None of these hold anything of a client. What a browser keeps is sealed with a key that only its owner is
given, with each page, and that is never stored beside what it seals (docs/decisions/0015-offline.md).
"""

import base64
import functools
import hashlib
import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_GET

FILES = Path(__file__).parent / "static" / "palpate"
WORKER = "worker.js"
BESIDE = ("django_htmx/htmx-2.min.js",)
PAGE = "/offline/"
CLIENT = "c"  # how the name of an owner begins who has a link and no account


def keeper(user: Any, link: str = "") -> str:
    """Who keeps things in this browser, and the key that seals them: "owner:key". Empty for nobody."""
    if getattr(user, "is_authenticated", False):
        return _keeper("u", str(user.pk))
    return _keeper(CLIENT, link) if link else ""


def _keeper(kind: str, who: str) -> str:
    owner = salted_hmac("palpate.keeper.owner", kind + who, algorithm="sha256").hexdigest()[:16]
    key = salted_hmac("palpate.keeper.key", kind + who, algorithm="sha256").digest()
    return f"{kind}{owner}:{base64.b64encode(key).decode()}"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. The header lets it stand in for any page, not only for those below its address."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(_worker(), content_type="text/javascript", headers=headers)


@functools.cache
def _worker() -> str:
    names = sorted(str(one.relative_to(FILES.parent)) for one in FILES.rglob("*.*") if one.name != WORKER)
    shell = [PAGE, *(static(name) for name in (*names, *BESIDE))]
    version = hashlib.sha256((json.dumps(shell) + _page()).encode()).hexdigest()[:12]
    code = (FILES / WORKER).read_text(encoding="utf8")
    return f"const VERSION = {json.dumps(version)}, SHELL = {json.dumps(shell)};\n{code}"


def _page() -> str:
    """Drawn without a request, so that nobody's name is in what a browser keeps."""
    return render_to_string("offline.html")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page that is shown where there is no network: what waits, and how the page last stood."""
    return HttpResponse(_page())


@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token for sending what waited; 401 unless its owner is signed in."""
    owner = request.GET.get("owner", "")
    if not owner.startswith(CLIENT) and keeper(request.user).partition(":")[0] != owner:
        return JsonResponse({"wrong": "sign in as the one whose writes wait"}, status=401)
    return JsonResponse({"token": get_token(request)})
