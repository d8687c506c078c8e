"""tongxin.dev.environment"""

import subprocess
from pathlib import Path

import pytest

from tongxin.dev.environment import (
    Addresses,
    addresses_of,
    cleaned,
    django_environment,
    exports,
    given_database,
    given_redis,
)
from tongxin.dev.failure import Stop

SECRETS = {"owner": "o-secret", "app": "a-secret", "backup": "b-secret", "valkey": "v-secret"}


def test_addresses_of_names_each_role_with_its_own_password():
    assert addresses_of(SECRETS, postgres_port=5, valkey_port=6) == Addresses(
        database="postgresql://tongxin_app:a-secret@127.0.0.1:5/tongxin",
        owner_database="postgresql://tongxin_owner:o-secret@127.0.0.1:5/tongxin",
        redis="redis://:v-secret@127.0.0.1:6/0",
        backup="postgresql://tongxin_backup:b-secret@127.0.0.1:5/tongxin",
    )


def test_given_database_takes_both_addresses():
    environ = {"DATABASE_URL": "postgresql://a@db/x", "OWNER_DATABASE_URL": "postgresql://o@db/x"}

    assert given_database(environ, SECRETS) == ("postgresql://a@db/x", "postgresql://o@db/x")


@pytest.mark.parametrize("name", ["DATABASE_URL", "OWNER_DATABASE_URL"])
def test_given_database_refuses_one_without_the_other(name):
    with pytest.raises(Stop, match="go together"):
        given_database({name: "postgresql://a@db/x"}, SECRETS)


def test_given_database_passes_over_what_portal_env_had_printed():
    ours = addresses_of(SECRETS, postgres_port=5, valkey_port=6)
    environ = {
        "DATABASE_URL": ours.database,
        "OWNER_DATABASE_URL": ours.owner_database,
        "REDIS_URL": ours.redis,
    }

    assert given_database(environ, SECRETS) is None
    assert given_redis(environ, SECRETS) is None


def test_given_redis_takes_the_address():
    assert given_redis({"REDIS_URL": "redis://cache/0"}, SECRETS) == "redis://cache/0"
    assert given_redis({}, SECRETS) is None


def test_cleaned_drops_what_would_lead_a_child_astray_and_keeps_the_rest():
    environ = {
        "PATH": "/bin",
        "PYTHONPATH": "/elsewhere",
        "VIRTUAL_ENV": "/elsewhere",
        "PGHOST": "elsewhere",
        "GRANIAN_PORT": "1",
        "CELERY_BROKER_URL": "redis://elsewhere",
        "DJANGO_SETTINGS_MODULE": "elsewhere",
        "DATABASE_URL": "postgresql://elsewhere",
        "TONGXIN_DATA": "/elsewhere",
        "TONGXIN_JOB_LEASE_SECONDS": "5",
        "HTTPS_PROXY": "http://proxy",
    }

    assert cleaned(environ) == {
        "PATH": "/bin",
        "TONGXIN_JOB_LEASE_SECONDS": "5",
        "HTTPS_PROXY": "http://proxy",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


@pytest.mark.parametrize(("is_demo", "demo"), [(True, {"TONGXIN_DEMO": "1"}), (False, {})])
def test_django_environment_says_demonstration_only_where_it_is_one(is_demo, demo):
    values = django_environment(
        Addresses("db", "owner", "redis"),
        data=Path("/data"),
        base_url="http://127.0.0.1:8000",
        secret_key="key",
        settings="dev",
        is_demo=is_demo,
    )

    assert values == {
        "DATABASE_URL": "db",
        "OWNER_DATABASE_URL": "owner",
        "REDIS_URL": "redis",
        "BASE_URL": "http://127.0.0.1:8000",
        "TONGXIN_DATA": "/data",
        "TONGXIN_SECRET_KEY": "key",
        "DJANGO_SETTINGS_MODULE": "tongxin.settings.dev",
        **demo,
    }


@pytest.mark.parametrize("value", ["plain", "with space", "it's", '"$HOME" `id` \\', "中文", "", "a\nb"])
def test_exports_gives_the_shell_the_very_value(value):
    script = exports({"BASE_URL": value}) + 'printf %s "$BASE_URL"'

    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout == value


def test_exports_quotes_even_what_needs_no_quotes():
    assert exports({"BASE_URL": "x"}) == "export BASE_URL='x'\n"
