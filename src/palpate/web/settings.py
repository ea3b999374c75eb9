"""Settings of the web application. What a clinic may set comes from the environment: docs/settings.md."""

import os
import sys

from palpate.web import surroundings

HOME = surroundings.home()
SECRET_KEY = surroundings.secret_key(HOME)
DEBUG = surroundings.flag("PALPATE_DEBUG")
# Whether a spoken note may go through the browser's maker, where the device does not understand speech.
VOICE = surroundings.flag("PALPATE_VOICE")
ALLOWED_HOSTS = surroundings.words("PALPATE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = surroundings.words("PALPATE_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "palpate.accounts",
    "palpate.records",
    "palpate.clinic",
    "palpate.portal",
    "palpate.exchange",
    "palpate.keeping",
    "palpate.pages",
]
MIDDLEWARE = [
    "palpate.web.proxy.behind_proxy",
    "palpate.web.logs.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "palpate.web.middleware.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "palpate.web.middleware.clinic_wall",
    "palpate.accounts.middleware.SignInMiddleware",
    "palpate.web.middleware.clinic_time",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "palpate.web.middleware.writes",
    "palpate.web.looks.looks",
]
ROOT_URLCONF = "palpate.web.urls"
WSGI_APPLICATION = "palpate.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.static",
                "django_htmx.templatetags.django_htmx",
                "palpate.pages.templatetags.palpate_ui",
                "palpate.pages.templatetags.fixed",
                "palpate.pages.templatetags.names",
                "palpate.clinic.templatetags.tour",
            ],
        },
    }
]

DATABASES = {"default": surroundings.database(os.environ.get("DATABASE_URL", ""), HOME)}
# Who is on a page just now, for all processes of this machine. Nothing of a client is in it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME / "cache"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["palpate.web.backend.ClinicBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "palpate.accounts.house_words.NotOfTheHouse"},
]

SESSION_ENGINE = "palpate.web.sessions"
# A session row is written when somebody signs in, never when a page is read.
SESSION_COOKIE_AGE = 12 * 60 * 60
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds that an owner's link to a new password works
NEVER_LOCKED = ("portal",)  # rooms whose pages open by link, whoever is signed in on the device
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Behind TLS: cookies only over it, and browsers keep to it. Which proxies are believed when they say so.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = surroundings.flag("PALPATE_HTTPS")
if SESSION_COOKIE_SECURE:  # by this name a browser takes a cookie from this very host and over TLS only
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SESSION_COOKIE_SECURE else 0
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
PROXIES = surroundings.networks("PALPATE_PROXIES", "127.0.0.1,::1" if SESSION_COOKIE_SECURE else "")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What does the work that takes longer than a page; the id of the work is added.
JOB_COMMAND = [sys.executable, "-m", "palpate", "keep", "--job"]

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = os.environ.get("PALPATE_TIME_ZONE", "UTC")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "palpate.web.static.GatheredStorage"},
}

# Lines of JSON without anything of a person (logs.py). Of Django's own only what went wrong.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"raised": {"()": "palpate.web.logs.Raised"}},
    "formatters": {"lines": {"()": "palpate.web.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR", "filters": ["raised"]},
        "palpate": {"handlers": ["console"], "level": "INFO"},
        "palpate.requests": {"level": surroundings.log_level(os.environ.get("PALPATE_LOG", "errors"))},
    },
}
