"""tongxin.dev.account"""

import os
import pwd

import pytest

from tongxin.dev.account import Account, server_account
from tongxin.dev.failure import Stop


def test_server_account_of_root_is_nobody():
    nobody = pwd.getpwnam("nobody")

    assert server_account(0) == Account(uid=nobody.pw_uid, gid=nobody.pw_gid, is_other=True)


def test_server_account_of_another_user_is_that_user():
    user = pwd.getpwall()[1]

    assert server_account(user.pw_uid) == Account(uid=user.pw_uid, gid=user.pw_gid, is_other=False)


def test_server_account_refuses_a_uid_without_a_name():
    with pytest.raises(Stop, match="uid 54321 has none"):
        server_account(54321)


def test_can_reach_is_false_below_a_private_folder(tmp_path):
    (tmp_path / "private").mkdir(mode=0o700)
    other = Account(uid=65534, gid=65534, is_other=True)

    assert not other.can_reach(tmp_path / "private" / "file")


def test_can_reach_is_true_for_our_own_account(tmp_path):
    (tmp_path / "private").mkdir(mode=0o700)
    own = Account(uid=os.getuid(), gid=os.getgid(), is_other=False)

    assert own.can_reach(tmp_path / "private" / "file")
