"""`./portal check`: everything that can be said about the code without running its tests."""

import secrets
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tongxin.dev import lock, translations, venv
from tongxin.dev.console import say
from tongxin.dev.environment import Addresses, cleaned, django_environment
from tongxin.dev.failure import Stop
from tongxin.dev.project import ROOT, VAR, VENV, VENV_PYTHON

NOWHERE = Addresses(
    database="postgresql://nobody@127.0.0.1:1/none",
    owner_database="postgresql://nobody@127.0.0.1:1/none",
    redis="redis://127.0.0.1:1/0",
)


@dataclass(frozen=True)
class Check:
    """One line of the report: ``run`` returns the words of what is wrong, none if all is well."""

    name: str
    run: Callable[[], str]


def run(argv: Sequence[str]) -> int:
    """Run every check, show what the failing ones say, return 1 if there is one."""
    if argv:
        raise Stop("./portal check takes no arguments.")
    venv.ensure(venv.Venv(VENV, ROOT), "requirements-dev.txt")
    return report(all_checks())


def report(checks: Sequence[Check]) -> int:
    """Run these checks, a line each; return 1 if one has failed, else 0."""
    failed = 0
    for check in checks:
        words = check.run()
        say(f"{'✗' if words else '✓'} {check.name}")
        if words:
            failed += 1
            say(words.rstrip())
    say(f"{len(checks) - failed} of {len(checks)} checks passed")
    return 1 if failed else 0


def all_checks() -> list[Check]:
    """Return the checks in the order in which they run, quick ones first."""
    python = str(VENV_PYTHON)
    scripts = VENV / "bin"
    manage = [python, "manage.py"]
    return [
        Check("ruff check", tool([str(scripts / "ruff"), "check", "--quiet", "."])),
        Check("ruff format", tool([str(scripts / "ruff"), "format", "--check", "."])),
        Check("templates", tool([str(scripts / "djlint"), "--lint", "--quiet", "templates"])),
        Check("imports point down", tool([str(scripts / "lint-imports"), "--no-cache"])),
        Check("types", tool([python, "-m", "mypy", "."], settings="test")),
        Check(
            "migrations are complete",
            # No database is asked: whether its history is consistent is not the question here.
            tool([python, "-W", "ignore::RuntimeWarning", *manage[1:], *MIGRATIONS], settings="test"),
        ),
        Check("API schema is current", tool([*manage, "api_schema", "--check"], settings="test")),
        Check("ready to deploy", tool([*manage, *DEPLOY], settings="production")),
        Check("translations are complete", lambda: translations.incomplete(ROOT / "locale")),
        Check("lock file is clean", lambda: lock.wrong(ROOT, scripts / "uv")),
    ]


MIGRATIONS = ("makemigrations", "--check", "--dry-run")
DEPLOY = ("check", "--deploy", "--fail-level", "WARNING")


def tool(argv: Sequence[str], *, settings: str = "test") -> Callable[[], str]:
    """Return a check that runs a program, which says what is wrong and exits with another code than 0."""

    def check() -> str:
        done = subprocess.run(argv, cwd=ROOT, env=_environment(settings), capture_output=True, text=True)
        words = (done.stdout + done.stderr).strip()
        return "" if done.returncode == 0 else words or f"exit code {done.returncode}"

    return check


def _environment(settings: str) -> dict[str, str]:
    values = django_environment(
        NOWHERE,
        data=VAR,
        base_url="https://portal.example.org",
        secret_key=secrets.token_urlsafe(64),
        settings=settings,
        is_demo=False,
    )
    keys = {name: secrets.token_urlsafe(64) for name in ("TONGXIN_DOCUMENT_KEY", "TONGXIN_DATA_KEYS")}
    return cleaned() | values | keys
