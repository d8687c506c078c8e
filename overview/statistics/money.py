"""Figures of money: cash paid on projects by source, what stands beside it."""

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.urls import reverse

from funds.models import Contribution, Expense, ExpenseShare, Fund, Refund, Source
from ledger.models import Transaction
from overview.statistics.definitions import FEN, PER_MILLE, Definition, Line, Register, Section
from overview.statistics.spans import Span
from tenancy.models import Estate

_PAID_IN = "当年 1 月 1 日至截止日（按付款日期）"


def _paid(span: Span) -> QuerySet[Expense]:
    rows = Expense.objects.filter(
        fund__kind=Fund.Kind.PROJECT,
        state=Expense.State.PAID,
        paid_on__gte=span.first_day,
        paid_on__lte=span.as_of,
    )
    return span.of(rows).select_related("fund", "estate", "entry")


def _shares(span: Span) -> QuerySet[ExpenseShare]:
    """Return what each source paid of the expenses of ``_paid``."""
    rows = ExpenseShare.objects.filter(
        expense__fund__kind=Fund.Kind.PROJECT,
        expense__state=Expense.State.PAID,
        expense__paid_on__gte=span.first_day,
        expense__paid_on__lte=span.as_of,
    ).annotate(month=ExtractMonth("expense__paid_on"))
    return span.of(rows).select_related("expense__fund", "expense__entry", "estate")


def _given(span: Span) -> QuerySet[Contribution]:
    rows = Contribution.objects.filter(received_on__gte=span.first_day, received_on__lte=span.as_of)
    return span.of(rows).select_related("fund", "estate", "unit__building", "entry")


def _refunds(span: Span) -> QuerySet[Refund]:
    rows = Refund.objects.filter(
        state=Refund.State.PAID,
        contribution__source=Source.SELF,
        paid_on__gte=span.first_day,
        paid_on__lte=span.as_of,
    )
    return span.of(rows).select_related("fund", "estate", "entry", "contribution__unit__building")


def _entry_page(estate: Estate, entry: Transaction | None) -> str:
    return reverse("funds:entry", args=[estate.slug, entry.seq]) if entry else ""


def _paid_line(row: Expense) -> Line:
    return _payment(row, row.estate, row.amount_fen or 0)


def _share_line(row: ExpenseShare) -> Line:
    return _payment(row.expense, row.estate, row.amount_fen)


def _payment(expense: Expense, estate: Estate, amount_fen: int) -> Line:
    label = f"{expense.fund.label}：{expense.purpose}"
    return Line(label, estate.name, expense.paid_on, amount_fen, _entry_page(estate, expense.entry))


def _given_line(row: Contribution) -> Line:
    label = f"{row.fund.label}：{row.public_giver}{row.get_kind_display()}"
    url = _entry_page(row.estate, row.entry)
    return Line(label, row.estate.name, row.received_on, row.amount_fen, url)


def _refund_line(row: Refund) -> Line:
    label = f"{row.fund.label}：退给{row.public_payee}"
    return Line(label, row.estate.name, row.paid_on, row.amount_fen, _entry_page(row.estate, row.entry))


PAID = Register(_paid, _paid_line, groups=("estate_id",), of_vouchers=True)
SHARES = Register(_shares, _share_line, groups=("estate_id",), by_month=True, of_vouchers=True)
GIVEN = Register(_given, _given_line, of_vouchers=True)
REFUNDS = Register(_refunds, _refund_line, of_vouchers=True)


def _source(key: str, source: Source, label: str, counts: str) -> Definition:
    return Definition(
        key=key,
        label=label,
        unit=FEN,
        counts=f"{_PAID_IN}从{counts}里为小微项目付出的现金；占累计投入的比例另列。",
        register=SHARES,
        where=lambda span: Q(source=source),
        sums="amount_fen",
        whole="invested_fen",
        section=Section.SOURCES,
    )


DEFINITIONS = (
    Definition(
        key="invested_fen",
        label="累计投入",
        unit=FEN,
        counts=f"{_PAID_IN}各小微项目实际付出的现金；没付的、投劳投物折价的、小区公共资金日常支出的都不算。",
        register=PAID,
        sums="amount_fen",
    ),
    _source("street_incentive_fen", Source.STREET, "街道激励资金", "街道激励资金"),
    _source("self_raised_fen", Source.SELF, "居民自筹", "居民自筹资金"),
    _source("public_income_fen", Source.PUBLIC, "公共收益", "小区公共收益"),
    _source("gifts_fen", Source.GIFT, "捐赠", "捐赠资金"),
    _source("other_sources_fen", Source.OTHER, "其他/未分类", "没有注明来源或其他来源的资金"),
    Definition(
        key="subsidy_share",
        label="街道激励资金占比",
        unit=PER_MILLE,
        counts="街道激励资金除以累计投入，向下取到 0.1%。",
        part="street_incentive_fen",
        whole="invested_fen",
        parts_unit=FEN,
    ),
    Definition(
        key="in_kind_fen",
        label="投劳投物折价",
        unit=FEN,
        counts="当年 1 月 1 日至截止日（按收到日期）登记的投劳、投物的折价，含小区公共资金收到的；"
        "不是现金，不计入累计投入。",
        register=GIVEN,
        where=lambda span: ~Q(kind=Contribution.Kind.CASH),
        sums="amount_fen",
        section=Section.BESIDE,
    ),
    Definition(
        key="self_raised_received_fen",
        label="居民自筹到账",
        unit=FEN,
        counts="当年 1 月 1 日至截止日（按到账日期）收到的居民自筹现金，含还没花的；是收入，不是投入。",
        register=GIVEN,
        where=lambda span: Q(kind=Contribution.Kind.CASH, source=Source.SELF),
        sums="amount_fen",
        section=Section.BESIDE,
    ),
    Definition(
        key="self_raised_refunded_fen",
        label="退回居民",
        unit=FEN,
        counts="当年 1 月 1 日至截止日（按退款日期）决算后退给居民的自筹结余。",
        register=REFUNDS,
        sums="amount_fen",
        section=Section.BESIDE,
    ),
)
