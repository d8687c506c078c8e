"""What an installation says through its environment (docs/deploy.md)."""

import os
import subprocess
import sys

import pytest

from tongxin.settings.base import ROOT, database, needed, secret

URL = "postgresql://app:p%40ss@db.example:6432/tongxin"


def _settings(module: str, **environ: str) -> list[str]:
    """Return what a fresh process makes of an environment: options, proxies, Celery's broker."""
    shown = (
        f"import tongxin.settings.{module} as s; sent = s.DATABASES['default']['OPTIONS'];"
        "print(sent.get('options'), sent.get('prepare_threshold') if s.POOLED else '-');"
        "print(getattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT', None));"
        "print(s.CELERY_BROKER_URL, s.CACHE_URL); print(sorted(s.DATABASES)); print(repr(s.FILES_ACCEL))"
    )
    keys = {"TONGXIN_SECRET_KEY": "k", "TONGXIN_DOCUMENT_KEY": "d", "TONGXIN_DATA_KEYS": "new,old"}
    least = keys | {"DATABASE_URL": URL, "REDIS_URL": "redis://127.0.0.1:1/0"}
    env = {"PATH": os.defpath} | least | environ
    done = subprocess.run(
        [sys.executable, "-c", shown], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_database_takes_an_address_apart_and_sends_the_options():
    made = database(URL, "statement_timeout=15000", "timezone=UTC")

    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == (
        "app",
        "p@ss",
        "db.example",
        "6432",
    )
    assert made["OPTIONS"]["options"] == "-c statement_timeout=15000 -c timezone=UTC"
    assert made["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_secret_is_a_variable_or_what_its_file_holds(monkeypatch, tmp_path):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.delenv("REDIS_URL_FILE", raising=False)
    assert secret("REDIS_URL") is None
    with pytest.raises(KeyError, match="REDIS_URL, or REDIS_URL_FILE"):
        needed("REDIS_URL")

    (tmp_path / "redis_url").write_text("redis://file\n")
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "redis_url"))
    assert needed("REDIS_URL") == "redis://file"

    monkeypatch.setenv("REDIS_URL", "redis://variable")
    assert needed("REDIS_URL") == "redis://variable"


def test_settings_send_limits_to_postgresql_and_nothing_to_pgbouncer():
    limits = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"

    assert _settings("production")[0] == f"{limits} -c timezone=UTC -"
    # Nor prepared statements: the next one to use the connection would not know of them.
    assert _settings("production", TONGXIN_POOLED="1")[0] == "None None"


def test_settings_trust_one_proxy_in_production_and_none_elsewhere():
    assert [_settings("production")[1], _settings("production", TONGXIN_TRUSTED_PROXIES="2")[1]] == ["1", "2"]
    assert _settings("dev")[1] == "None"


def test_settings_keep_the_cache_beside_the_queue_unless_told(tmp_path):
    (tmp_path / "owner").write_text(URL)

    assert _settings("production")[2:] == [
        "redis://127.0.0.1:1/0 redis://127.0.0.1:1/1",
        "['default']",
        "''",
    ]
    told = {
        "CACHE_URL": "redis://cache:6379/0",
        "OWNER_DATABASE_URL_FILE": str(tmp_path / "owner"),
        "TONGXIN_FILES_ACCEL": "/_files/",
    }
    assert _settings("production", **told)[2:] == [
        "redis://127.0.0.1:1/0 redis://cache:6379/0",
        "['default', 'owner']",
        "'/_files/'",
    ]
