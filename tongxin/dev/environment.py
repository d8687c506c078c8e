"""What the launcher hands to Django: a cleaned environment and the addresses of the servers."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tongxin.dev.failure import Stop
from tongxin.dev.network import HOST
from tongxin.dev.roles import APP, BACKUP, DATABASE, OWNER

SHOWN = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "BASE_URL")
# Left in, each of these would change which modules are loaded or which server is reached.
SURPRISES = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONSAFEPATH", "PYTHONWARNINGS", "VIRTUAL_ENV"),
    *("DJANGO_SETTINGS_MODULE", "TONGXIN_DATA", "TONGXIN_SECRET_KEY", "TONGXIN_DEMO"),
    "TONGXIN_DOCUMENT_KEY",
    "TONGXIN_DATA_KEYS",
    *("TONGXIN_POOLED", "TONGXIN_FILES_ROOT", "TONGXIN_FILES_ACCEL", "CACHE_URL"),
    "BACKUP_DATABASE_URL",
)
SURPRISE_PREFIXES = ("PG", "GRANIAN_", "CELERY_")


@dataclass(frozen=True)
class Addresses:
    """Where the two servers answer and as whom we come; ``backup`` is known of our own servers only."""

    database: str
    owner_database: str
    redis: str
    backup: str = ""


def addresses_of(secrets: Mapping[str, str], *, postgres_port: int, valkey_port: int) -> Addresses:
    """Return the addresses of our own servers."""
    database = f"{HOST}:{postgres_port}/{DATABASE}"
    return Addresses(
        database=f"postgresql://{APP}:{secrets['app']}@{database}",
        owner_database=f"postgresql://{OWNER}:{secrets['owner']}@{database}",
        redis=f"redis://:{secrets['valkey']}@{HOST}:{valkey_port}/0",
        backup=f"postgresql://{BACKUP}:{secrets['backup']}@{database}",
    )


def given_database(environ: Mapping[str, str], secrets: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the runtime and the owner address from the environment, None if none is set.

    Addresses that `./portal env` printed are our own server's, which may not be running any more: they
    don't count. Raises Stop if only one of the two is set.
    """
    urls = [environ.get(name, "") for name in ("DATABASE_URL", "OWNER_DATABASE_URL")]
    urls = ["" if _is_ours(url, secrets) else url for url in urls]
    if not any(urls):
        return None
    if not all(urls):
        raise Stop(
            "DATABASE_URL and OWNER_DATABASE_URL go together: the first is the runtime role's address,"
            " the second the owner's, which migrates. Set both, or neither to use a server of our own."
        )
    return urls[0], urls[1]


def given_redis(environ: Mapping[str, str], secrets: Mapping[str, str]) -> str | None:
    """Return REDIS_URL from the environment, None if it is not set or is our own server's."""
    url = environ.get("REDIS_URL", "")
    return None if not url or _is_ours(url, secrets) else url


def _is_ours(url: str, secrets: Mapping[str, str]) -> bool:
    return any(secret and secret in url for secret in secrets.values())


def cleaned(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment without what would lead a child astray."""
    environ = os.environ if environ is None else environ
    kept = {
        name: value
        for name, value in environ.items()
        if name not in SURPRISES and name not in SHOWN and not name.startswith(SURPRISE_PREFIXES)
    }
    return kept | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def django_environment(
    addresses: Addresses, *, data: Path, base_url: str, secret_key: str, settings: str, is_demo: bool
) -> dict[str, str]:
    """Return what ``tongxin.settings`` reads."""
    values = {
        "DATABASE_URL": addresses.database,
        "OWNER_DATABASE_URL": addresses.owner_database,
        "REDIS_URL": addresses.redis,
        "BASE_URL": base_url,
        "TONGXIN_DATA": str(data),
        "TONGXIN_SECRET_KEY": secret_key,
        "DJANGO_SETTINGS_MODULE": f"tongxin.settings.{settings}",
    }
    return values | ({"TONGXIN_DEMO": "1"} if is_demo else {})


def exports(values: Mapping[str, str]) -> str:
    """Return shell lines that set these variables, whatever is in them."""
    return "".join(f"export {name}={_quoted(value)}\n" for name, value in values.items())


def _quoted(value: str) -> str:
    quoted = shlex.quote(value)
    return quoted if quoted.startswith("'") else f"'{quoted}'"
