"""What an approver should look at twice."""

from datetime import timedelta

from core import clock
from funds import services
from funds.reports import entry_detail, expense_warnings
from tenancy.models import Estate
from tenancy.scope import scope
from tests.funds.money import YUAN, contribute, draft, filed, funded, general, make_fund, paid, photo


def test_expense_warnings_names_a_receipt_that_looks_the_same(cast):
    fund = make_fund(cast)
    first = draft(cast, fund)
    with scope(1, 11):
        again = services.draft_expense(fund, photo=photo(1, quality=55), by=cast.member)

        assert expense_warnings(again) == [f"票据照片和支出 {first.number} 的很像，请核对是不是同一张。"]
        assert expense_warnings(first) == []


def test_expense_warnings_names_purchases_that_together_pass_the_limit(cast):
    fund = make_fund(cast)
    first = filed(cast, fund, 2_000 * YUAN, 1)
    second = filed(cast, fund, 1_500 * YUAN, 2)

    with scope(1, 11):
        (words,) = expense_warnings(second)
    assert first.number in words and "3,500.00" in words


def test_expense_warnings_leaves_other_payees_times_and_funds_alone(cast):
    fund = make_fund(cast)
    filed(cast, fund, 2_000 * YUAN, 1, payee="别家示例商店")
    filed(cast, fund, 2_000 * YUAN, 2, spent_on=clock.today() - timedelta(days=31))
    filed(cast, general(cast), 2_000 * YUAN, 3)
    with scope(1, 11):
        services.void_expense(filed(cast, fund, 2_000 * YUAN, 4), by=cast.treasurer)
    expense = filed(cast, fund, 1_500 * YUAN, 5)

    with scope(1, 11):
        assert expense_warnings(expense) == []


def test_entry_detail_knows_the_expense_and_its_receipts(cast):
    fund = funded(cast)
    expense = paid(cast, fund, 5_000 * YUAN)

    with scope(1, 11):
        detail = entry_detail(Estate.objects.get(pk=11), expense.entry.seq)

        assert detail.expense == expense
        assert list(detail.receipts) == list(expense.receipts.all())
        assert detail.entry.signed_by == "主任 冯**、监督小组成员 冯**"
        assert (detail.entry.handled_by, detail.entry.paid_by) == ("财务委员 冯**", "代管出纳 陈**")
        assert detail.disclosure is None


def test_entry_detail_of_income_has_no_expense_and_of_nothing_is_nothing(cast):
    contribution = contribute(cast, make_fund(cast), 100)

    with scope(1, 11):
        estate = Estate.objects.get(pk=11)
        detail = entry_detail(estate, contribution.entry.seq)
        assert (detail.expense, detail.receipts, detail.entry.amount_fen) == (None, (), 100)
        assert entry_detail(estate, 999) is None
    with scope(1, 12):
        assert entry_detail(Estate.objects.get(pk=12), 1) is None
