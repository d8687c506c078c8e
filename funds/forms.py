"""Shape of what is typed about money; what is allowed is decided by the services."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from core import clock
from core.forms import DayField, PhotoField, PlainForm, RadioCards, YuanField
from estates.models import Unit
from funds.covers import CELL_LABELS, CELLS
from funds.models import Contribution, Expense, Fund, Source
from funds.reports.room import Room


class FundChoice(forms.ModelChoiceField):
    """One of the open funds, called by its label."""

    def label_from_instance(self, fund: Any) -> str:
        """Return the fund's label."""
        return str(fund.label)


class UnitChoice(forms.ModelChoiceField):
    """One home of the estate, called by its door."""

    def label_from_instance(self, unit: Any) -> str:
        """Return the address inside the estate."""
        return str(unit.label)


class ReceiptForm(PlainForm):
    """A photo of a receipt."""

    photo = PhotoField(label="票据照片", help_text="把整张票据拍进去，字要看得清。拍好会自动保存成草稿。")


class AmountForm(PlainForm):
    """How much, and when."""

    amount_fen = YuanField(label="金额", help_text="按票据上的合计填写，例如 186.50")
    spent_on = DayField(label="消费日期")


class WhatForm(PlainForm):
    """What for, and to whom."""

    fund = FundChoice(Fund.objects.none(), label="用在哪里", widget=RadioCards, empty_label=None)
    category = forms.ChoiceField(label="买的是什么", choices=Expense.Category.choices, widget=RadioCards)
    purpose = forms.CharField(
        label="用途", help_text="一句话写清楚，会公示。例如：车棚钢架材料", max_length=80
    )
    payee = forms.CharField(label="收款方", help_text="票据上的单位名称，或收款人姓名。", max_length=60)
    invoice_number = forms.CharField(
        label="发票号码", help_text="20 位或 8 位数字。收据可以不填。", max_length=20, required=False
    )
    invoice_code = forms.CharField(
        label="发票代码", help_text="数电发票没有代码，可以不填。", max_length=20, required=False
    )

    # The amount stands on the step before: what is too much for a fund is said at the fund.
    refused_at: ClassVar = {"amount_fen": "fund"}

    def __init__(self, *args: Any, funds: Any, rooms: Mapping[int, Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds
        self.fields["fund"].widget.hints = {str(pk): str(room) for pk, room in rooms.items()}


class CheckForm(PlainForm):
    """The last look; the amount can be put right here where it is refused."""

    amount_fen = YuanField(label="金额", required=False)


class CoversForm(PlainForm):
    """The cells of a receipt's photo that the public does not see."""

    cells = forms.MultipleChoiceField(
        label="要遮住的格子",
        choices=CELL_LABELS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    refused_at: ClassVar = {"covers": "cells"}

    def __init__(self, *args: Any, covers: list[list[int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["cells"] = [name for name, cover in CELLS.items() if list(cover) in covers]

    def clean(self) -> dict[str, Any]:
        """Return the rectangles of the cells that were ticked."""
        return {"covers": [CELLS[name] for name in self.cleaned_data.get("cells", ())]}


class ApprovalForm(PlainForm):
    """A signature, and the signer's word about the photos."""

    photos_fit = forms.BooleanField(label="公开的照片上没有别人的电话、账号、身份证号", required=False)


class ReasonForm(PlainForm):
    """Why an expense is sent back or refused."""

    reason = forms.CharField(
        label="原因",
        help_text="写清楚要补正什么，经办人会看到。",
        widget=forms.Textarea({"rows": 3}),
        max_length=200,
    )


class PaymentForm(PlainForm):
    """A transfer that was made outside the portal."""

    bank_reference = forms.CharField(label="银行流水号", help_text="在银行回单上。", max_length=60)
    paid_on = DayField(label="付款日期")
    # The books speak of the day on which something happened.
    refused_at: ClassVar = {"occurred_on": "paid_on"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = clock.today


class DisbursementForm(PaymentForm):
    """A payment of the street to an estate."""

    amount_fen = YuanField(label="拨付金额")
    field_order = ("amount_fen", "bank_reference", "paid_on")


class BudgetForm(PlainForm):
    """The street's incentive money of a year."""

    amount_fen = YuanField(label="全年激励资金预算")


class ContributionForm(PlainForm):
    """What somebody gave."""

    fund = FundChoice(Fund.objects.none(), label="用在哪里", widget=RadioCards, empty_label=None)
    kind = forms.ChoiceField(
        label="方式",
        choices=Contribution.Kind.choices,
        widget=RadioCards(
            hints={
                Contribution.Kind.CASH: "已经存入小区账户的钱",
                Contribution.Kind.LABOUR: "出的工，按商定的价折算",
                Contribution.Kind.GOODS: "出的材料或物品，按商定的价折算",
            }
        ),
    )
    source = forms.ChoiceField(
        label="来源",
        choices=[choice for choice in Source.choices if choice[0] != Source.STREET],
        widget=RadioCards,
    )
    amount_fen = YuanField(label="金额或折价")
    unit = UnitChoice(
        Unit.objects.none(),
        label="谁家出的",
        help_text="公示时只写楼栋，不写门牌。",
        required=False,
        empty_label="不是住户",
    )
    from_label = forms.CharField(
        label="单位、收费项目或捐赠人",
        help_text="住户出的不用填。个人姓名公示时只写姓；单位和收费项目（例如：车位租金）公示全称，不要带个人姓名。",
        max_length=60,
        required=False,
    )
    bank_reference = forms.CharField(
        label="银行流水号",
        help_text="出钱的必须填；现金当天存入账户，填存款回单号。",
        max_length=60,
        required=False,
    )
    received_on = DayField(label="收到日期")
    refused_at: ClassVar = {"occurred_on": "received_on"}

    def __init__(self, *args: Any, funds: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = funds
        self.fields["unit"].queryset = units
        self.fields["received_on"].initial = clock.today
        self.initial |= {"kind": Contribution.Kind.CASH, "source": Source.SELF}
