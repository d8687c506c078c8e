"""tongxin.dev.venv"""

import sys
import tomllib

import pytest

from tongxin.dev.failure import Stop
from tongxin.dev.network import free_port
from tongxin.dev.project import ROOT
from tongxin.dev.venv import LEVELS, OLDEST, TOO_NEW, Venv, ensure, find_python

A_PACKAGE = "segno==1.6.6 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An environment that is not made yet, with requirement files that ask for nothing."""
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    for level in LEVELS:
        (tmp_path / level).write_text("")
    return Venv(tmp_path / ".venv", tmp_path)


def test_ensure_makes_the_environment_once(venv, capsys):
    ensure(venv, "requirements-up.txt")
    made = venv.stamp_file.stat().st_mtime_ns
    capsys.readouterr()

    ensure(venv, "requirements-up.txt")
    ensure(venv, "requirements.txt")

    assert venv.python.exists()
    assert venv.stamp_file.stat().st_mtime_ns == made
    assert capsys.readouterr().out == ""


def test_ensure_makes_a_half_made_environment_again(venv):
    venv.python.parent.mkdir(parents=True)
    venv.python.symlink_to("/nonexistent/python")
    (venv.folder / "rubbish").write_text("")

    ensure(venv, "requirements.txt")

    assert venv.is_current("requirements.txt")
    assert not (venv.folder / "rubbish").exists()


def test_ensure_says_that_no_index_was_reached_and_leaves_no_stamp(venv, monkeypatch):
    (venv.requirements / "requirements.txt").write_text(A_PACKAGE)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")

    with pytest.raises(Stop, match="The packages could not be fetched: no package index was reached"):
        ensure(venv, "requirements.txt")

    assert not venv.stamp_file.exists()


def test_ensure_refuses_a_package_with_another_hash(venv, monkeypatch, tmp_path):
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "segno-1.6.6-py3-none-any.whl").write_bytes(b"not the one")
    (venv.requirements / "requirements.txt").write_text(A_PACKAGE)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(Stop, match=r"is not the one that requirements\.txt names"):
        ensure(venv, "requirements.txt")

    assert not venv.stamp_file.exists()


def test_ensure_says_when_the_project_folder_can_not_be_written(venv):
    blocked = Venv(venv.folder / "file" / ".venv", venv.requirements)
    venv.folder.write_text("a file in the way")

    with pytest.raises(Stop, match=r"can't be written|could not be made"):
        ensure(blocked, "requirements.txt")

    assert venv.folder.read_text() == "a file in the way"


@pytest.mark.parametrize(
    ("installed", "asked", "expected"),
    [
        ("requirements-dev.txt", "requirements-up.txt", True),
        ("requirements-up.txt", "requirements-up.txt", True),
        ("requirements-up.txt", "requirements-dev.txt", False),
    ],
)
def test_is_current_knows_that_development_holds_the_rest(venv, installed, asked, expected):
    venv.folder.mkdir()
    venv.write_stamp(installed)

    assert venv.is_current(asked) is expected


@pytest.mark.parametrize("changed", ["requirements.txt", "requirements-up.txt"])
def test_is_current_is_false_after_any_of_its_files_has_changed(venv, changed):
    venv.folder.mkdir()
    venv.write_stamp("requirements-up.txt")

    (venv.requirements / changed).write_text("# new\n")

    assert venv.is_current("requirements-up.txt") is False


def test_is_current_does_not_mind_a_file_that_is_not_installed(venv):
    venv.folder.mkdir()
    venv.write_stamp("requirements-up.txt")

    (venv.requirements / "requirements-dev.txt").write_text("# new\n")

    assert venv.is_current("requirements-up.txt") is True


@pytest.mark.parametrize("stamp", ["", "[]", "{}", '{"level": "no-such.txt"}'])
def test_is_current_is_false_with_a_damaged_stamp(venv, stamp):
    venv.folder.mkdir()
    venv.stamp_file.write_text(stamp)

    assert venv.is_current("requirements.txt") is False


def test_find_python_takes_our_own_where_the_project_runs_on_it():
    assert find_python((3, 11)) == getattr(sys, "_base_executable", sys.executable)


def test_find_python_looks_for_a_fitting_one(tmp_path):
    fitting = tmp_path / "python3.11"
    fitting.touch(mode=0o755)

    assert find_python((3, 13), path=str(tmp_path)) == str(fitting)


def test_find_python_says_what_to_install(tmp_path):
    with pytest.raises(Stop, match=r"runs on Python 3\.11 or 3\.12, and neither is here"):
        find_python((3, 13), path=str(tmp_path))


def test_versions_are_those_of_pyproject():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]

    assert wanted == f">={OLDEST[0]}.{OLDEST[1]},<{TOO_NEW[0]}.{TOO_NEW[1]}"
