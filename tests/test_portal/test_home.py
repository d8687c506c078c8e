"""tongxin.dev.home"""

import os
import shutil

import pytest

from tongxin.dev.account import Account, server_account
from tongxin.dev.failure import Stop
from tongxin.dev.folder import Folder
from tongxin.dev.home import forget_home, reachable_copy, server_home, socket_folder

as_root = os.getuid() == 0
NOBODY = Account(uid=65534, gid=65534, is_other=True)
OWN = Account(uid=os.getuid(), gid=os.getgid(), is_other=False)


def test_server_home_is_in_the_data_folder_where_the_account_can_enter_it(open_folder):
    account = server_account()

    home = server_home(open_folder, account)

    assert home == open_folder.root / "servers"
    assert (home.stat().st_uid, home.stat().st_mode & 0o777) == (account.uid, 0o700)


def test_server_home_is_elsewhere_below_a_private_folder_and_opens_nothing(folder, tmp_path):
    tmp_path.chmod(0o700)

    home = server_home(folder, server_account())

    assert (folder.root / "servers").resolve() == home
    assert (home == folder.root / "servers") == (not as_root)
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert server_home(folder, server_account()) == home


def test_server_home_follows_its_pointer_when_the_data_folder_was_moved(folder, tmp_path):
    home = server_home(folder, server_account())
    shutil.move(folder.root, tmp_path / "moved")
    moved = Folder(tmp_path / "moved")

    again = server_home(moved, server_account())

    assert again == (home if as_root else tmp_path / "moved" / "servers")
    forget_home(moved)


def test_server_home_refuses_files_of_another_account(folder):
    server_home(folder, server_account())
    stranger = Account(uid=12345, gid=12345, is_other=False)

    with pytest.raises(Stop, match="the servers would run as uid 12345"):
        server_home(folder, stranger)


def test_forget_home_deletes_the_files_and_the_pointer(folder):
    home = server_home(folder, server_account())
    (home / "row").write_text("")

    forget_home(folder)

    assert not home.exists()
    assert not (folder.root / "servers").is_symlink()


def test_forget_home_of_a_folder_without_servers_does_nothing(folder):
    forget_home(folder)

    assert folder.root.is_dir()


def test_socket_folder_is_short_enough_for_a_socket_below_a_long_path(tmp_path):
    home = tmp_path / ("长" * 40)
    home.mkdir()

    sockets = socket_folder(home, OWN)

    assert sockets.parent.as_posix() == "/tmp"
    assert len(os.fsencode(sockets / ".s.PGSQL.65535.lock")) <= 107
    assert sockets.stat().st_mode & 0o777 == 0o700
    sockets.rmdir()


def test_socket_folder_refuses_one_that_somebody_else_laid_there(tmp_path):
    home = tmp_path / ("x" * 100)
    home.mkdir()
    sockets = socket_folder(home, OWN)
    sockets.rmdir()
    sockets.symlink_to(tmp_path)

    with pytest.raises(Stop, match="belongs to somebody else"):
        socket_folder(home, OWN)

    sockets.unlink()


def test_reachable_copy_is_the_programs_themselves_where_they_can_be_entered(tmp_path):
    (tmp_path / "bin").mkdir()

    assert reachable_copy(tmp_path / "bin", None, OWN) == tmp_path / "bin"


def test_reachable_copy_keeps_programs_and_libraries_in_their_places(tmp_path):
    tmp_path.chmod(0o700)
    programs, libraries = tmp_path / "site" / "package" / "install", tmp_path / "site" / "package.libs"
    (programs / "bin").mkdir(parents=True)
    (programs / "bin" / "server").write_text("code")
    libraries.mkdir()
    (libraries / "lib.so").write_text("code")

    copy = reachable_copy(programs, libraries, NOBODY)

    assert (copy / "bin" / "server").read_text() == "code"
    assert (copy / "bin" / ".." / ".." / ".." / "package.libs" / "lib.so").resolve().read_text() == "code"
    assert NOBODY.can_reach(copy / "bin" / "server")
    assert reachable_copy(programs, libraries, NOBODY) == copy
    shutil.rmtree(copy.parents[1])
