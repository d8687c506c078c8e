"""tongxin.dev.packages"""

import pytest

from tongxin.dev import packages
from tongxin.dev.failure import Stop


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """A PATH with nothing but stand-ins; the first that is made says how it was called in ``calls``."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(name, script="exit 0"):
        file = tmp_path / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >> {tmp_path}/calls\n{script}\n')
        file.chmod(0o755)

    make.calls = lambda: (tmp_path / "calls").read_text().splitlines()
    return make


NOTHING_INSTALLED = 'echo "libpango-1.0-0 not-installed"; exit 1'


def test_missing_names_what_dpkg_does_not_know(commands):
    commands("dpkg-query", 'echo "libpango-1.0-0 installed"; echo "fonts-noto-cjk config-files"; exit 1')

    names = ("libpango-1.0-0", "fonts-noto-cjk", "libharfbuzz-subset0")
    assert packages.missing(names) == ["fonts-noto-cjk", "libharfbuzz-subset0"]


def test_missing_takes_a_browser_from_elsewhere(commands):
    commands("google-chrome")

    assert packages.missing(("chromium",)) == []


def test_ensure_says_the_one_line_to_run_where_we_may_not_install(commands, monkeypatch):
    monkeypatch.setattr(packages.os, "getuid", lambda: 1000)
    commands("dpkg-query", NOTHING_INSTALLED)
    commands("apt-get")
    commands("sudo", "exit 1")

    with pytest.raises(Stop) as refusal:
        packages.ensure(("libpango-1.0-0", "chromium"))

    assert str(refusal.value).splitlines()[1:] == [
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends libpango-1.0-0 chromium"
    ]
    assert not any(call.startswith("apt-get") for call in commands.calls())


def test_ensure_does_not_ask_apt_when_all_is_there(commands, monkeypatch):
    commands("dpkg-query", 'echo "libpango-1.0-0 installed"')
    commands("apt-get")

    packages.ensure(("libpango-1.0-0",))

    assert not any(call.startswith("apt-get") for call in commands.calls())


def test_ensure_says_when_apt_has_failed(commands, monkeypatch):
    monkeypatch.setattr(packages.os, "getuid", lambda: 0)
    commands("dpkg-query", NOTHING_INSTALLED)
    commands("apt-get", "echo 'E: Unable to locate package' >&2; exit 100")
    commands("env", 'shift; exec "$@"')

    with pytest.raises(Stop, match="Unable to locate package"):
        packages.ensure(("libpango-1.0-0",))

    assert [call for call in commands.calls() if call.startswith("apt-get")] == [
        "apt-get -q -o DPkg::Lock::Timeout=120 update",
        "apt-get -q -o DPkg::Lock::Timeout=120 install -y --no-install-recommends libpango-1.0-0",
    ]


def test_ensure_goes_on_with_a_word_on_another_system(commands, capsys):
    packages.ensure(("libpango-1.0-0",))

    assert "not a Debian or Ubuntu" in capsys.readouterr().out


def test_root_prefix_is_sudo_only_where_it_asks_no_password(commands):
    assert packages.root_prefix(0) == ()
    assert packages.root_prefix(1000) is None
    commands("sudo", '[ "$1" = -n ]')
    assert packages.root_prefix(1000) == ("sudo", "-n")
