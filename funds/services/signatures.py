"""What filing, deciding and paying share: the locked row and the signatures on it."""

from estates.models import Post
from funds.models import Expense
from ledger.services import release

SIGNATURES = (
    "approved_by",
    "approved_by_person",
    "approved_at",
    "second_approved_by",
    "second_approved_by_person",
    "second_approved_at",
)
COLUMNS = {field.name: field.attname for field in Expense._meta.concrete_fields}
SIGNATURE_COLUMNS = (*(COLUMNS[name] for name in SIGNATURES), "round")


def lock_expense(expense: Expense) -> Expense:
    """Return the expense's fresh row with its fund and persons, locked until the end of the transaction."""
    rows = Expense.objects.select_related(
        "fund", "filed_by_person", "approved_by_person", "second_approved_by_person"
    )
    return rows.select_for_update(of=("self",), no_key=True).get(pk=expense.pk)


def drop_approval(expense: Expense, by: Post) -> None:
    """Give back what an approval held and take every signature off the row, not yet saved.

    The next approval belongs to another round: its holds are new ones.
    """
    for share in expense.shares.select_related("hold"):
        release(share.hold, by=by)
    expense.shares.all().delete()
    for name in SIGNATURES:
        setattr(expense, name, None)
    expense.round += 1


def free_receipts(expense: Expense) -> None:
    """Let the files of an ended expense prove another one."""
    expense.receipts.update(counts=False)
