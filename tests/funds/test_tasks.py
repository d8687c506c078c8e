"""What happens by the clock; no ambient scope."""

import threading
from datetime import date

import pytest
from django.db import connections

from core import clock
from estates.models import Post
from estates.services import appoint
from funds.books import general_fund_of
from funds.models import Disclosure, Fund, Source
from funds.services import record_contribution
from funds.tasks import due_disclosures
from ledger.entries import Leg
from ledger.models import Book
from ledger.services import open_account, post
from notices.models import Notice
from tenancy.scope import scope
from tests.cast import make_cast, make_person
from tests.funds.money import YUAN, funded, paid


def _months() -> list[date]:
    with scope(1):
        return list(Disclosure.objects.order_by("month").values_list("month", flat=True))


def _september(cast):
    with clock.travel_to(2026, 9, 12):
        paid(cast, funded(cast), 1_000 * YUAN)


@pytest.mark.parametrize(
    ("day", "months"),
    [
        ((2026, 10, 9), []),
        ((2026, 10, 10), [date(2026, 9, 1)]),
        ((2026, 12, 9), [date(2026, 9, 1), date(2026, 10, 1)]),
        ((2026, 12, 10), [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]),
    ],
)
def test_due_disclosures_publishes_every_due_month_in_order(cast, day, months):
    _september(cast)

    with clock.travel_to(*day):
        due_disclosures()

    assert _months() == months


def test_due_disclosures_twice_publishes_once(cast):
    _september(cast)

    with clock.travel_to(2026, 10, 10):
        due_disclosures()
        due_disclosures()

    with scope(1):
        assert (Disclosure.objects.count(), Notice.objects.count()) == (1, 1)


def test_due_disclosures_leaves_estates_without_money_alone(cast):
    with clock.travel_to(2026, 10, 10):
        due_disclosures()

    assert _months() == []


def test_due_disclosures_leaves_a_month_that_does_not_add_up_and_says_so(cast, caplog):
    _september(cast)
    with clock.travel_to(2026, 9, 20), scope(1, 11):
        book = Book.objects.get(estate_id=11)
        unknown = open_account(book, "unknown", "来历不明", side="credit")
        bank = open_account(book, "bank", "银行存款", side="debit")
        legs = [Leg(bank, 5), Leg(unknown, -5)]
        post(book, kind="x", occurred_on=clock.today(), legs=legs, key="x", memo="x", by=None)

    with clock.travel_to(2026, 10, 10):
        due_disclosures()

    assert _months() == []
    assert "not_balanced" in caplog.text


@pytest.mark.committed
def test_due_disclosures_goes_on_after_an_estate_that_is_stuck(caplog):
    cast = make_cast()
    _september(cast)
    _some_money_of_a2()
    held, done = threading.Event(), threading.Event()

    def hold():
        with scope(1, 11):
            Fund.objects.select_for_update().get(kind="general")
            held.set()
            done.wait(60)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    with clock.travel_to(2026, 10, 10):
        due_disclosures()
    done.set()
    holder.join()

    with scope(1):
        assert [row.estate_id for row in Disclosure.objects.all()] == [12]
    assert "estate 11: month not disclosed" in caplog.text


def _some_money_of_a2() -> None:
    with clock.travel_to(2026, 9, 12), scope(1, 12):
        cashier = appoint(make_person("韩示例出纳", 51), Post.Role.CASHIER, by=None)
        record_contribution(
            general_fund_of(1, 12),
            source=Source.GIFT,
            kind="cash",
            amount_fen=100,
            from_label="示例商店",
            bank_reference="C-1",
            received_on=clock.today(),
            by=cashier,
        )
