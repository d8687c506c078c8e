"""tongxin.dev.instance"""

import json
import subprocess

import pytest

from tests.test_portal.conftest import run_portal
from tongxin.dev import instance
from tongxin.dev.environment import SHOWN
from tongxin.dev.failure import Stop
from tongxin.dev.instance import note_instance, running_environment, was_demonstration

ENV = {name: f"it's {name}" for name in (*SHOWN, "TONGXIN_SECRET_KEY")}


def test_run_prints_the_four_addresses_for_the_shell(folder, capsys):
    with folder.locked():
        note_instance(folder, ENV)
        code = instance.run(["--data", str(folder.root)])

    script = capsys.readouterr().out
    shown = subprocess.run(["sh", "-c", f"{script} env"], capture_output=True, text=True, env={}).stdout
    assert code == 0
    assert len(script.splitlines()) == len(SHOWN)
    assert {line for line in shown.splitlines() if line.partition("=")[0] in ENV} == {
        f"{name}=it's {name}" for name in SHOWN
    }


def test_run_refuses_where_nothing_runs(folder):
    with pytest.raises(Stop, match="Nothing runs with the data folder"):
        instance.run(["--data", str(folder.root)])


def test_portal_env_says_so_in_one_line_and_fails(folder):
    done = run_portal("env", "--data", folder.root)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Nothing runs with the data folder {folder.root}. Start it: ./portal up\n"


def test_running_environment_is_none_once_the_launcher_has_gone(folder):
    with folder.locked():
        note_instance(folder, ENV)
        assert running_environment(folder) == ENV

    assert running_environment(folder) is None


def test_running_environment_is_none_while_another_launcher_prepares(folder):
    note_instance(folder, ENV)
    note = json.loads(folder.instance_file.read_text())
    folder.instance_file.write_text(json.dumps({**note, "started": note["started"] - 1}))

    with folder.locked():
        assert running_environment(folder) is None


def test_note_instance_is_private(folder):
    note_instance(folder, ENV)

    assert folder.instance_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("env", "expected"), [({"TONGXIN_DEMO": "1"}, True), ({}, False)])
def test_was_demonstration_remembers_the_last_start(folder, env, expected):
    note_instance(folder, env)

    assert was_demonstration(folder) is expected


def test_was_demonstration_is_true_before_the_first_start(folder):
    assert was_demonstration(folder) is True
