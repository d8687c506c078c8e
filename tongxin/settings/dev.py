"""What ``./portal up`` runs: everything on loopback, without TLS."""

from tongxin.settings.base import *  # noqa: F403

SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
