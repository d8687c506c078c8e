"""tongxin.dev.folder"""

import stat
import threading
from pathlib import Path

import pytest

from tests.test_portal.conftest import until
from tongxin.dev.failure import Stop
from tongxin.dev.folder import SECRETS, Folder, alone_in, write_private


def test_prepare_refuses_a_folder_that_the_system_keeps_read_only():
    folder = Folder(Path("/proc/tongxin"))

    with pytest.raises(Stop, match=r"The data folder /proc/tongxin can't be written"):
        folder.prepare()


def test_prepare_refuses_a_place_below_a_file(tmp_path):
    (tmp_path / "file").write_text("kept")

    with pytest.raises(Stop, match="Not a directory"):
        Folder(tmp_path / "file" / "data").prepare()

    assert (tmp_path / "file").read_text() == "kept"


def test_locked_refuses_a_second_launcher_and_lets_it_in_afterwards(folder):
    with folder.locked():
        with pytest.raises(Stop, match=r"Another \./portal is using"), folder.locked():
            pass
        assert folder.is_locked()

    assert not folder.is_locked()
    with folder.locked():
        pass


def test_secrets_are_made_once_and_private(folder):
    first = folder.secrets()

    assert sorted(first) == sorted(SECRETS)
    assert len(set(first.values())) == len(SECRETS)
    assert folder.secrets() == first
    assert stat.S_IMODE((folder.root / "secrets.json").stat().st_mode) == 0o600


def test_secrets_refuses_a_damaged_file_and_leaves_it(folder):
    (folder.root / "secrets.json").write_text('{"owner": "a')

    with pytest.raises(Stop, match="is damaged"):
        folder.secrets()

    assert (folder.root / "secrets.json").read_text() == '{"owner": "a'


def test_alone_in_makes_the_second_one_wait_and_says_so(tmp_path, capsys):
    order = []

    def second():
        with alone_in(tmp_path, meanwhile="waiting"):
            order.append("second")

    with alone_in(tmp_path):
        other = threading.Thread(target=second)
        other.start()
        assert until(lambda: capsys.readouterr().out == "waiting\n")
        order.append("first")
    other.join()

    assert order == ["first", "second"]


def test_write_private_leaves_one_file_that_only_the_owner_reads(tmp_path):
    write_private(tmp_path / "note", "old")
    write_private(tmp_path / "note", "new")

    assert [each.name for each in tmp_path.iterdir()] == ["note"]
    assert (tmp_path / "note").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "note").stat().st_mode) == 0o600
