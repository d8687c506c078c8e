"""Addresses of money. A month is written 2026-11, a movement by its number in the ledger."""

from datetime import date, datetime

from django.urls import path, register_converter

from core.clock import SHANGHAI
from funds.views import books, covering, expenses, filing, office, public

app_name = "funds"


class MonthConverter:
    """``2026-11`` as the first day of that month."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the first day; ValueError (404) for a month that does not exist."""
        return datetime.strptime(value, "%Y-%m").replace(tzinfo=SHANGHAI).date()

    def to_url(self, value: date | str) -> str:
        """Return the month of a day."""
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

estate_urls = [
    path("funds/", public.home, name="home"),
    path("funds/<month:month>/", public.month, name="month"),
    path("funds/<month:month>.pdf", public.month_pdf, name="month_pdf"),
    path("funds/entries/<int:seq>/", public.entry, name="entry"),
    path("funds/receipts/<int:pk>/", public.receipt, name="receipt"),
    path("work/expenses/", expenses.expenses, name="expenses"),
    path("work/expenses/new/photo/", filing.new, name="new"),
    path("work/expenses/<int:pk>/", expenses.expense, name="expense"),
    path("work/expenses/<int:pk>/photo/", filing.photo, name="photo"),
    path("work/expenses/<int:pk>/amount/", filing.amount, name="amount"),
    path("work/expenses/<int:pk>/what/", filing.what, name="what"),
    path("work/expenses/<int:pk>/check/", filing.check, name="check"),
    path("work/expenses/<int:pk>/done/", filing.done, name="done"),
    path("work/expenses/<int:pk>/approve/", expenses.approve, name="approve"),
    path("work/expenses/<int:pk>/send-back/", expenses.send_back, name="send_back"),
    path("work/expenses/<int:pk>/pay/", expenses.pay, name="pay"),
    path("work/expenses/<int:pk>/void/", expenses.void, name="void"),
    path("work/receipts/<int:pk>/original/", covering.original, name="original"),
    path("work/receipts/<int:pk>/cover/", covering.cover, name="cover"),
    path("work/receipts/<int:pk>/remove/", filing.remove_photo, name="remove_photo"),
    path("work/contributions/", books.contributions, name="contributions"),
    path("work/contributions/new/", books.contribution, name="contribution"),
    path("work/refunds/", books.refunds, name="refunds"),
    path("work/refunds/<int:pk>/", books.refund, name="refund"),
    path("work/months/", books.months, name="months"),
    path("work/months/<month:month>/close/", books.close, name="close"),
]

office_urls = [
    path("grants/", office.grants, name="grants"),
    path("grants/<int:pk>/disburse/", office.disburse, name="disburse"),
    path("grants/returns/<int:pk>/", office.returned, name="returned"),
    path("budget/", office.budget, name="budget"),
]
