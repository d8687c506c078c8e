"""Databases of the run: ours, migrated, and the bare site's; both dropped in the end."""

import contextlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def own_databases() -> Iterator[dict[str, str]]:
    """Yield the environment of two databases of our own on the server that OWNER_DATABASE_URL names."""
    owner = os.environ["OWNER_DATABASE_URL"]
    mark = f"{os.getpid()}_{secrets.token_hex(3)}"
    ours, bare = f"tongxin_bench_{mark}", f"tongxin_bare_{mark}"
    with psycopg.connect(named(owner, "postgres"), autocommit=True) as server:
        for name in (ours, bare):
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {
                "DATABASE_URL": named(os.environ["DATABASE_URL"], ours),
                "OWNER_DATABASE_URL": named(owner, ours),
                "BARE_DATABASE_URL": named(owner, bare),
            }
        finally:
            connections.close_all()
            for name in (ours, bare):
                _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database once the workers that just ended have let it go."""
    for pause in (0.1, 0.5, 1, 2, 4, 8, None):
        try:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        except psycopg.errors.ObjectInUse:
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def named(url: str, database: str) -> str:
    """Return the address of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def fill_bare() -> str:
    """Return the session key of the bare site, whose tables are made and filled."""
    argv = [sys.executable, "-m", "benchmarks.bare.fill"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()
