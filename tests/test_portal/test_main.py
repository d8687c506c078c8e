"""tongxin.dev.__main__ and ./portal itself"""

import os
import subprocess
import sys

import pytest

from tests.test_portal.conftest import run_portal
from tongxin.dev.__main__ import COMMANDS, main, usage
from tongxin.dev.project import ROOT


def test_main_without_a_command_shows_the_usage_and_ends_with_2(capsys):
    assert main([]) == 2
    assert capsys.readouterr().out == usage() + "\n"


def test_main_shows_every_command_on_request(capsys):
    assert main(["--help"]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()[1:]] == list(COMMANDS)


def test_main_refuses_an_unknown_command(capsys):
    assert main(["upp"]) == 2
    assert capsys.readouterr().err.startswith("There is no command 'upp'.\n")


def test_main_turns_a_stop_into_one_line_and_1(capsys):
    assert main(["check", "ruff"]) == 1
    assert capsys.readouterr().err == "./portal check takes no arguments.\n"


def test_main_says_which_file_may_not_be_used(capsys, tmp_path):
    # Whoever runs the tests, the kernel lets nobody write here.
    assert main(["env", "--data", "/proc/1/mem/x"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_portal_runs_from_any_folder_and_through_a_link(tmp_path):
    (tmp_path / "portal").symlink_to(ROOT / "portal")

    done = subprocess.run(["./portal", "--help"], cwd=tmp_path, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, usage() + "\n")


@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONSAFEPATH"])
def test_portal_is_not_led_astray_by_the_environment(name, tmp_path):
    (tmp_path / "argparse.py").write_text("raise RuntimeError('led astray')")

    done = run_portal("env", "--data", tmp_path, env={name: str(tmp_path)})

    assert done.stderr == f"Nothing runs with the data folder {tmp_path}. Start it: ./portal up\n"


def test_launcher_imports_nothing_but_the_standard_library(tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r});"
        "from tongxin.dev import bench, checks, cluster, instance, manage, suite, up;"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " - set(sys.stdlib_module_names) - {'__main__'}))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        cwd="/",
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
    )

    assert (done.stdout, done.stderr) == ("['tongxin']\n", "")
