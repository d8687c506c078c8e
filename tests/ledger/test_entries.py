from datetime import date

import pytest

from core.errors import AmountTooLarge
from core.money import MAX_FEN
from ledger.entries import Draw, Entry, Leg, positive, whole
from ledger.errors import Unbalanced
from ledger.models import Account, Hold

BANK = Account(pk=1, book_id=5, code="bank", side="debit")
OWN = Account(pk=2, book_id=5, code="own", side="credit")
HOLD = Hold(pk=9, book_id=5, account=OWN, account_id=2, key="h", amount=500)


def _entry(*amounts: object, draws: tuple[Draw, ...] = (), accounts=(BANK, OWN, OWN)) -> Entry:
    legs = tuple(Leg(account, amount) for account, amount in zip(accounts, amounts, strict=False))
    return Entry("expense", date(2026, 11, 5), "", "", legs, draws, "k")


def test_moves_are_in_each_accounts_own_sign():
    assert _entry(-100, 60, 40).moves() == {1: -100, 2: -100}


def test_frees_add_up_the_draws_of_an_account():
    other = Hold(pk=10, book_id=5, account=OWN, key="i", amount=500)

    assert _entry(-100, 100, draws=(Draw(HOLD, 60), Draw(other, 40))).frees() == {2: 100}


def test_require_sound_lets_a_balanced_entry_with_its_draw_pass():
    _entry(-100, 100, draws=(Draw(HOLD, 100),)).require_sound(5)


@pytest.mark.parametrize("amounts", [(), (5,), (0, 0), (100, -99), (100, -100, 0), (-1, -1)])
def test_require_sound_refuses_legs_that_do_not_balance(amounts):
    with pytest.raises(Unbalanced) as refused:
        _entry(*amounts).require_sound(5)

    assert refused.value.as_json() == {
        "code": "unbalanced",
        "message": "这一笔借贷不平，没有记账。",
        "hint": "请核对每一项的金额，再提交一次。",
    }


@pytest.mark.parametrize("amount", ["5", 5.0, True, None])
def test_require_sound_takes_whole_numbers_only(amount):
    with pytest.raises(TypeError):
        _entry(amount, -5).require_sound(5)


def test_require_sound_refuses_amounts_beyond_what_books_hold():
    _entry(MAX_FEN, -MAX_FEN).require_sound(5)

    with pytest.raises(AmountTooLarge):
        _entry(MAX_FEN + 1, -MAX_FEN - 1).require_sound(5)


def test_require_sound_finds_rows_of_another_book():
    foreign = Account(pk=3, book_id=6, side="credit")
    for entry in (
        _entry(5, -5, accounts=(BANK, foreign)),
        _entry(-5, 5, draws=(Draw(Hold(pk=8, book_id=6, account=OWN), 5),)),
    ):
        with pytest.raises(ValueError, match="another book"):
            entry.require_sound(5)


def test_require_sound_finds_a_hold_drawn_twice():
    with pytest.raises(ValueError, match="twice"):
        _entry(-100, 100, draws=(Draw(HOLD, 50), Draw(HOLD, 50))).require_sound(5)


@pytest.mark.parametrize("draw", [0, -1])
def test_require_sound_wants_draws_above_zero(draw):
    with pytest.raises(ValueError, match="above zero"):
        _entry(-100, 100, draws=(Draw(HOLD, draw),)).require_sound(5)


@pytest.mark.parametrize(
    ("amounts", "accounts"),
    [((-100, 100), (BANK, OWN)), ((100, -100), (BANK, OWN)), ((-500, 500), (BANK, BANK))],
    ids=["too little", "the other way", "another account"],
)
def test_require_sound_wants_a_draw_to_be_spent(amounts, accounts):
    with pytest.raises(ValueError, match="reduces"):
        _entry(*amounts, draws=(Draw(HOLD, 101),), accounts=accounts).require_sound(5)


def test_whole_and_positive_return_what_they_admit():
    assert (whole(-3), positive(3)) == (-3, 3)
