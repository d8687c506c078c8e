"""ledger/management/commands/verify_ledger.py."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from tenancy.scope import scope
from tests.ledger.books import make_books
from tests.ledger.tampering import CHANGED, history, tamper


def _command(*args: str) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr, as the shell would see them."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("verify_ledger", *args, stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    return code, out.getvalue(), err.getvalue()


@pytest.mark.committed
def test_verify_ledger_says_how_much_is_right():
    history()
    with scope(1):
        make_books(estate_id=None)

    assert _command() == (0, "2 本账、5 笔记账、10 条分录，全部相符。\n", "")
    assert _command("--street", "street-b") == (0, "0 本账、0 笔记账、0 条分录，全部相符。\n", "")


@pytest.mark.committed
def test_verify_ledger_names_the_place_and_the_row_and_exits_with_1():
    ids = history()
    with scope(1):
        street = make_books(estate_id=None)
    tamper(f"UPDATE ledger_transaction SET memo = '改' WHERE id = {ids.paid}")
    with scope(1, using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_balance DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE ledger_balance SET seq = 1 WHERE account_id = {street.own.pk}")
        cursor.execute("SELECT id FROM ledger_balance WHERE seq = 1 AND estate_id IS NULL")
        ((balance,),) = cursor.fetchall()

    code, out, err = _command()

    assert (code, out) == (1, "")
    assert err.splitlines() == [
        f"A街道 A1小区 人民币账本：{CHANGED}（ledger_transaction {ids.paid}）",
        f"A街道 街道 人民币账本：科目“居民自筹”：最后一笔的序号不符（ledger_balance {balance}）",
        "2 本账中有 2 本不对。",
    ]


@pytest.mark.committed
def test_verify_ledger_knows_no_other_street():
    assert _command("--street", "nowhere") == (1, "", "没有这个街道：nowhere")
