"""Covering what the public must not see of a receipt."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from PIL import Image

from core import clock, files
from core.errors import NotAllowed
from funds import errors, services
from funds.covers import CELLS
from funds.models import Expense, ReceiptPhoto
from notices.models import Notice
from notices.tasks import finish, load
from tenancy.models import AuditEntry, Estate, Job
from tenancy.scope import scope
from tests.funds.money import YUAN, approved, draft, filed, funded, make_fund, paid
from tests.funds.unchanged import refused

TOP, BELOW = CELLS["1-1"], CELLS["2-1"]


def _receipt(expense: Expense) -> ReceiptPhoto:
    with scope(1, 11):
        return ReceiptPhoto.objects.select_related("expense", "file", "public_file").get(expense=expense)


def _cover(expense: Expense, *covers, by) -> ReceiptPhoto:
    receipt = _receipt(expense)
    with scope(1, 11):
        services.cover_receipt(receipt, covers=covers, by=by)
    return _receipt(expense)


def _picture(sha256: str) -> Image.Image:
    return Image.open(io.BytesIO(files.read(sha256))).convert("RGB")


def _publish(cast) -> None:
    with scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        services.disclose_month(estate, date(2026, 10, 1), by=cast.treasurer)
        job = Job.objects.get(kind="notices.print", key=str(Notice.objects.get().pk))
        finish(job, load(job), b"%PDF-1.7 example")


@pytest.fixture
def published(cast):
    """An expense whose photo everybody may see, its first cell covered when it was filed."""
    with clock.travel_to(2026, 10, 12):
        expense = draft(cast, funded(cast))
        _cover(expense, TOP, by=cast.treasurer)
        with scope(1, 11):
            said = {"purpose": "钢架", "category": "materials", "payee": "示例建材有限公司"}
            expense = services.file_expense(
                expense, amount_fen=100 * YUAN, spent_on=clock.today(), **said, by=cast.treasurer
            )
            services.approve_expense(expense, photos_fit=True, by=cast.chair)
            services.pay_expense(expense, bank_reference="P-1", paid_on=clock.today(), by=cast.cashier)
    with clock.travel_to(2026, 11, 2):
        _publish(cast)
        yield expense


def test_a_receipt_of_which_nothing_is_covered_is_shown_as_it_is(cast):
    receipt = _receipt(draft(cast, make_fund(cast)))

    assert (receipt.covers, receipt.public_file, receipt.shown_file) == ([], None, receipt.file)


def test_cover_receipt_makes_a_copy_that_is_black_there(cast):
    receipt = _cover(draft(cast, make_fund(cast)), BELOW, TOP, BELOW, by=cast.treasurer)

    assert receipt.covers == [list(TOP), list(BELOW)]
    assert (receipt.public_file.width, receipt.public_file.height) == (96, 96)
    assert receipt.public_file.original_sha256 == receipt.file.sha256
    before, after = _picture(receipt.file.sha256), _picture(receipt.shown_file.sha256)
    # 96 pixels: a cell is 24 × 8; blocks of 16 pixels at the edge of the black belong to both sides.
    assert after.crop((0, 0, 15, 15)).getextrema() == ((0, 0),) * 3
    assert before.crop((0, 0, 15, 15)).getextrema() != ((0, 0),) * 3
    with scope(1, 11):
        entry = AuditEntry.objects.get(action="funds.receipt_covered")
        assert (entry.subject_id, entry.details) == (receipt.expense_id, {"receipt": receipt.pk, "covers": 2})


def test_cover_receipt_with_the_same_covers_changes_nothing(cast):
    expense = draft(cast, make_fund(cast))
    first = _cover(expense, TOP, by=cast.treasurer)

    again = _cover(expense, TOP, by=cast.treasurer)

    assert again.public_file == first.public_file
    with scope(1, 11):
        assert AuditEntry.objects.filter(action="funds.receipt_covered").count() == 1


def test_cover_receipt_of_a_draft_may_show_again_what_was_covered(cast):
    expense = draft(cast, make_fund(cast))
    _cover(expense, TOP, BELOW, by=cast.treasurer)

    fewer, none = (_cover(expense, *covers, by=cast.treasurer) for covers in ([TOP], []))

    assert fewer.covers == [list(TOP)]
    assert (none.covers, none.public_file) == ([], None)


@pytest.mark.parametrize("who", ["treasurer", "chair", "supervisor"])
def test_cover_receipt_of_a_filed_expense_covers_more_and_never_less(cast, who):
    expense = filed(cast, make_fund(cast), 100 * YUAN)
    by = getattr(cast, who)
    _cover(expense, TOP, by=by)

    assert _cover(expense, TOP, BELOW, by=by).covers == [list(TOP), list(BELOW)]
    receipt = _receipt(expense)
    with refused(errors.CoversOnlyGrow):
        services.cover_receipt(receipt, covers=[BELOW], by=by)


@pytest.mark.parametrize("who", ["chair", "supervisor", "member", "cashier", "community_officer"])
def test_cover_receipt_of_a_draft_is_for_who_files_it(cast, who):
    receipt = _receipt(draft(cast, make_fund(cast)))

    with refused(NotAllowed):
        services.cover_receipt(receipt, covers=[TOP], by=getattr(cast, who))


@pytest.mark.parametrize("who", ["member", "cashier", "community_officer", "street_finance"])
def test_cover_receipt_of_a_filed_expense_is_for_filer_and_signers(cast, who):
    receipt = _receipt(filed(cast, make_fund(cast), 100 * YUAN))

    with refused(NotAllowed):
        services.cover_receipt(receipt, covers=[TOP], by=getattr(cast, who))


def test_cover_receipt_refuses_a_photo_that_counts_no_more(cast):
    expense = draft(cast, make_fund(cast))
    receipt = _receipt(expense)
    with scope(1, 11):
        services.void_expense(expense, by=cast.treasurer)

    with refused(errors.ExpenseUnchangeable):
        services.cover_receipt(receipt, covers=[TOP], by=cast.treasurer)


def test_cover_receipt_keeps_what_was_approved(cast):
    expense = approved(cast, funded(cast), 100 * YUAN)

    assert _cover(expense, TOP, by=cast.supervisor).expense.state == "approved"


def test_cover_receipt_of_a_payment_that_is_not_public_yet_is_open_to_signers(cast):
    expense = paid(cast, funded(cast), 100 * YUAN)

    assert _cover(expense, TOP, by=cast.supervisor).covers == [list(TOP)]


@pytest.mark.parametrize("who", ["treasurer", "supervisor"])
def test_cover_receipt_of_a_published_month_stands_still(cast, published, who):
    receipt = _receipt(published)

    with refused(errors.CoversStand):
        services.cover_receipt(receipt, covers=[TOP, BELOW], by=getattr(cast, who))


def test_cover_receipt_of_a_published_month_is_covered_further_by_the_chair(cast, published):
    receipt = _receipt(published)
    with refused(errors.CoversOnlyGrow):
        services.cover_receipt(receipt, covers=[BELOW], by=cast.chair)

    assert _cover(published, TOP, BELOW, by=cast.chair).covers == [list(TOP), list(BELOW)]


def test_cover_receipt_refuses_what_is_no_rectangle(cast):
    receipt = _receipt(draft(cast, make_fund(cast)))

    with scope(1, 11), pytest.raises(ValidationError):
        services.cover_receipt(receipt, covers=[(0, 0, 0, 10)], by=cast.treasurer)


def test_the_database_refuses_covers_without_a_copy(cast):
    receipt = _receipt(draft(cast, make_fund(cast)))

    with scope(1, 11), pytest.raises(IntegrityError), transaction.atomic():
        ReceiptPhoto.objects.filter(pk=receipt.pk).update(covers=[list(TOP)])
