"""Settings shared by every way of running; what an installation must say comes from the environment."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from tongxin.settings.api import API_REQUESTS_PER_MINUTE, REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("TONGXIN_DATA") or ROOT / "var")
FILES_ROOT = Path(os.environ.get("TONGXIN_FILES_ROOT") or DATA / "files")
# Below which address nginx, told so by X-Accel-Redirect, hands out a stored file; empty: we do it ourselves.
FILES_ACCEL = os.environ.get("TONGXIN_FILES_ACCEL", "")


# What the server holds the runtime role's connections to, in milliseconds; deploy/pgbouncer says the same.
LIMITS = {"statement_timeout": 15000, "lock_timeout": 5000, "idle_in_transaction_session_timeout": 30000}
# PgBouncer takes no such options from its clients: it sets them itself where it connects (docs/deploy.md).
POOLED = os.environ.get("TONGXIN_POOLED") == "1"
# How often a connection sends a statement before it has it prepared; behind PgBouncer never.
PREPARE_AFTER = 3


def secret(name: str) -> str | None:
    """Return an environment variable, else what is in the file that ``<name>_FILE`` names, else None."""
    file = os.environ.get(f"{name}_FILE")
    return os.environ.get(name) or (Path(file).read_text().strip() if file else None)


def needed(name: str) -> str:
    """Return ``secret(name)``. Raises KeyError where there is none: such an installation must not start."""
    value = secret(name)
    if value is None:
        raise KeyError(f"{name}, or {name}_FILE")
    return value


def database(url: str, *options: str) -> dict[str, object]:
    """Return Django's settings for a ``postgresql://user:password@host:port/name`` address.

    ``options`` are sent when connecting, as ``name=value``.
    """
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer in transaction mode keeps no cursor open between statements.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            # Of a query that joins tables behind row security, planning is the larger part: a statement that
            # comes again is planned once for its connection (docs/decisions/0011).
            "server_side_binding": True,
            "prepare_threshold": None if POOLED else PREPARE_AFTER,
            **({"options": " ".join(f"-c {option}" for option in options)} if options else {}),
        },
    }


SECRET_KEY = needed("TONGXIN_SECRET_KEY")
# What numbers of documents are hashed with; production wants one of its own.
DOCUMENT_KEY = secret("TONGXIN_DOCUMENT_KEY") or f"documents:{SECRET_KEY}"
# What sensitive facts and second factors are sealed with; the first seals, all open (core/sealing.py).
DATA_KEYS = [key for key in (secret("TONGXIN_DATA_KEYS") or f"data:{SECRET_KEY}").split(",") if key]
_OPTIONS = [] if POOLED else [*(f"{name}={value}" for name, value in LIMITS.items()), "timezone=UTC"]
DATABASES = {"default": database(needed("DATABASE_URL"), *_OPTIONS)}
if _owner := secret("OWNER_DATABASE_URL"):
    # Never through PgBouncer: migrations are long, and nobody waits for them.
    DATABASES["owner"] = database(_owner, "timezone=UTC") | {"CONN_MAX_AGE": 0}
REDIS_URL = needed("REDIS_URL")
# The cache may be emptied at any time, the doorbell's queue not: another database of the same server.
CACHE_URL = secret("CACHE_URL") or urlsplit(REDIS_URL)._replace(path="/1").geturl()
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")

DEBUG = False
DEMONSTRATION = os.environ.get("TONGXIN_DEMO") == "1"
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "127.0.0.1", "127.0.0.1", "localhost"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "core",
    "accounts",
    "accounts.weixin",
    "tenancy",
    "estates",
    "ledger",
    "notices",
    "ballots",
    "funds",
    "projects",
    "overview",
    "tongxin",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "core.web.NoStoreMiddleware",
    "core.web.BodyLimitMiddleware",
    "tenancy.middleware.ScopeMiddleware",
    "core.web.RefusalMiddleware",
    "tenancy.middleware.OnceMiddleware",
    "estates.middleware.CapacityMiddleware",
    "core.web.MethodMiddleware",
]

ROOT_URLCONF = "tongxin.urls"
WSGI_APPLICATION = "tongxin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongxin.context.page",
            ],
            "builtins": ["core.templatetags.tongxin"],
        },
    }
]
FORM_RENDERER = "core.forms.Renderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/me/"

ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Whole buildings share one address: count per account first, per address wide (trust.md C4).
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "5/5m/key,120/m/ip",
    "wrong_code": "5/5m/key,120/m/ip",
    "login": "120/m/ip",
    # Wrong codes and names of claim slips; messages to numbers that nobody knows yet (decision 0016).
    "claim_code": "30/5m/ip",
    "claim_name": "5/d/key",
    "newcomer": "3/d/key,100/d/ip",
    "newcomers": "1000/d/key",
}
# Before paying, closing a ballot, taking data out, changing offices: proven this recently (ASVS 7.5.3).
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
SMS_SENDER = "accounts.sms.ConsoleSender"

MFA_ADAPTER = "accounts.mfa.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "同心"
# One step to either side: people type slowly, and clocks of old phones run wrong.
MFA_TOTP_TOLERANCE = 1
# WeChat's keys (微信开放平台); without them there is no such button and no such address.
WEIXIN_APP_ID, WEIXIN_APP_SECRET = secret("WEIXIN_APP_ID") or "", secret("WEIXIN_APP_SECRET") or ""
WEIXIN_API, WEIXIN_OPEN = "https://api.weixin.qq.com", "https://open.weixin.qq.com"
SOCIALACCOUNT_ADAPTER = "accounts.weixin.linking.Adapter"
SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": [{"client_id": WEIXIN_APP_ID, "secret": WEIXIN_APP_SECRET}]}}
# Which function says what offices of a sign-in need a second factor: offices live in higher layers.
SECOND_FACTOR_DEMANDED_BY = "estates.second_factor.demanding"
# And which carries a new number on to where people are registered.
PHONE_FOLLOWED_BY = "estates.sign_ins.follow_phone"

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.web.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "tongxin",
    }
}
CELERY_BROKER_URL = REDIS_URL
JOB_LEASE_SECONDS = int(os.environ.get("TONGXIN_JOB_LEASE_SECONDS", "120"))

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Larger than the image cap, so that an oversized photo is refused in words and not by a cut connection.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A photo of 15 MB (core.images) with the form around it; Django itself puts no limit on files.
BODY_LIMIT = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "core.logs.Redact"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        # Both name the address that was asked for.
        "django.request": {"filters": ["redact"]},
        "django.security.csrf": {"filters": ["redact"]},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
