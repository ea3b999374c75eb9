"""The limit of the footprint: one page of bare Django that reads SQLite, served as Palpate is."""

import sys

from palpate.web.stages import THREADS, WORKERS


def application() -> object:
    """A project of one page."""
    from django import setup
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    def page(_request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'password'")
            return HttpResponse(f'<input name="{cursor.fetchone()[0]}">')

    settings.configure(
        ROOT_URLCONF=(path("accounts/sign-in/", page),),
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="only for a race",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[2]}},
    )
    setup()
    found = get_wsgi_application()
    connection.close()
    return found


def main() -> None:
    """Serve on the port of the first argument, with the database of the second, until stopped."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        """gunicorn with Palpate's numbers."""

        def load_config(self) -> None:
            """Set what differs from gunicorn's own."""
            self.cfg.set("bind", f"127.0.0.1:{sys.argv[1]}")
            self.cfg.set("workers", WORKERS)
            self.cfg.set("threads", THREADS)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("preload_app", True)
            self.cfg.set("loglevel", "error")
            self.cfg.set("control_socket_disable", True)

        def load(self) -> object:
            """The application."""
            return application()

    Server().run()


if __name__ == "__main__":
    main()
