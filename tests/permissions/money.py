"""The money of the world: a fund spent from, another settled, March published, April in the making."""

from datetime import date
from typing import Any

from core import clock
from funds import services
from funds.models import Disclosure, Fund, ReceiptPhoto, Refund
from notices.models import Notice
from tenancy import jobs
from tenancy.models import Estate, Job
from tenancy.scope import scope
from tests.cast import Cast
from tests.funds import money
from tests.funds.money import YUAN


def make_money(cast: Cast) -> dict[str, Any]:
    """Return the keys of what was made; everything that moved money in March is in the books by then."""
    with clock.travel_to(2026, 3, 25):
        fund = money.funded(cast)
        paid = money.paid(cast, fund, 500 * YUAN, seed=1)
    rows = {
        "expense_draft": money.draft(cast, fund, 2).pk,
        "expense_filed": money.filed(cast, fund, 100 * YUAN, 3).pk,
        "expense_approved": money.approved(cast, fund, 200 * YUAN, 4).pk,
        **_settled(cast),
    }
    unpublished = money.paid(cast, fund, 300 * YUAN, seed=5)
    with scope(1, 11):
        rows["receipt"] = paid.receipts.get().pk
        for state in ("draft", "filed"):
            rows[f"receipt_{state}"] = ReceiptPhoto.objects.get(expense_id=rows[f"expense_{state}"]).pk
        rows |= {"entry": paid.entry.seq, "entry_unpublished": unpublished.entry.seq}
    return rows | {"fund": fund.pk} | _published(cast)


def _settled(cast: Cast) -> dict[str, int]:
    """Settle a fund of which nothing was spent: residents and street get back what they gave."""
    fund = money.make_fund(cast, label="没有动用的项目")
    money.disburse(cast, money.reserve(cast, fund), 1_000 * YUAN, reference="B-9")
    money.contribute(cast, fund, 10 * YUAN, bank_reference="C-9")
    with scope(1, 11):
        services.settle_fund(Fund.objects.get(pk=fund.pk), by=cast.chair)
        refunds = Refund.objects.filter(fund=fund)
        return {"refund": refunds.get(grant=None).pk, "returned": refunds.exclude(grant=None).get().pk}


def _published(cast: Cast) -> dict[str, str]:
    """Publish March whole, April without its sheet, May not yet."""
    for month in (3, 4):
        with scope(1, 11):
            estate = Estate.objects.select_related("street", "community").get(pk=11)
            services.disclose_month(estate, date(2026, month, 1), by=cast.treasurer)
    with scope(1, 11):
        notice = Disclosure.objects.get(month=date(2026, 3, 1)).notice
        job = Job.objects.get(kind="notices.print", key=str(notice.pk))
    assert jobs.run(1, 11, job.pk)
    with scope(1, 11):
        assert Notice.objects.get(pk=notice.pk).state == Notice.State.PUBLISHED
    return {"month": "2026-03", "month_making": "2026-04", "month_next": "2026-05"}
