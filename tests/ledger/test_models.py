from ledger.models import Account, Balance, Book, Hold, Transaction


def test_place_names_the_street_the_estate_and_the_asset():
    assert Book(street_id=1, estate_id=11, asset="CNY").place == "1/11/CNY"
    assert Book(street_id=1, estate_id=None, asset="points").place == "1/-/points"


def test_str_says_what_it_is_in_chinese():
    assert str(Book(street_id=1, estate_id=11, asset="CNY")) == "人民币账本 1/11/CNY"
    assert str(Account(name="银行存款")) == "银行存款"
    assert str(Transaction(seq=7)) == "第 7 笔"


def test_shown_speaks_yuan_for_money_and_points_for_points():
    assert Book(asset="CNY").shown(1_860_000) == "18,600.00 元"
    assert Book(asset="points").shown(30) == "30 积分"


def test_sign_makes_both_sides_grow_upwards():
    assert (Account(side="debit").sign, Account(side="credit").sign) == (1, -1)


def test_available_is_what_is_not_held():
    assert Balance(posted=1000, held=300).available == 700


def test_remaining_is_what_was_neither_drawn_nor_released():
    assert Hold(amount=1000, drawn=300, released=50).remaining == 650
