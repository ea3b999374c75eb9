"""The shipped settings, on a database and a home of their own."""

import os
import tempfile

os.environ["PALPATE_HOME"] = tempfile.mkdtemp(prefix="palpate-test-")
os.environ.setdefault("PALPATE_SECRET_KEY", "only for tests")
# The browser tests run beside an event loop; the database is only ever used in plain calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from palpate.web.settings import *  # noqa: F403
from palpate.web.settings import DATABASES, HOME, STORAGES

# A file, not memory: the browser tests' server has its own connections, as in use.
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
# Served from the source folders: no collecting before a test run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# The slow hash guards real passwords; here it would only cost time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
# A test does the work itself: a process of its own would not see its database.
JOB_COMMAND = ["true"]
