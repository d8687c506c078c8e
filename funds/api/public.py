"""Money in the API that everybody may read: the position today, and the months as they were published."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from estates.api import PlaceList, PlaceView
from funds import reports
from funds.models import Source
from funds.reports.statements import MonthlyStatement


class SourceLine(serializers.Serializer):
    """One source of a fund, in fen."""

    source = serializers.ChoiceField(Source.choices)
    label = serializers.CharField()
    planned_fen = serializers.IntegerField(source="planned")
    received_fen = serializers.IntegerField(source="received")
    spent_fen = serializers.IntegerField(source="spent")
    refunded_fen = serializers.IntegerField(source="refunded")
    held_fen = serializers.IntegerField(source="held", help_text="已批准、还没付的支出占用的")
    available_fen = serializers.IntegerField(source="available")


class FundLines(serializers.Serializer):
    """A fund with its sources."""

    id = serializers.IntegerField(source="fund_id")
    label = serializers.CharField()
    balance_fen = serializers.IntegerField(source="balance")
    lines = SourceLine(many=True)


class FundsPosition(serializers.Serializer):
    """The money of an estate today."""

    balance_fen = serializers.IntegerField(source="balance")
    month = serializers.DateField(help_text="本月第一天")
    income_fen = serializers.IntegerField(source="income", help_text="本月收入")
    expense_fen = serializers.IntegerField(source="expense", help_text="本月支出")
    funds = FundLines(many=True, source="positions")


class DisclosureRow(serializers.Serializer):
    """A published month with its four figures."""

    month = serializers.DateField(help_text="这个月第一天")
    notice = serializers.IntegerField(source="notice_id", help_text="公示编号，见 notices/<id>/")
    opening_fen = serializers.IntegerField()
    income_fen = serializers.IntegerField()
    expense_fen = serializers.IntegerField()
    closing_fen = serializers.IntegerField()


class DisclosedSource(serializers.Serializer):
    """What one source had, brought, paid and has."""

    source = serializers.ChoiceField(Source.choices)
    label = serializers.CharField()
    opening_fen = serializers.IntegerField()
    income_fen = serializers.IntegerField()
    expense_fen = serializers.IntegerField()
    closing_fen = serializers.IntegerField()


class DisclosedFund(serializers.Serializer):
    """What one fund had, got, paid and has."""

    fund_id = serializers.IntegerField()
    label = serializers.CharField()
    planned_fen = serializers.IntegerField()
    opening_fen = serializers.IntegerField()
    income_fen = serializers.IntegerField()
    expense_fen = serializers.IntegerField()
    transferred_fen = serializers.IntegerField(help_text="从其他资金转来（+）或转出（−）")
    closing_fen = serializers.IntegerField()


class EntryPart(serializers.Serializer):
    """How much of a movement was one source's."""

    label = serializers.CharField()
    amount_fen = serializers.IntegerField(source="fen")


class DisclosedEntry(serializers.Serializer):
    """One movement on the bank account, people masked."""

    seq = serializers.IntegerField(help_text="账本序号")
    on = serializers.DateField()
    words = serializers.CharField()
    party = serializers.CharField()
    voucher = serializers.CharField()
    fund = serializers.CharField()
    category = serializers.CharField()
    amount_fen = serializers.IntegerField(help_text="收入为正，支出为负")
    parts = EntryPart(many=True, source="parts_with_labels")
    handled_by = serializers.CharField()
    signed_by = serializers.CharField()
    paid_by = serializers.CharField()


class DisclosedPayable(serializers.Serializer):
    """An expense that was approved and not yet paid at the end of the month."""

    voucher = serializers.CharField()
    words = serializers.CharField()
    party = serializers.CharField()
    fund = serializers.CharField()
    amount_fen = serializers.IntegerField()


class DisclosedInKind(serializers.Serializer):
    """Labour or goods given in the month; no part of the cash."""

    voucher = serializers.CharField()
    words = serializers.CharField()
    party = serializers.CharField()
    value_fen = serializers.IntegerField()


class DisclosureFile(DisclosureRow):
    """A published month, entry by entry, as it was frozen."""

    by_source = DisclosedSource(many=True)
    by_fund = DisclosedFund(many=True)
    entries = DisclosedEntry(many=True)
    payables = DisclosedPayable(many=True)
    in_kind = DisclosedInKind(many=True)
    grants_left_fen = serializers.IntegerField(help_text="街道已批准、还没拨的")
    through_seq = serializers.IntegerField(help_text="算到账本第几笔")
    head_hash = serializers.CharField()
    code = serializers.CharField(help_text="查验码，/v/<code>/ 可以核对")
    sha256 = serializers.CharField(help_text="PDF 的校验值")
    pdf_url = serializers.CharField(help_text="PDF 的地址（路径）；还没有是空")


class FundsNow(PlaceView):
    """The money today."""

    part, words = "资金", {"GET": "看资金现状"}
    serializer_class = FundsPosition

    def get(self, request: Request, estate: str) -> Response:
        """Return the position."""
        return self.said(reports.money_now(request.estate))


class DisclosureList(PlaceList):
    """The published months, the newest first."""

    part, words, ordering = "资金", {"GET": "列出每月资金公示"}, ("-month",)
    serializer_class = DisclosureRow

    def get_queryset(self) -> Any:
        """Return the months that everybody may read, with the totals of their notices."""
        return reports.disclosures_with_totals(self.request.estate)

    def with_more(self, rows: list[Any]) -> list[Any]:
        """Return the months with their four figures."""
        for row in rows:
            row.opening_fen, row.income_fen, row.expense_fen, row.closing_fen = (fen for _, fen in row.totals)
        return rows


class DisclosureOne(PlaceView):
    """One published month with its entries."""

    part, words = "资金", {"GET": "看一个月的资金公示和每一笔"}
    serializer_class = DisclosureFile

    def get(self, request: Request, estate: str, month: date) -> Response:
        """Return the month."""
        disclosure = reports.disclosure_of(request.estate, month)
        if not reports.is_readable(disclosure):
            raise Http404
        notice = disclosure.notice
        statement = MonthlyStatement.from_json(notice.snapshot["statement"])
        pdf = reverse("funds:month_pdf", args=[estate, month]) if notice.pdf else ""
        proof = {"code": notice.code, "sha256": notice.pdf.sha256 if notice.pdf else "", "pdf_url": pdf}
        return self.said({**_fields(statement), **proof, "notice_id": notice.pk})


def _fields(statement: MonthlyStatement) -> dict[str, Any]:
    """Return the fields of a statement by name, not copied."""
    return {name: getattr(statement, name) for name in statement.__dataclass_fields__}
