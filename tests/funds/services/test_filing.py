"""Asking for money, the receipt first."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import NotAllowed
from core.images import ImageUnknown
from estates.models import Building, Post
from estates.services import appoint
from funds import errors, services
from funds.models import Expense, ReceiptPhoto
from tenancy.models import AuditEntry
from tenancy.scope import scope
from tests.cast import make_person
from tests.funds.money import YUAN, approved, draft, filed, funded, general, make_fund, paid, photo
from tests.funds.unchanged import refused

TODAY = clock.today()


def _file(cast, expense, **changes):
    values = {
        "amount_fen": 100 * YUAN,
        "spent_on": TODAY,
        "purpose": "螺丝",
        "category": "materials",
        "payee": "示例五金店",
        "by": cast.treasurer,
    }
    return services.file_expense(expense, **(values | changes))


def test_draft_expense_begins_with_the_receipt(cast):
    expense = draft(cast, make_fund(cast))

    assert (expense.number, expense.state) == (f"支{TODAY.year}-0001", "draft")
    with scope(1, 11):
        receipt = expense.receipts.get()
        assert (receipt.counts, receipt.resembles, receipt.file.mime) == (True, None, "image/jpeg")
        assert AuditEntry.objects.get(action="funds.expense_drafted").subject_id == expense.pk


@pytest.mark.parametrize("who", ["chair", "supervisor", "cashier", "street_finance"])
def test_draft_expense_refuses_who_approves_or_pays(cast, who):
    fund = make_fund(cast)

    with refused(NotAllowed):
        services.draft_expense(fund, photo=photo(), by=getattr(cast, who))


def test_draft_expense_refuses_what_is_no_photo(cast):
    fund = make_fund(cast)

    with refused(ImageUnknown):
        services.draft_expense(fund, photo=b"%PDF-1.7", by=cast.treasurer)


def test_draft_expense_refuses_a_settled_fund(cast):
    fund = funded(cast)
    with scope(1, 11):
        services.settle_fund(fund, by=cast.chair)

    with refused(errors.FundSettled):
        services.draft_expense(fund, photo=photo(), by=cast.treasurer)


def test_an_expense_is_no_business_of_a_fund_whose_work_has_not_begun(cast):
    fund = make_fund(cast, started=False)
    with refused(errors.FundNotStarted):
        services.draft_expense(fund, photo=photo(), by=cast.treasurer)
    expense = draft(cast, general(cast))

    with refused(errors.FundNotStarted) as caught:
        _file(cast, expense, fund=fund)
    assert caught.value.message == "“非机动车棚”还没有开工，不能报销。"
    with refused(errors.FundNotStarted):
        services.note_expense(expense, fund=fund, by=cast.treasurer)


def test_the_same_file_proves_one_expense_only(cast):
    fund = make_fund(cast)
    first = draft(cast, fund)

    with refused(errors.ReceiptAlreadyUsed) as caught:
        services.draft_expense(fund, photo=photo(), by=cast.member)
    assert first.number in caught.value.message
    assert "expense" not in caught.value.details


def test_the_same_file_in_ones_own_expense_leads_to_it(cast):
    fund = make_fund(cast)
    first = draft(cast, fund)

    with refused(errors.ReceiptInOwnExpense) as caught:
        services.draft_expense(fund, photo=photo(), by=cast.treasurer)
    assert caught.value.message == f"这张票据照片已经在您自己的支出 {first.number} 里，现在是“草稿”。"
    assert caught.value.details["expense"] == first.pk


def test_the_same_file_proves_no_expense_of_another_estate_either(cast):
    draft(cast, make_fund(cast))
    with scope(1, 12):
        Building.objects.create(name="9栋")
        person = make_person("韩示例财务", 31)
        other = appoint(person, Post.Role.TREASURER, by=None)
        fund = services.plans.books.general_fund_of(1, 12)

    with refused(errors.ReceiptUsedElsewhere, estate=12):
        services.draft_expense(fund, photo=photo(), by=other)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_receipt_saved_again_is_flagged_not_refused(cast, seed):
    fund = make_fund(cast)
    first = draft(cast, fund, seed)
    with scope(1, 11):
        again = services.draft_expense(fund, photo=photo(seed, quality=60, size=80), by=cast.member)
        different = services.draft_expense(fund, photo=photo(seed + 100), by=cast.member)

        assert again.receipts.get().resembles == first.receipts.get()
        assert different.receipts.get().resembles is None


def test_a_voided_expense_gives_its_receipt_and_invoice_free(cast):
    fund = make_fund(cast)
    expense = filed(cast, fund, 100, invoice_code="0110022001", invoice_number="00000077")
    with scope(1, 11):
        services.void_expense(expense, by=cast.treasurer)

    again = filed(cast, fund, 100, invoice_code="0110022001", invoice_number="00000077")

    assert again.state == "filed"


def test_file_expense_says_how_many_must_sign(cast):
    fund = make_fund(cast)

    one = filed(cast, fund, 3_000 * YUAN, 1)
    two = filed(cast, fund, 3_000 * YUAN + 1, 2)

    assert (one.signatures, two.signatures) == (1, 2)
    with scope(1, 11):
        entries = AuditEntry.objects.filter(action="funds.expense_filed").order_by("id")
        assert [entry.details["signatures"] for entry in entries] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount_fen": 0}, errors.AmountMissing),
        ({"spent_on": TODAY + timedelta(days=2)}, errors.DayInFuture),
        ({"spent_on": TODAY - timedelta(days=367)}, errors.ReceiptTooOld),
        ({"purpose": "维修请打 13800001234"}, errors.PersonalNumber),
        ({"payee": "王师傅 138-0000-1234"}, errors.PersonalNumber),
        ({"payee": "冯示例 treasurer"}, errors.PayeeIsOfficial),
        ({"invoice_code": "0110022001", "invoice_number": "00000001"}, errors.InvoiceAlreadyUsed),
        ({"invoice_number": "abc"}, errors.InvoiceNumberWrong),
        ({"invoice_number": "1234567"}, errors.InvoiceNumberWrong),
        ({"invoice_number": "1" * 19}, errors.InvoiceNumberWrong),
        ({"invoice_number": "1" * 20, "invoice_code": "0110022001"}, errors.InvoiceCodeWrong),
        ({"invoice_number": "12345678", "invoice_code": "011"}, errors.InvoiceCodeWrong),
        ({"invoice_code": "0110022001"}, errors.InvoiceCodeWrong),
    ],
)
def test_file_expense_refuses(cast, changes, error):
    fund = make_fund(cast)
    filed(cast, fund, 100, 9, invoice_code="0110022001", invoice_number="00000001")
    expense = draft(cast, fund)

    with refused(error):
        _file(cast, expense, **changes)


def test_file_expense_takes_what_was_bought_a_year_ago(cast):
    expense = draft(cast, make_fund(cast))
    with scope(1, 11):
        expense = _file(cast, expense, spent_on=TODAY - timedelta(days=366))

    assert (expense.state, expense.spent_on) == ("filed", TODAY - timedelta(days=366))


def test_file_expense_refuses_without_a_receipt(cast):
    expense = draft(cast, make_fund(cast))
    with scope(1, 11):
        services.remove_receipt(expense.receipts.get(), by=cast.treasurer)

    with refused(errors.ReceiptMissing):
        _file(cast, expense)


def test_file_expense_refuses_large_things_of_the_general_fund(cast):
    expense = draft(cast, general(cast))

    with refused(errors.NeedsDecision):
        _file(cast, expense, amount_fen=3_000 * YUAN + 1)


def test_file_expense_takes_all_that_the_plan_has_left_and_not_a_fen_more(cast):
    fund = funded(cast)
    paid(cast, fund, 4_000 * YUAN, 1)
    approved(cast, fund, 1_000 * YUAN, 2)
    filed(cast, fund, 2_000 * YUAN, 3)
    draft(cast, fund, 4)
    expense = draft(cast, fund, 5)

    with refused(errors.ExpenseBeyondPlan) as caught:
        _file(cast, expense, amount_fen=3_000 * YUAN + 1)
    assert (caught.value.field, caught.value.message, caught.value.hint) == (
        "amount_fen",
        "“非机动车棚”最多还能付 3,000.00 元，这笔是 3,000.01 元，超过了。",
        "计划 10,000.00 元，已付和已批准 5,000.00 元，等签字 2,000.00 元。请核对金额，或改选其他资金。",
    )
    with scope(1, 11):
        assert _file(cast, expense, amount_fen=3_000 * YUAN).state == "filed"


def test_file_expense_takes_what_is_planned_and_has_not_come(cast):
    expense = draft(cast, make_fund(cast))

    with scope(1, 11):
        assert _file(cast, expense, amount_fen=10_000 * YUAN).state == "filed"


def test_file_expense_anew_does_not_count_itself_twice(cast):
    expense = approved(cast, funded(cast), 9_000 * YUAN)

    with scope(1, 11):
        assert _file(cast, expense, amount_fen=10_000 * YUAN).state == "filed"


def test_note_expense_refuses_what_the_fund_that_was_chosen_can_never_pay(cast):
    fund = make_fund(cast)
    expense = draft(cast, general(cast))
    said = {"purpose": "钢架", "payee": "示例建材有限公司", "category": "materials"}
    with refused(errors.ExpenseBeyondEverything):
        services.note_expense(expense, amount_fen=10_000 * YUAN + 1, spent_on=TODAY, by=cast.treasurer)

    with scope(1, 11):
        services.note_expense(expense, amount_fen=10_000 * YUAN, by=cast.treasurer)
        small = services.note_expense(expense, fund=expense.fund, **said, by=cast.treasurer)
        assert isinstance(services.too_much(small), errors.NeedsDecision)
        assert services.too_much(services.note_expense(expense, fund=fund, by=cast.treasurer)) is None
    with refused(errors.ExpenseBeyondPlan):
        services.note_expense(expense, amount_fen=10_000 * YUAN + 1, by=cast.treasurer)


def test_file_expense_refuses_everybody_but_the_filer(cast):
    expense = draft(cast, make_fund(cast))

    with refused(errors.NotYourExpense):
        _file(cast, expense, by=cast.member)
    with refused(NotAllowed):
        _file(cast, expense, by=cast.chair)


def test_file_expense_refuses_a_paid_one(cast):
    expense = paid(cast, funded(cast), 100)

    with refused(errors.ExpenseUnchangeable):
        _file(cast, expense)


def test_an_edit_of_an_approved_expense_drops_the_approval_and_its_holds(cast):
    fund = funded(cast)
    expense = approved(cast, fund, 5_000 * YUAN)

    with scope(1, 11):
        expense = _file(cast, expense, amount_fen=6_000 * YUAN)

        expense.refresh_from_db()
        assert (expense.state, expense.approved_by, expense.second_approved_by) == ("filed", None, None)
        assert expense.shares.count() == 0
        assert services.expenses.books.stands(fund)["street_incentive"].held == 0


def test_an_edited_expense_can_be_approved_anew(cast):
    fund = funded(cast)
    expense = approved(cast, fund, 1_000 * YUAN)
    with scope(1, 11):
        _file(cast, expense, amount_fen=1_000 * YUAN)
        expense = services.approve_expense(expense, photos_fit=True, by=cast.chair)

        held = {source: row.held for source, row in services.expenses.books.stands(fund).items()}
        assert held == {"street_incentive": 800 * YUAN, "self_raised": 200 * YUAN}


def test_add_receipt_to_an_approved_expense_drops_the_approval(cast):
    expense = approved(cast, funded(cast), 1_000 * YUAN)

    with scope(1, 11):
        services.add_receipt(expense, photo=photo(2), by=cast.treasurer)

        expense.refresh_from_db()
        assert (expense.state, expense.approved_by, expense.receipts.count()) == ("filed", None, 2)


def test_add_receipt_leaves_a_draft_a_draft(cast):
    expense = draft(cast, make_fund(cast))

    with scope(1, 11):
        services.add_receipt(expense, photo=photo(2), by=cast.treasurer)
        expense.refresh_from_db()

    assert expense.state == "draft"


def test_remove_receipt_refuses_the_last_one_of_a_filed_expense(cast):
    expense = filed(cast, make_fund(cast), 100)
    with scope(1, 11):
        receipt = expense.receipts.get()

    with refused(errors.ReceiptMissing):
        services.remove_receipt(receipt, by=cast.treasurer)


def test_note_expense_keeps_a_draft_that_is_not_finished(cast):
    fund = make_fund(cast)
    expense = draft(cast, general(cast))

    with scope(1, 11):
        services.note_expense(expense, amount_fen=700, spent_on=TODAY, by=cast.treasurer)
        services.note_expense(expense, fund=fund, purpose=" 油漆 ", payee="示例五金店", by=cast.treasurer)

        row = Expense.objects.get()
        assert (row.state, row.amount_fen, row.fund, row.purpose) == ("draft", 700, fund, "油漆")


def test_note_expense_refuses_a_filed_one_and_an_unknown_value(cast):
    expense = filed(cast, make_fund(cast), 100)

    with refused(errors.ExpenseUnchangeable):
        services.note_expense(expense, amount_fen=1, by=cast.treasurer)
    with scope(1, 11), pytest.raises(TypeError):
        services.note_expense(draft(cast, make_fund(cast), 5), state="paid", by=cast.treasurer)


def test_void_expense_ends_it(cast):
    expense = approved(cast, funded(cast), 1_000 * YUAN)

    with scope(1, 11):
        expense = services.void_expense(expense, by=cast.treasurer)

        assert (expense.state, ReceiptPhoto.objects.get().counts) == ("void", False)
        assert expense.shares.count() == 0


def test_void_expense_refuses_others_and_paid_ones(cast):
    expense = paid(cast, funded(cast), 100)

    with refused(errors.NotYourExpense):
        services.void_expense(expense, by=cast.member)
    with refused(errors.ExpenseUnchangeable):
        services.void_expense(expense, by=cast.treasurer)
