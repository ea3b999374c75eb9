"""The limit of the rows of a clinic: Django as `startproject` makes it, with the same data in plain tables.

Its pages show what Palpate's show and no more: no corrections, no rights but signing in, no screening, one
clinic. Its note is written with an audit row and a hash chain in one durable transaction, as Palpate's is.
`python -m bench.bare_clinic PORT FILE` serves a file that `bench.people` has filled.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from palpate.web.stages import THREADS, WORKERS
from palpate.web.surroundings import SQLITE_START
from palpate.web.turns import Worker

START = "0" * 64
PAGES = Path(__file__).parent / "bare_pages"


def settings_of(file: str) -> dict[str, Any]:
    """What `startproject` writes, but for the database, which is as durable as Palpate's."""
    return {
        "ROOT_URLCONF": __name__,
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "SECRET_KEY": "only for a race",
        "INSTALLED_APPS": [
            f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [PAGES],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ],
                },
            }
        ],
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": file,
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_START, "timeout": 10},
                "CONN_MAX_AGE": None,
            }
        },
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
        "USE_TZ": True,
    }


def application(file: str) -> Any:
    """The project on a file."""
    from django import setup
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.configure(**settings_of(file))
    setup()
    found = get_wsgi_application()
    urlpatterns[:] = pages()
    return found


urlpatterns: list[Any] = []


def pages() -> list[Any]:
    """The addresses with their views."""
    from django.contrib.auth import authenticate, login
    from django.contrib.auth.decorators import login_required
    from django.db import connection, transaction
    from django.http import HttpRequest, HttpResponse
    from django.middleware.csrf import get_token
    from django.shortcuts import get_object_or_404, redirect, render
    from django.urls import path
    from django.utils import timezone
    from django.views.decorators.http import require_POST

    from bench.bare_tables import Audit, Entry, Note, Observation, Person, Visit

    def sign_in(request: HttpRequest) -> HttpResponse:
        if request.method == "GET":
            return HttpResponse(get_token(request))
        login(request, authenticate(request, **{key: request.POST[key] for key in ("username", "password")}))
        return redirect("/")

    @login_required
    def chart(request: HttpRequest, key: str) -> HttpResponse:
        person = get_object_or_404(Person, pk=key)
        context = {
            "person": person,
            "visits": Visit.objects.filter(person=person).order_by("-number"),
            "observations": Observation.objects.filter(person=person).order_by("-at")[:20],
        }
        return render(request, "chart.html", context)

    @login_required
    def find(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            words = " ".join('"' + word.replace('"', '""') + '"' for word in request.GET["q"].split())
            cursor.execute("SELECT rowid FROM bare_names WHERE bare_names MATCH %s", [words])
            hits = [row[0] for row in cursor.fetchall()]
        found = Person.objects.filter(nr__in=hits).order_by("family", "given")[:50]
        return render(request, "found.html", {"found": found})

    @login_required
    @require_POST
    def note(request: HttpRequest, key: str) -> HttpResponse:
        said = {part: request.POST[part] for part in ("subjective", "objective", "assessment", "plan")}
        with transaction.atomic():
            row = Note.objects.create(visit_id=key, author=request.user, at=timezone.now(), **said)
            Audit.objects.create(user=request.user, at=row.at, what="note", row=row.pk)
            last = Entry.objects.order_by("-pk").first()
            text = json.dumps(
                {"id": row.pk, "visit": str(key), "author": row.author_id, "at": str(row.at), **said}
            )
            digest = hashlib.sha256(((last.digest if last else START) + text).encode()).hexdigest()
            Entry.objects.create(row=row.pk, digest=digest)
        return HttpResponse("saved")

    return [
        path("accounts/sign-in/", sign_in),
        path("people/", find),
        path("people/<uuid:key>/", chart),
        path("visits/<uuid:key>/note/", note),
    ]


def main() -> None:
    """Serve on the port of the first argument, with the file of the second, until stopped."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        """The server that Palpate has, with its numbers."""

        def load_config(self) -> None:
            """Set what differs from gunicorn's own."""
            chosen = {
                "bind": f"127.0.0.1:{sys.argv[1]}", "workers": WORKERS, "threads": THREADS,
                "worker_class": Worker,
                "preload_app": True, "loglevel": "error", "control_socket_disable": True,
            }  # fmt: skip
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """The application."""
            return application(sys.argv[2])

    Server().run()


if __name__ == "__main__":
    from bench import bare_clinic

    bare_clinic.main()
