"""The roles and the database: an owner that migrates, a runtime role that row security binds, a backup."""

import os
import subprocess
from collections.abc import Mapping

from tongxin.dev.failure import Stop
from tongxin.dev.logs import last_lines
from tongxin.dev.network import HOST
from tongxin.dev.postgres import SUPERUSER, Cluster
from tongxin.dev.project import ROOT

DATABASE = "tongxin"
OWNER = "tongxin_owner"
APP = "tongxin_app"
BACKUP = "tongxin_backup"

# What production's database is made with, too.
SCRIPT = ROOT / "deploy" / "postgres" / "roles.sql"
# The tests copy databases.
COPIES = 'alter role :"owner" createdb;\n'


def make_roles(cluster: Cluster, secrets: Mapping[str, str]) -> None:
    """Make the roles and the database where missing and set their passwords to ours.

    `tongxin_owner` owns the database and may create others (the tests do); neither it nor the runtime role
    may look past row security (trust.md). `tongxin_backup` may, and only reads.
    """
    values = {
        "owner": OWNER,
        "app": APP,
        "backup": BACKUP,
        "database": DATABASE,
        "owner_password": secrets["owner"],
        "app_password": secrets["app"],
        "backup_password": secrets["backup"],
    }
    variables = "".join(f"\\set {name} '{value}'\n" for name, value in values.items())
    script = variables + SCRIPT.read_text() + COPIES
    done = run_psql(cluster, script, password=secrets["superuser"])
    if done.returncode:
        raise Stop(_why_not(cluster, done.stderr))


def run_psql(
    cluster: Cluster, script: str, *, password: str, user: str = SUPERUSER, database: str = "postgres"
) -> subprocess.CompletedProcess[str]:
    """Run a psql script over TCP; the password and the script stay off the command line."""
    address = ["-h", HOST, "-p", str(cluster.port), "-U", user, "-d", database]
    env = {"PGPASSWORD": password, "LANG": "C.UTF-8", "PATH": os.defpath, "PGCONNECT_TIMEOUT": "10"}
    return subprocess.run(
        [str(cluster.programs / "psql"), "-X", "-q", "-t", "-A", "--no-password", *address, "-f", "-"],
        input=script,
        env=env,
        cwd="/",
        capture_output=True,
        text=True,
    )


def _why_not(cluster: Cluster, words: str) -> str:
    if "password authentication failed" in words:
        return (
            f"The passwords in secrets.json are not those of the database in {cluster.data}."
            " Put the right secrets.json back, or start anew with --fresh."
        )
    return f"The database roles could not be made:\n{last_lines(words)}"
