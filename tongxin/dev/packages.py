"""The system packages that no wheel brings: text layout, Chinese fonts, for the tests a browser."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from tongxin.dev.console import say
from tongxin.dev.failure import Stop
from tongxin.dev.logs import last_lines
from tongxin.dev.processes import unblock_signals, undisturbed

# stack.md §4: what WeasyPrint loads, and the fonts that the print fonts are derived from.
RUN = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk")
TEST = (*RUN, "chromium", "poppler-utils", "pgbouncer")
# A program from elsewhere does as well as Debian's package.
PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "poppler-utils": ("pdftotext",)}


def missing(names: Sequence[str]) -> list[str]:
    """Return those packages that are neither installed nor replaced by a program on PATH."""
    wanted = [name for name in names if not any(map(shutil.which, PROGRAMS.get(name, ())))]
    if not wanted:
        return []
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]
    shown = subprocess.run(query, capture_output=True, text=True).stdout.splitlines()
    installed = {line.split()[0] for line in shown if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]


def ensure(names: Sequence[str]) -> None:
    """Install the missing packages through apt if we may; Stop with the line to run if not."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        say("      not a Debian or Ubuntu: see to Pango, harfbuzz-subset and Noto CJK fonts yourself")
        return
    lacking = missing(names)
    if not lacking:
        return
    prefix = root_prefix()
    if prefix is None:
        raise Stop(f"System packages are missing. Run this once, then start again:\n{by_hand(lacking)}")
    say(f"      apt-get install {' '.join(lacking)}")
    _apt([*prefix, *_APT, "update"])
    done = _apt([*prefix, *_APT, "install", "-y", "--no-install-recommends", *lacking])
    if done.returncode or missing(lacking):
        tail = last_lines(done.stdout + done.stderr, 4)
        raise Stop(f"apt-get could not install them. Look why, with this line:\n{by_hand(lacking)}\n{tail}")


_APT = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")


def by_hand(names: Sequence[str]) -> str:
    """Return the line a person runs to install these packages."""
    return f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def root_prefix(uid: int | None = None) -> tuple[str, ...] | None:
    """Return what to put before a command to run it as root without a question, None if we may not."""
    if (os.getuid() if uid is None else uid) == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ("sudo", "-n") if allowed else None


def _apt(argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
    # A signal waits until apt is through, and the terminal's Ctrl-C does not reach it: half-configured
    # packages are worse than a minute's patience.
    with undisturbed():
        return subprocess.run(
            argv,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=unblock_signals,
        )
