"""Expenses in the API: read by the offices that read vouchers, filed, signed and paid as on the pages."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.drf import Body, StrictJSONParser, chosen
from core.openapi import query
from estates.api import PlaceList, PlaceView, post_of
from funds import reports, rules, services
from funds.models import Expense, Fund, Source

PEOPLE = ("filed_by__person", "approved_by__person", "second_approved_by__person", "paid_by__person")
SIGNATURES = ("filed_by_person", "approved_by_person", "second_approved_by_person")


class Official(serializers.Serializer):
    """Who acted in which office; names of officials are known to those who read vouchers."""

    office = serializers.CharField(source="label")
    name = serializers.CharField(source="person.name")


class ExpenseRow(serializers.Serializer):
    """An expense in a list."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    state = serializers.ChoiceField(Expense.State.choices)
    fund = serializers.CharField(source="fund.label")
    amount_fen = serializers.IntegerField(allow_null=True)
    spent_on = serializers.DateField(allow_null=True)
    purpose = serializers.CharField()
    filed_by = Official()


class ExpenseShareLine(serializers.Serializer):
    """What one source pays of an approved expense."""

    source = serializers.ChoiceField(Source.choices)
    amount_fen = serializers.IntegerField()


class ExpenseFile(ExpenseRow):
    """An expense with its signatures, and what should be looked at twice."""

    category = serializers.CharField()
    payee = serializers.CharField()
    invoice_code = serializers.CharField()
    invoice_number = serializers.CharField()
    signatures = serializers.IntegerField(help_text="需要几人签字")
    reason = serializers.CharField(help_text="退回或不同意的原因")
    filed_at = serializers.DateTimeField(allow_null=True)
    approved_by = Official(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    second_approved_by = Official(allow_null=True)
    second_approved_at = serializers.DateTimeField(allow_null=True)
    paid_by = Official(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)
    bank_reference = serializers.CharField()
    shares = ExpenseShareLine(many=True, source="share_list")
    warnings = serializers.ListField(child=serializers.CharField(), help_text="签字前请再看一眼的地方")


class ExpenseBody(Body):
    """An expense to be filed, with the photo of its receipt."""

    photo = serializers.FileField(help_text="票据照片，JPG、PNG 或 WEBP，最大 15 MB")
    fund = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="资金编号，见 funds/；不写是小区公共资金"
    )
    amount_fen = serializers.IntegerField(min_value=1, max_value=10**13)
    spent_on = serializers.DateField()
    category = serializers.ChoiceField(Expense.Category.choices)
    purpose = serializers.CharField(max_length=80)
    payee = serializers.CharField(max_length=60)
    invoice_number = serializers.CharField(max_length=20, required=False, allow_blank=True)
    invoice_code = serializers.CharField(max_length=20, required=False, allow_blank=True)

    def validate_fund(self, pk: int) -> Fund:
        """Return an open fund of the estate. Raises ValidationError."""
        fund = Fund.objects.filter(estate=self.context["estate"], state=Fund.State.OPEN, pk=pk).first()
        if fund is None:
            raise serializers.ValidationError("没有这项资金，或已经结算。")
        return fund


class ApprovalBody(Body):
    """A signature, and the signer's word about the photos."""

    photos_fit = serializers.BooleanField(
        default=False, help_text="确认公开的票据照片上没有别人的电话、账号、身份证号；不确认不能签字"
    )


class PaymentBody(Body):
    """A transfer that was made outside the portal."""

    bank_reference = serializers.CharField(max_length=60)
    paid_on = serializers.DateField()


class ExpenseList(PlaceList):
    """All expenses, the newest first; ``?state=`` narrows. A POST files one."""

    part, words = "报销", {"GET": "列出支出", "POST": "报一笔支出，带票据照片"}
    guards = {"GET": post_of(*rules.READERS), "POST": post_of(*rules.FILERS)}
    queries = [query("state", "只要这个状态的", choices=Expense.State.values)]
    parser_classes = [MultiPartParser, StrictJSONParser]
    serializer_class = ExpenseRow

    def get_queryset(self) -> Any:
        """Return the expenses of the estate."""
        rows = Expense.objects.filter(estate=self.request.estate).select_related("fund", "filed_by__person")
        state = chosen(self.request, "state", Expense.State.values)
        return rows.filter(state=state) if state else rows

    @extend_schema(request={"multipart/form-data": ExpenseBody}, responses={201: ExpenseRow})
    def post(self, request: Request, estate: str) -> Response:
        """Draft and file an expense in one go; nothing is left where either is refused."""
        by, fields = request.capacities.need_post(*rules.FILERS), self.fields_of(ExpenseBody)
        photo = fields.pop("photo").read()
        with transaction.atomic():
            draft = services.draft_expense(services.general_fund(request.estate), photo=photo, by=by)
            expense = services.file_expense(draft, **fields, by=by)
        return self.said(expense, 201)


class ExpenseView(PlaceView):
    """What is done about one expense."""

    part = "报销"
    serializer_class = ExpenseFile

    def expense(self, pk: int) -> Expense:
        """Return the expense. Raises Http404."""
        rows = Expense.objects.select_related("fund", *PEOPLE, *SIGNATURES)
        return get_object_or_404(rows, pk=pk, estate=self.request.estate)

    def file(self, pk: int) -> Response:
        """Return the expense as it stands."""
        expense = self.expense(pk)
        expense.share_list = list(expense.shares.all())
        expense.warnings = reports.expense_warnings(expense)
        return self.said(expense)


class ExpenseOne(ExpenseView):
    """One expense."""

    words = {"GET": "看一笔支出"}
    guards = {"GET": post_of(*rules.READERS)}

    def get(self, request: Request, estate: str, pk: int) -> Response:
        """Return the expense."""
        return self.file(pk)


class ExpenseApprove(ExpenseView):
    """A signature."""

    words = {"POST": "签字同意一笔支出"}
    guards = {"POST": post_of(*rules.SIGNERS)}

    @extend_schema(request=ApprovalBody, responses=ExpenseFile)
    def post(self, request: Request, estate: str, pk: int) -> Response:
        """Sign and return the expense."""
        expense, fields = self.expense(pk), self.fields_of(ApprovalBody)
        services.approve_expense(expense, **fields, by=request.capacities.need_post(*rules.SIGNERS))
        return self.file(pk)


class ExpensePay(ExpenseView):
    """A payment that was made outside the portal."""

    words = {"POST": "记录一笔支出已经付款"}
    guards = {"POST": post_of(*rules.PAYERS)}
    needs_confirmation = True

    @extend_schema(request=PaymentBody, responses=ExpenseFile)
    def post(self, request: Request, estate: str, pk: int) -> Response:
        """Record the transfer and return the expense."""
        expense, fields = self.expense(pk), self.fields_of(PaymentBody)
        services.pay_expense(expense, **fields, by=request.capacities.need_post(*rules.PAYERS))
        return self.file(pk)
