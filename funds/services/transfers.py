"""A bank transfer out of an estate's account, which pays one voucher: an expense or a refund."""

from django.urls import reverse

from core.rows import locked
from funds import books, errors
from funds.models import Expense, Refund


def require_own_transfer(voucher: Expense | Refund, bank_reference: str) -> str:
    """Return the reference without blanks, of a transfer that has paid no other voucher of the estate.

    The estate's general fund is locked meanwhile: two payments at once never take the same transfer.
    Raises BankReferenceMissing, TransferRecorded.
    """
    reference = books.require_reference(bank_reference)
    locked(books.general_fund_of(voucher.street_id, voucher.estate_id))
    for model in (Expense, Refund):
        known = model._default_manager.filter(estate_id=voucher.estate_id, bank_reference=reference)
        others = known.exclude(pk=voucher.pk) if isinstance(voucher, model) else known
        if (other := others.select_related("estate").first()) is not None:
            raise _recorded(other, reference)
    return reference


def _recorded(other: Expense | Refund, reference: str) -> errors.TransferRecorded:
    slug = other.estate.slug
    if isinstance(other, Expense):
        url = reverse("funds:expense", args=[slug, other.pk])
    else:
        url = reverse("funds:refunds", args=[slug])
    name = f"{other._meta.verbose_name} {other.number}"
    return errors.TransferRecorded(reference=reference, voucher=name, url=url)
