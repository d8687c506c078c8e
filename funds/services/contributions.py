"""What residents and others give."""

from datetime import date

from django.db import transaction

from core.errors import NotAllowed
from core.money import format_yuan
from estates.models import Post, Unit
from funds import books, errors, rules
from funds.models import Contribution, Fund, Source
from funds.reports.positions import fund_position
from ledger.entries import Leg
from ledger.models import Transaction
from ledger.services import post
from tenancy.audit import record
from tenancy.rules import rules_in_force


@transaction.atomic
def record_contribution(
    fund: Fund,
    *,
    source: str,
    kind: str,
    amount_fen: int,
    unit: Unit | None = None,
    from_label: str = "",
    bank_reference: str = "",
    received_on: date,
    by: Post,
) -> Contribution:
    """Return the contribution; money is posted, labour and goods are kept at their stated value (fen).

    Raises NotAllowed, AmountMissing, DayInFuture, SourceNotContributed, GiverMissing, PersonalNumber,
    BankReferenceMissing (money only; domain.md §6 case 35), FundSettled, ContributionRecorded,
    ContributionTooLarge, ContributionBeyondPlan (money only, gifts aside), PeriodClosed.
    """
    if not rules.may_record_contribution(by, fund.estate_id):
        raise NotAllowed(needed="代管出纳或财务委员")
    books.require_amount(amount_fen)
    books.require_past(received_on, "received_on")
    if source == Source.STREET:
        raise errors.SourceNotContributed(field="source")
    giver = books.require_publishable(from_label, "from_label")
    if unit is None and not giver:
        raise errors.GiverMissing(field="unit")
    in_cash = rules.is_cash(kind)
    reference = books.require_reference(bank_reference) if in_cash else bank_reference.strip()
    voucher = books.next_voucher(Contribution, fund.street_id, fund.estate_id)
    fund = books.lock_open_fund(fund)
    _refuse_a_second(fund, unit, giver, reference)
    _refuse_too_much(fund, source, kind, amount_fen)
    contribution = Contribution.objects.create(
        **voucher,
        fund=fund,
        source=Source(source),
        kind=Contribution.Kind(kind),
        amount_fen=amount_fen,
        unit=unit,
        from_label=giver,
        bank_reference=reference,
        received_on=received_on,
        recorded_by=by,
    )
    if in_cash:
        contribution.entry = _post(fund, contribution, by)
        contribution.save(update_fields=["entry"])
    record("funds.contribution_recorded", contribution, by=by, source=source, amount_fen=amount_fen)
    return contribution


def _refuse_a_second(fund: Fund, unit: Unit | None, giver: str, reference: str) -> None:
    known = fund.contributions.filter(unit=unit, from_label=giver, bank_reference=reference).first()
    if reference and known is not None:
        raise errors.ContributionRecorded(number=known.number)


def _refuse_too_much(fund: Fund, source: str, kind: str, amount_fen: int) -> None:
    """Refuse what is above the rule, and what a project's plan has no room for; gifts are nobody's plan."""
    limit = rules_in_force(fund.street_id, fund.estate_id).integer("funds.contribution_limit")
    wanted = format_yuan(amount_fen)
    if amount_fen > limit:
        raise errors.ContributionTooLarge(limit=format_yuan(limit), wanted=wanted)
    if fund.is_general or source == Source.GIFT or not rules.is_cash(kind):
        return
    line = fund_position(fund).line(source)
    if amount_fen > line.missing:
        raise errors.ContributionBeyondPlan(
            fund=fund.label,
            source=line.label,
            left=format_yuan(line.missing),
            wanted=wanted,
            planned=format_yuan(line.planned),
            received=format_yuan(line.received),
        )


def _post(fund: Fund, contribution: Contribution, by: Post) -> Transaction:
    book = books.estate_book(fund)
    account = books.source_account(book, fund, contribution.source)
    amount = contribution.amount_fen
    return post(
        book,
        kind="funds.contribution",
        occurred_on=contribution.received_on,
        legs=[Leg(books.bank(book), amount), Leg(account, -amount)],
        key=f"contribution:{contribution.pk}",
        memo=f"{fund.label} {contribution.get_source_display()}",
        subject=f"funds.contribution:{contribution.pk}",
        by=by,
    )
