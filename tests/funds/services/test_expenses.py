"""Deciding on expenses and paying them."""

import itertools
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from core import clock
from core.errors import NotAllowed, StateRefused
from estates.models import Post
from estates.services import appoint
from funds import errors, services
from funds.models import Expense, Source
from funds.reports import fund_position
from ledger.models import Posting
from tenancy.models import AuditEntry
from tenancy.scope import scope
from tests.cast import make_cast
from tests.funds.money import (
    YUAN,
    approved,
    contribute,
    disburse,
    draft,
    filed,
    funded,
    general,
    make_fund,
    paid,
    reserve,
    set_budget,
    wait_long,
)
from tests.funds.unchanged import refused

TODAY = clock.today()


def _pay(cast, expense, **changes):
    values = {"bank_reference": "P-9", "paid_on": TODAY, "by": cast.cashier} | changes
    return services.pay_expense(expense, **values)


def _half_funded(cast, planned: int = 8_000 * YUAN, come: int = 4_000 * YUAN):
    """Return a fund for which the street plans ``planned`` and has paid ``come``, residents a quarter."""
    set_budget(cast)
    fund = make_fund(cast, {Source.STREET: planned, Source.SELF: planned // 4})
    disburse(cast, reserve(cast, fund, planned), come)
    contribute(cast, fund, come // 4)
    return fund


def test_approve_expense_holds_each_source_by_the_plan(cast):
    fund = funded(cast)

    expense = approved(cast, fund, 1_000 * YUAN + 1)

    with scope(1, 11):
        assert {share.source: share.amount_fen for share in expense.shares.all()} == {
            "street_incentive": 800 * YUAN + 1,
            "self_raised": 200 * YUAN,
        }
        position = fund_position(fund)
        assert (position.held, position.available, position.spent) == (1_000 * YUAN + 1, 9_000 * YUAN - 1, 0)
        assert AuditEntry.objects.get(action="funds.expense_approved").details["signature"] == 1


def test_sources_keep_their_ratio_over_many_small_expenses(cast):
    fund = funded(cast)
    amounts = [101, 3, 7, 1, 99, 33, 1, 1]
    for seed, amount in enumerate(amounts, 1):
        approved(cast, fund, amount, seed)

    with scope(1, 11):
        held = {line.source: line.held for line in fund_position(fund).lines}
    assert held == {Source.STREET: 197, Source.SELF: 49}
    assert sum(held.values()) == sum(amounts)


def test_a_large_expense_needs_the_chair_and_then_another(cast):
    fund = funded(cast)
    expense = filed(cast, fund, 5_000 * YUAN)

    with scope(1, 11):
        first = services.approve_expense(expense, photos_fit=True, by=cast.chair)
        held_after_first = fund_position(fund).held
        second = services.approve_expense(expense, photos_fit=True, by=cast.supervisor)

        assert (first.state, held_after_first) == ("signed", 0)
        assert (second.state, fund_position(fund).held) == ("approved", 5_000 * YUAN)
        assert second.second_approved_by_person_id == cast.supervisor.person_id


def test_a_small_expense_is_signed_by_any_approver(cast):
    expense = filed(cast, funded(cast), 300 * YUAN)

    with scope(1, 11):
        assert services.approve_expense(expense, photos_fit=True, by=cast.supervisor).state == "approved"


def test_approve_expense_wants_the_chair_first_above_the_small_limit(cast):
    expense = filed(cast, funded(cast), 300 * YUAN + 1)

    with refused(errors.ChairMustSign):
        services.approve_expense(expense, photos_fit=True, by=cast.supervisor)


def test_approve_expense_refuses_the_filer(cast):
    expense = filed(cast, funded(cast), 100, by=cast.treasurer)

    with refused(errors.OwnExpense):
        services.approve_expense(expense, photos_fit=True, by=cast.treasurer)


def test_approve_expense_refuses_one_person_twice(cast):
    expense = filed(cast, funded(cast), 5_000 * YUAN)
    with scope(1, 11):
        services.approve_expense(expense, photos_fit=True, by=cast.chair)

    with refused(errors.AlreadySigned):
        services.approve_expense(expense, photos_fit=True, by=cast.chair)


@pytest.mark.parametrize("who", ["member", "cashier", "street_officer", "street_finance"])
def test_approve_expense_refuses_others(cast, who):
    expense = filed(cast, funded(cast), 100)

    with refused(NotAllowed):
        services.approve_expense(expense, photos_fit=True, by=getattr(cast, who))


def test_approve_expense_refuses_a_payment_to_the_approver(cast):
    expense = filed(cast, funded(cast), 100, payee="冯示例chair")

    with refused(errors.PayeeIsOfficial):
        services.approve_expense(expense, photos_fit=True, by=cast.chair)


def test_approve_expense_refuses_what_a_source_cannot_pay(cast):
    fund = make_fund(cast)
    contribute(cast, fund, 2_000 * YUAN)
    expense = filed(cast, fund, 1_000 * YUAN)

    with refused(errors.MoneyNotThere) as caught:
        services.approve_expense(expense, photos_fit=True, by=cast.chair)
    assert caught.value.message == "钱还没到，现在不能同意：等街道拨付 800.00 元。"


def test_approve_expense_refuses_the_first_of_two_signatures_while_the_money_is_not_there(cast):
    set_budget(cast)
    fund = make_fund(cast)
    grant = reserve(cast, fund)
    disburse(cast, grant, 3_000 * YUAN)
    expense = filed(cast, fund, 4_000 * YUAN)

    with refused(errors.MoneyNotThere) as caught:
        services.approve_expense(expense, photos_fit=True, by=cast.chair)
    assert caught.value.message == "钱还没到，现在不能同意：等街道拨付 200.00 元，等居民自筹 800.00 元。"

    disburse(cast, grant, 200 * YUAN, "B-2")
    contribute(cast, fund, 800 * YUAN)
    with scope(1, 11):
        assert services.approve_expense(expense, photos_fit=True, by=cast.chair).state == "signed"


def test_approve_expense_refuses_the_second_signature_when_the_money_has_gone_to_another(cast):
    fund = _half_funded(cast)
    first, second = filed(cast, fund, 4_000 * YUAN, 1), filed(cast, fund, 4_000 * YUAN, 2)
    with scope(1, 11):
        services.approve_expense(first, photos_fit=True, by=cast.chair)
        services.approve_expense(second, photos_fit=True, by=cast.chair)
        services.approve_expense(first, photos_fit=True, by=cast.supervisor)

    with refused(errors.MoneyNotThere):
        services.approve_expense(second, photos_fit=True, by=cast.supervisor)


def test_approve_expense_refuses_what_a_lowered_plan_can_never_pay(cast):
    fund = funded(cast)
    expense = filed(cast, fund, 9_000 * YUAN)
    with scope(1, 11):
        lower = {Source.STREET: 4_000 * YUAN, Source.SELF: 1_000 * YUAN}
        services.change_plan(fund, plan=lower, by=cast.chair)

    with refused(errors.ExpenseBeyondPlan) as caught:
        services.approve_expense(expense, photos_fit=True, by=cast.chair)
    assert caught.value.message == "“非机动车棚”最多还能付 5,000.00 元，这笔是 9,000.00 元，超过了。"


def test_approve_expense_of_the_general_fund_takes_what_is_there(cast):
    fund = general(cast)
    contribute(cast, fund, 600 * YUAN, source=Source.PUBLIC, from_label="示例广告公司")
    contribute(cast, fund, 200 * YUAN, source=Source.GIFT, from_label="示例商店", bank_reference="C-2")

    expense = approved(cast, fund, 400 * YUAN)

    with scope(1, 11):
        shares = {share.source: share.amount_fen for share in expense.shares.all()}
    assert shares == {"public_income": 300 * YUAN, "gift": 100 * YUAN}


def test_approve_expense_refuses_more_than_the_general_fund_has(cast):
    fund = general(cast)
    contribute(cast, fund, 99, source=Source.PUBLIC, from_label="示例广告公司")
    expense = filed(cast, fund, 100)

    with refused(errors.MoneyNotThere) as caught:
        services.approve_expense(expense, photos_fit=True, by=cast.chair)
    assert caught.value.message == "钱还没到，现在不能同意：等公共资金到账 0.01 元。"


def test_approve_expense_refuses_a_draft_and_an_approved_one(cast):
    fund = funded(cast)
    first, second = draft(cast, fund, 1), approved(cast, fund, 100, 2)

    with refused(StateRefused):
        services.approve_expense(first, photos_fit=True, by=cast.chair)
    with refused(StateRefused):
        services.approve_expense(second, photos_fit=True, by=cast.supervisor)


def test_return_expense_tells_the_filer_why_and_frees_the_money(cast):
    fund = funded(cast)
    expense = approved(cast, fund, 1_000 * YUAN)

    with scope(1, 11):
        expense = services.return_expense(expense, reason="票据不清楚", by=cast.chair)

        assert (expense.state, expense.reason, expense.approved_by) == ("returned", "票据不清楚", None)
        assert fund_position(fund).held == 0
        assert AuditEntry.objects.get(action="funds.expense_returned").details == {"reason": "票据不清楚"}


def test_reject_expense_frees_the_receipt(cast):
    fund = funded(cast)
    expense = filed(cast, fund, 100)

    with scope(1, 11):
        assert services.reject_expense(expense, reason="与项目无关", by=cast.supervisor).state == "rejected"
    assert draft(cast, fund).state == "draft"


@pytest.mark.parametrize("service", [services.return_expense, services.reject_expense])
def test_sending_away_refuses(cast, service):
    expense = filed(cast, funded(cast), 100)

    with refused(errors.ReasonMissing):
        service(expense, reason=" ", by=cast.chair)
    with refused(errors.OwnExpense):
        service(expense, reason="x", by=cast.treasurer)
    with refused(NotAllowed):
        service(expense, reason="x", by=cast.cashier)


def test_reject_expense_refuses_an_approved_one(cast):
    expense = approved(cast, funded(cast), 100)

    with refused(StateRefused):
        services.reject_expense(expense, reason="x", by=cast.chair)


def test_pay_expense_posts_every_source_against_its_hold(cast):
    fund = funded(cast)

    expense = paid(cast, fund, 1_000 * YUAN)

    assert (expense.state, expense.paid_by_person_id) == ("paid", cast.cashier.person_id)
    with scope(1, 11):
        position = fund_position(fund)
        assert (position.spent, position.held, position.available) == (1_000 * YUAN, 0, 9_000 * YUAN)
        legs = Posting.objects.filter(transaction=expense.entry).values_list("account__code", "amount")
        assert dict(legs) == {
            f"fund:{fund.pk}:street_incentive": 800 * YUAN,
            f"fund:{fund.pk}:self_raised": 200 * YUAN,
            "bank": -1_000 * YUAN,
        }
        assert AuditEntry.objects.get(action="funds.expense_paid").details["amount_fen"] == 1_000 * YUAN


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"bank_reference": ""}, errors.BankReferenceMissing),
        ({"paid_on": TODAY + timedelta(days=2)}, errors.DayInFuture),
    ],
)
def test_pay_expense_refuses(cast, changes, error):
    expense = approved(cast, funded(cast), 100)

    with refused(error):
        _pay(cast, expense, **changes)


def test_pay_expense_refuses_a_transfer_that_paid_something_else(cast):
    fund = funded(cast)
    first, second = paid(cast, fund, 100), approved(cast, fund, 200, 2)

    with refused(errors.TransferRecorded) as caught:
        _pay(cast, second, bank_reference=" P-1 ")
    assert caught.value.field == "bank_reference"
    assert caught.value.message == f"银行流水号 P-1 已经记在支出 {first.number} 上。"
    assert caught.value.details["url"] == f"/e/a1/work/expenses/{first.pk}/"


def test_the_database_refuses_a_transfer_for_two_expenses(cast):
    fund = funded(cast)
    paid(cast, fund, 100)
    second = approved(cast, fund, 200, 2)

    with scope(1, 11):
        with pytest.raises(IntegrityError), transaction.atomic():
            Expense.objects.filter(pk=second.pk).update(bank_reference="P-1")
        assert Expense.objects.get(pk=second.pk).bank_reference == ""


@pytest.mark.committed
def test_two_payments_at_once_never_take_one_transfer():
    cast = make_cast()
    fund = funded(cast)
    expenses = [approved(cast, fund, 100, seed) for seed in (1, 2)]
    barrier = threading.Barrier(len(expenses))
    outcomes: list[str] = []

    def pay(expense):
        barrier.wait()
        try:
            with scope(1, 11):
                wait_long()
                _pay(cast, expense)
            outcomes.append("paid")
        except errors.TransferRecorded:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=pay, args=(expense,)) for expense in expenses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["paid", "refused"]
    with scope(1, 11):
        assert Expense.objects.filter(bank_reference="P-9").count() == 1


@pytest.mark.parametrize("who", ["treasurer", "chair", "member", "supervisor", "street_finance"])
def test_pay_expense_refuses_everybody_but_the_cashier(cast, who):
    expense = approved(cast, funded(cast), 100)

    with refused(NotAllowed):
        _pay(cast, expense, by=getattr(cast, who))


def test_pay_expense_refuses_who_filed_it_also_in_another_office(cast):
    with scope(1, 11):
        Post.objects.filter(pk=cast.cashier.pk).update(ends_on=clock.today())
        as_member = appoint(cast.cashier.person, Post.Role.MEMBER, by=None)
    expense = approved(cast, funded(cast), 100, by=as_member)
    with scope(1, 11):
        Post.objects.filter(pk=as_member.pk).update(ends_on=clock.today())
        as_cashier = appoint(cast.cashier.person, Post.Role.CASHIER, by=None)

    with refused(errors.OwnExpense):
        _pay(cast, expense, by=as_cashier)


def test_pay_expense_refuses_who_signed_it_also_in_another_office(cast):
    expense = approved(cast, funded(cast), 5_000 * YUAN)
    with scope(1, 11):
        Post.objects.filter(pk__in=[cast.chair.pk, cast.supervisor.pk]).update(ends_on=clock.today())
        posts = [appoint(p.person, Post.Role.CASHIER, by=None) for p in (cast.chair, cast.supervisor)]

    for post in posts:
        with refused(errors.AlreadySigned):
            _pay(cast, expense, by=post)


@pytest.mark.parametrize("make", [draft, lambda c, f: filed(c, f, 100), lambda c, f: paid(c, f, 100)])
def test_pay_expense_refuses_what_is_not_approved(cast, make):
    expense = make(cast, funded(cast))

    with refused(StateRefused):
        _pay(cast, expense)


def test_a_paid_expense_is_final_for_everybody(cast):
    expense = paid(cast, funded(cast), 100)

    for change in ("purpose = '别的'", "state = 'approved'", "amount_fen = 1"):
        with scope(1, 11), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE funds_expense SET {change} WHERE id = %s", [expense.pk])


PERSONS = ("filed_by_person_id", "approved_by_person_id", "second_approved_by_person_id", "paid_by_person_id")


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(PERSONS, 2)))
def test_the_database_refuses_one_person_in_two_roles(cast, one, other):
    expense = filed(cast, funded(cast), 100)

    with scope(1, 11):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {one} FROM funds_expense WHERE id = %s", [expense.pk])
            person = cursor.fetchone()[0] or cast.chair.person_id
        statement = f"UPDATE funds_expense SET {other} = %s" + ("" if one == PERSONS[0] else f", {one} = %s")
        values = [person] if one == PERSONS[0] else [person, person]
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = %s", [*values, expense.pk])
        assert Expense.objects.values(*PERSONS[1:]).get() == dict.fromkeys(PERSONS[1:])


@pytest.mark.parametrize(
    "change",
    [
        "state = 'approved'",
        "state = 'paid', paid_by_person_id = 1",
        "signatures = 2, state = 'approved', approved_by_person_id = {chair}",
        "signatures = 0",
        "amount_fen = 0",
    ],
)
def test_the_database_refuses_a_state_without_its_signatures(cast, change):
    expense = filed(cast, funded(cast), 100)

    with scope(1, 11):
        words = change.format(chair=cast.chair.person_id)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE funds_expense SET {words} WHERE id = %s", [expense.pk])
        assert Expense.objects.get().state == "filed"


@pytest.mark.committed
def test_approvals_and_payments_never_spend_more_than_a_fund_has():
    cast = make_cast()
    # Planned are 30,000 yuan, of which a third has come: eight claims are within the plan, three can be paid.
    fund = _half_funded(cast, planned=24_000 * YUAN, come=8_000 * YUAN)
    expenses = [filed(cast, fund, 3_000 * YUAN, seed) for seed in range(1, 9)]
    barrier = threading.Barrier(len(expenses))
    outcomes: list[str] = []

    def approve(number, expense):
        barrier.wait()
        try:
            with scope(1, 11):
                wait_long()
                services.approve_expense(expense, photos_fit=True, by=cast.chair)
            outcomes.append("approved")
            with scope(1, 11):
                wait_long()
                _pay(cast, expense, bank_reference=f"P-{number}")
        except errors.MoneyNotThere:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=pair) for pair in enumerate(expenses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved"] * 3 + ["refused"] * 5
    with scope(1, 11):
        position = fund_position(fund)
        assert (position.spent, position.held, position.available) == (9_000 * YUAN, 0, 1_000 * YUAN)
