"""Production: behind TLS, secure cookies, no demonstration."""

import os

from tongxin.settings.base import *  # noqa: F403
from tongxin.settings.base import needed

DEMONSTRATION = False
# Never changed: with another key nobody would be known by their number any more.
DOCUMENT_KEY = needed("TONGXIN_DOCUMENT_KEY")
# A new one goes in front; the old ones stay until `manage reseal` has run (docs/deploy.md).
DATA_KEYS = [key for key in needed("TONGXIN_DATA_KEYS").split(",") if key]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours append to X-Forwarded-For: sign-in limits count per address of the visitor.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TONGXIN_TRUSTED_PROXIES", "1"))
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
