"""What ``./portal test`` runs: real PostgreSQL and Valkey of their own, plain static files, no demo."""

import os

os.environ.setdefault("TONGXIN_SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "postgresql://tongxin_app@127.0.0.1:1/none")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

# Each test worker rings its own bell and empties its own cache.
_number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) * 2
_server = os.environ["REDIS_URL"].rsplit("/", 1)[0]
os.environ["REDIS_URL"], os.environ["CACHE_URL"] = f"{_server}/{_number}", f"{_server}/{_number + 1}"

from tongxin.settings.base import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Tests stop the clock, so that all their requests fall into one minute.
API_REQUESTS_PER_MINUTE = {"user": 10**6, "address": 10**6}
