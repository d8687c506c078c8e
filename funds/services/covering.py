"""What of a receipt's photo the public does not see: the photo as it was taken is kept and never shown."""

from collections.abc import Sequence

from django.db import transaction

from core import files, images
from estates.models import Post
from funds import errors, rules
from funds.covers import Cover, validate_covers
from funds.models import ReceiptPhoto
from funds.reports.vouchers import is_public_receipt
from funds.services.signatures import lock_expense
from tenancy.audit import record
from tenancy.models import StoredFile
from tenancy.storage import keep_photo


@transaction.atomic
def cover_receipt(receipt: ReceiptPhoto, *, covers: Sequence[Cover], by: Post) -> ReceiptPhoto:
    """Return the receipt with a public copy on which exactly ``covers`` are black; none covers nothing.

    Raises NotAllowed, ExpenseUnchangeable (the photo counts no more), CoversStand, CoversOnlyGrow, and
    ValidationError for what is no rectangle.
    """
    validate_covers(list(covers))
    wanted = sorted([*cover] for cover in {tuple(cover) for cover in covers})
    expense = lock_expense(receipt.expense)
    receipt = ReceiptPhoto.objects.select_related("file", "expense__estate").get(pk=receipt.pk)
    if not receipt.counts:
        raise errors.ExpenseUnchangeable(current=expense.get_state_display())
    if obstacle := rules.covering_obstacle(expense, by, is_public=is_public_receipt(receipt)):
        raise obstacle
    if wanted == receipt.covers:
        return receipt
    if any(cover not in wanted for cover in receipt.covers) and not rules.may_uncover(expense, by):
        raise errors.CoversOnlyGrow
    receipt.covers = wanted
    receipt.public_file = _public_copy(receipt, by) if wanted else None
    receipt.save(update_fields=["covers", "public_file_id"])
    record("funds.receipt_covered", expense, by=by, receipt=receipt.pk, covers=len(wanted))
    return receipt


def _public_copy(receipt: ReceiptPhoto, by: Post) -> StoredFile:
    copy = images.covered(files.read(receipt.file.sha256), receipt.covers)
    return keep_photo(
        copy, estate_id=receipt.estate_id, street_id=receipt.street_id, user_id=by.actor_user_id
    )
