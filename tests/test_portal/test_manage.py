"""tongxin.dev.manage"""

import pytest

from tests.test_portal.conftest import run_portal

DIFFSETTINGS = ("manage", "diffsettings", "--output", "unified")


@pytest.mark.slow
def test_run_brings_the_servers_up_for_one_command_and_takes_them_down(folder):
    done = run_portal(*DIFFSETTINGS, env={"TONGXIN_DATA": str(folder.root)})

    assert done.returncode == 0, done.stderr
    assert f"+ DATA = PosixPath('{folder.root}')" in done.stdout.splitlines()
    assert "+ DEMONSTRATION = True" in done.stdout.splitlines()
    assert not folder.is_locked()
    assert list(folder.run.glob("*.pid")) == []


@pytest.mark.slow
def test_run_returns_djangos_exit_code(folder):
    done = run_portal("manage", "no_such_command", env={"TONGXIN_DATA": str(folder.root)})

    assert done.returncode == 1
    assert "no_such_command" in done.stderr


@pytest.mark.slow
def test_run_uses_the_running_instance(folder, launcher):
    cluster = launcher("cluster", "--data", folder.root)
    assert cluster.stdout.readline().startswith("ready")

    done = run_portal(*DIFFSETTINGS, env={"TONGXIN_DATA": str(folder.root)})

    assert done.returncode == 0, done.stderr
    assert "+ SETTINGS_MODULE = 'tongxin.settings.test'" in done.stdout.splitlines()
    assert cluster.poll() is None
