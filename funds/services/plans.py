"""Setting up funds and saying where their money is to come from."""

from collections.abc import Mapping

from django.db import transaction

from core import clock
from core.errors import NotAllowed
from estates.models import Post
from funds import books, rules
from funds.errors import PlanEmpty
from funds.models import Fund, Source
from tenancy.audit import record
from tenancy.models import Estate
from tenancy.rules import rules_in_force

OPENERS = "物管委委员或街道经办"


@transaction.atomic
def open_fund(*, estate: Estate, label: str, plan: Mapping[Source, int], by: Post) -> Fund:
    """Return a new project fund with its planned sources (fen) and their accounts.

    Works in the estate's scope and in its street's. Raises NotAllowed, PlanEmpty, PersonalNumber.
    """
    if not rules.may_open_fund(by, estate.pk):
        raise NotAllowed(needed=OPENERS)
    fund = Fund.objects.create(
        street_id=estate.street_id,
        estate_id=estate.pk,
        kind=Fund.Kind.PROJECT,
        label=books.require_publishable(label, "label"),
        rules_version=rules_in_force(estate.street_id, estate.pk).version,
    )
    _plan(fund, plan)
    record("funds.fund_opened", fund, by=by, plan=_as_json(plan))
    return fund


@transaction.atomic
def change_plan(fund: Fund, *, plan: Mapping[Source, int], by: Post) -> Fund:
    """Return the fund with a new plan (fen by source); a source that is left out is planned at nothing.

    For a grant that was lowered, or a gift that came: expenses are split by the plan in force when they are
    approved. Raises NotAllowed, FundSettled, PlanEmpty.
    """
    if not rules.may_open_fund(by, fund.estate_id):
        raise NotAllowed(needed=OPENERS)
    fund = books.lock_open_fund(fund)
    fund.lines.exclude(source__in=[Source(source) for source in plan]).update(planned_fen=0)
    _plan(fund, plan)
    record("funds.plan_changed", fund, by=by, plan=_as_json(plan))
    return fund


@transaction.atomic
def start_fund(fund: Fund, *, by: Post) -> Fund:
    """Return the fund, from now on paying expenses: the work it is for has begun.

    A fund that has started stays as it is. Raises NotAllowed, FundSettled.
    """
    if not rules.may_open_fund(by, fund.estate_id):
        raise NotAllowed(needed=OPENERS)
    fund = books.lock_open_fund(fund)
    if fund.started_at is None:
        fund.started_at = clock.now()
        fund.save(update_fields=["started_at"])
        record("funds.fund_started", fund, by=by)
    return fund


@transaction.atomic
def general_fund(estate: Estate) -> Fund:
    """Return the estate's general fund (小区公共资金), opened now if it was not there."""
    return books.general_fund_of(estate.street_id, estate.pk)


def _plan(fund: Fund, plan: Mapping[Source, int]) -> None:
    if not plan or min(plan.values()) < 0 or sum(plan.values()) == 0:
        raise PlanEmpty(field="plan")
    book = books.estate_book(fund)
    books.bank(book)
    for source, amount in plan.items():
        books.source_account(book, fund, source)
        fund.lines.filter(source=Source(source)).update(planned_fen=amount)


def _as_json(plan: Mapping[Source, int]) -> dict[str, int]:
    return {Source(source).value: amount for source, amount in plan.items()}
