"""The byte form is frozen: these digests may never change under their version tags."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from ledger import chain
from ledger.models import Account, Book, Closing, Hold, Transaction

BOOK = Book(street_id=1, estate_id=11, asset="CNY")
BODY = {
    "kind": "expense",
    "occurred_on": date(2026, 11, 5),
    "memo": "车棚顶棚“示例”",
    "subject": "funds.expense:3",
    "legs": [(1, "bank", -40000), (2, "fund:1:own", 40000)],
    "draws": [("expense:3:own", 40000)],
}


def _transaction(**changes) -> Transaction:
    values = {
        "seq": 7,
        "prev_hash": "ab" * 32,
        "key": "expense:3",
        "body_hash": chain.body_hash(**BODY),
        "posted_at": datetime(2026, 11, 5, 1, 2, 3, 4, tzinfo=UTC),
        "by_label": "代管出纳 陈示例出纳",
    }
    return Transaction(**values | changes)


def test_canonical_is_sorted_utf8_without_spaces():
    assert chain.canonical({"b": [1, None], "a": "车棚\n"}) == '{"a":"车棚\\n","b":[1,null]}'.encode()


@pytest.mark.parametrize("value", [1.0, [1, {"a": 2.5}], {1: "a"}, {"day": date(2026, 1, 1)}, {1, 2}])
def test_canonical_refuses_what_has_no_exact_form(value):
    with pytest.raises(TypeError):
        chain.canonical(value)


def test_body_hash_is_frozen():
    assert chain.body_hash(**BODY) == "22309b74351a37b1daa69cc5b24c5cac19f66a7a21beba682c6b31adf2ab774f"


def test_body_hash_knows_every_part():
    changed = [
        {"kind": "fee"},
        {"occurred_on": date(2026, 11, 6)},
        {"memo": "车棚"},
        {"subject": ""},
        {"legs": BODY["legs"][::-1]},
        {"draws": []},
        {"reverses": 6},
        {"reason": "mistake"},
    ]

    assert len({chain.body_hash(**BODY)} | {chain.body_hash(**BODY | change) for change in changed}) == 9


def test_body_hash_does_not_depend_on_the_order_of_draws():
    draws = [("b", 1), ("a", 2)]

    assert chain.body_hash(**BODY | {"draws": draws}) == chain.body_hash(**BODY | {"draws": draws[::-1]})


def test_transaction_hash_is_frozen():
    assert (
        chain.transaction_hash(BOOK, _transaction())
        == "d15a080534a408b767d28016c7ff4d4f6e76b4ac7c9d70cedad91b8e3fc4e8ac"
    )


def test_transaction_hash_does_not_depend_on_the_time_zone():
    shanghai = datetime(2026, 11, 5, 9, 2, 3, 4, tzinfo=timezone(timedelta(hours=8)))

    assert chain.transaction_hash(BOOK, _transaction(posted_at=shanghai)) == chain.transaction_hash(
        BOOK, _transaction()
    )


def test_transaction_hash_knows_every_part():
    changes = [
        {"seq": 8},
        {"prev_hash": "ac" * 32},
        {"key": "expense:4"},
        {"body_hash": "00" * 32},
        {"posted_at": datetime(2026, 11, 5, 1, 2, 3, 5, tzinfo=UTC)},
        {"by_label": "系统"},
    ]
    hashes = {chain.transaction_hash(BOOK, _transaction(**change)) for change in [{}, *changes]}
    other = Book(street_id=1, estate_id=12, asset="CNY")

    assert len(hashes | {chain.transaction_hash(other, _transaction())}) == 8


def test_hold_hash_is_frozen():
    row = Hold(account=Account(code="fund:1:own"), key="k", amount=500, memo="批准", subject="s")

    assert chain.hold_hash(BOOK, row) == "15480bd38b39b3c19ed08fc293bc82ca1662477aadbf81867cabae36531f7d88"


def test_closing_hash_is_frozen():
    row = Closing(through=date(2026, 10, 31), seq=7, head_hash="cd" * 32, report={"收入": [1, 2]})

    assert chain.closing_hash(BOOK, row) == "2f463626b23ce4739947293468914d02a2c733745a25238507d8c9383cc3d173"
