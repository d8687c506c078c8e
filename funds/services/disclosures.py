"""Publishing a month: computed, checked, frozen, closed, once."""

from datetime import date, timedelta

from django.db import transaction

from core import clock
from core.errors import NotAllowed, Refused
from core.money import format_yuan
from core.rows import locked
from estates.models import Post
from funds import books, errors, rules
from funds.models import Disclosure
from funds.reports.statement import monthly_statement, next_month_to_disclose
from funds.reports.statements import MonthlyStatement
from ledger.services import close_period, lock_books
from notices.models import Notice
from notices.services import publish
from tenancy.audit import record
from tenancy.models import Estate
from tenancy.rules import rules_in_force


@transaction.atomic
def disclose_month(estate: Estate, month: date, *, by: Post | None) -> Disclosure:
    """Return the one disclosure of a month that is over: its statement frozen in a notice, its books closed.

    ``month`` is any day of it; ``by=None`` is the clock. The notice is published when its PDF is made.
    Raises NotAllowed, MonthNotOver, AlreadyDisclosed, EarlierMonthFirst, NotBalanced, and PersonalNumbers
    (notices). trust.md A2 §9; architecture.md §4.
    """
    if not rules.may_disclose(by, estate.pk):
        raise NotAllowed(needed="物管委主任或财务委员")
    start, end = clock.month_of(month)
    general = locked(books.general_fund_of(estate.street_id, estate.pk))
    # Nothing is posted between the figures and the closing.
    (book,) = lock_books(books.estate_book(general))
    if obstacle := disclosing_obstacle(estate, start):
        raise obstacle
    statement = monthly_statement(estate, start)
    if not statement.is_balanced:
        raise errors.NotBalanced(month=_in_words(start))
    notice = _publish(estate, statement, by)
    closing = close_period(book, end - timedelta(days=1), report=statement.to_json(), by=by)
    disclosure = Disclosure.objects.create(
        street_id=estate.street_id,
        estate_id=estate.pk,
        month=start,
        notice=notice,
        closing=closing,
        through_seq=statement.through_seq,
        made_by=by,
    )
    record("funds.month_disclosed", disclosure, by=by, month=start.isoformat(), seq=statement.through_seq)
    return disclosure


def subject_of(month: date) -> str:
    """Return what the notice of a month says it is about."""
    return f"funds.disclosure:{month:%Y-%m}"


def disclosing_obstacle(estate: Estate, month: date) -> Refused | None:
    """Return why the month can't be published now, if something stands against it."""
    start, end = clock.month_of(month)
    if end > clock.today():
        return errors.MonthNotOver(month=_in_words(start))
    if Disclosure.objects.filter(estate_id=estate.pk, month=start).exists():
        return errors.AlreadyDisclosed(month=_in_words(start))
    wanted = next_month_to_disclose(estate)
    if wanted is not None and wanted < start:
        return errors.EarlierMonthFirst(month=_in_words(wanted))
    return None


def _publish(estate: Estate, statement: MonthlyStatement, by: Post | None) -> Notice:
    days = rules_in_force(estate.street_id, estate.pk).integer("funds.disclosure_notice_days")
    month = _in_words(statement.month)
    return publish(
        estate=estate,
        kind=Notice.Kind.DISCLOSURE,
        title=f"{estate.name}{month}资金公示",
        paragraphs=_paragraphs(estate, statement),
        snapshot={
            "statement": statement.to_json(),
            "facts": [[label, f"{format_yuan(fen)} 元"] for label, fen in totals(statement)],
            "totals": [[label, fen] for label, fen in totals(statement)],
            "ledger_seq": statement.through_seq,
        },
        subject=subject_of(statement.month),
        period_days=days,
        template="funds/disclosure",
        by=by,
        await_pdf=True,
    )


def totals(statement: MonthlyStatement) -> list[tuple[str, int]]:
    """Return the four figures that must agree on screen, on paper and at verification."""
    return [
        ("期初余额", statement.opening_fen),
        ("本月收入", statement.income_fen),
        ("本月支出", statement.expense_fen),
        ("期末余额", statement.closing_fen),
    ]


def _paragraphs(estate: Estate, statement: MonthlyStatement) -> list[str]:
    opening, income, expense, closing = (format_yuan(fen) for _, fen in totals(statement))
    return [
        f"根据《民法典》第二百八十一条、第二百八十二条和本小区公共资金管理办法，"
        f"现将{estate.name}{_in_words(statement.month)}的资金收支公示如下。",
        f"期初余额 {opening} 元，本月收入 {income} 元，本月支出 {expense} 元，期末余额 {closing} 元。"
        f"每一笔都列明日期、用途、收款方、凭证号和账本序号，可与票据和银行回单逐笔核对。",
    ]


def _in_words(month: date) -> str:
    return f"{month.year}年{month.month}月"
