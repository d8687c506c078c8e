"""Shape of what is typed about joining."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import PhoneField, PhotoField, PlainForm, RadioCards
from estates.models import Building, Delegation, Residency, Unit
from tenancy.models import Estate

ALL, BUILDING, UNITS = "all", "building", "units"
NAME = {"max_length": 60, "widget": forms.TextInput({"autocomplete": "name"})}
TENURES = {
    Residency.Tenure.OWNER: "名字在房产证上，自己住",
    Residency.Tenure.FAMILY: "和业主是一家人，住在这里",
    Residency.Tenure.TENANT: "租住在这里",
}


class PrintForm(PlainForm):
    """For which units slips are printed."""

    which = forms.ChoiceField(
        label="印哪些",
        choices=(
            (ALL, "全小区还没有人登录的住户"),
            (BUILDING, "一栋楼里还没有人登录的住户"),
            (UNITS, "勾选的几户"),
        ),
        widget=RadioCards,
    )
    building = forms.ModelChoiceField(
        Building.objects.none(), label="哪一栋", required=False, empty_label="请选择"
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="房屋", required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args: Any, estate: Estate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.in_force().filter(estate=estate).select_related("building")
        self.fields["units"].queryset = units
        self.fields["building"].queryset = Building.objects.filter(estate=estate)
        if not self.data.getlist("units") if self.is_bound else True:
            self.fields["which"].choices = self.fields["which"].choices[:2]

    def clean(self) -> dict[str, Any]:
        """Ask for the building where one building is meant."""
        data = super().clean()
        if data.get("which") == BUILDING and not data.get("building") and "building" not in self.errors:
            self.add_error("building", ValidationError("请选择哪一栋。"))
        return data


class CodeForm(PlainForm):
    """A claim code read off its slip."""

    code = forms.CharField(
        label="认领码",
        help_text="在纸条上，数字和字母。横线可以不填，大小写都可以。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "class": "code"}),
        max_length=80,
    )


class ClaimForm(PlainForm):
    """Who claims a home."""

    name = forms.CharField(label="您的姓名", help_text="填全名，和身份证上一样。", **NAME)
    tenure = forms.ChoiceField(
        label="您是", choices=Residency.Tenure.choices, widget=RadioCards(hints=TENURES)
    )


class AddressForm(PlainForm):
    """Where a home is, chosen and typed."""

    building = forms.ModelChoiceField(Building.objects.none(), label="哪一栋", empty_label="请选择")
    entrance = forms.CharField(
        label="单元", required=False, max_length=10, help_text="例如 2。没有单元就不填。"
    )
    door = forms.CharField(label="房号", max_length=20, help_text="例如 501。")

    def __init__(self, *args: Any, estate: Estate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = Building.objects.filter(estate=estate)

    @property
    def address(self) -> dict[str, Any]:
        """What ``unit_at`` takes, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("building", "entrance", "door")}


class JoinForm(AddressForm):
    """Who asks to be registered where."""

    field_order = ["name", "building", "entrance", "door", "tenure", "owns"]
    name = forms.CharField(label="您的姓名", help_text="填全名，和证明上一样。", **NAME)
    tenure = forms.ChoiceField(
        label="您是", choices=Residency.Tenure.choices, widget=RadioCards(hints=TENURES)
    )
    owns = forms.BooleanField(label="我的名字在房产证上（家人共有的也勾）", required=False)

    @property
    def said(self) -> dict[str, Any]:
        """What ``file_request`` takes besides unit and photo, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "tenure", "owns")}


class ProofForm(PlainForm):
    """The photo that proves it."""

    photo = PhotoField(
        label="证明照片", help_text="房产证、购房合同或租房合同，拍有姓名和地址的那一页。身份证号可以盖住。"
    )

    @property
    def bytes(self) -> bytes:
        """The photo as it came, of a valid form."""
        return self.cleaned_data["photo"].read()


class ReasonForm(PlainForm):
    """Why not."""

    reason = forms.CharField(
        label="不通过的原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="申请人会看到。例如：照片看不清，请重拍。",
    )


class ConsentForm(PlainForm):
    """The consent as signed."""

    photo = PhotoField(label="签好字的同意书", help_text="拍整张，看得清签名和日期。")

    @property
    def bytes(self) -> bytes:
        """The photo as it came, of a valid form."""
        return self.cleaned_data["photo"].read()


class VisitForm(AddressForm):
    """Who is registered at the door."""

    field_order = ["name", "building", "entrance", "door", "tenure", "phone"]
    name = forms.CharField(label="本人姓名", help_text="和身份证上一样。", **NAME)
    tenure = forms.ChoiceField(
        label="本人是", choices=Residency.Tenure.choices, widget=RadioCards(hints=TENURES)
    )
    phone = PhoneField(
        label="本人手机号", required=False, help_text="没有手机就不填，照样是正式居民。不要填别人的号码。"
    )

    @property
    def said(self) -> dict[str, Any]:
        """What ``register_on_visit`` takes besides the unit, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "tenure", "phone")}


class ObjectionForm(PlainForm):
    """What is wrong with what a visit did."""

    objection = forms.CharField(
        label="哪里不对",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="例如：我没有签过字；房号写错了。",
    )


class HelperForm(PlainForm):
    """Who helps."""

    phone = PhoneField(label="帮忙的人的手机号", help_text="他（她）要已经在本小区登记过。")
    relation = forms.ChoiceField(label="他（她）是", choices=Delegation.Relation.choices, widget=RadioCards)


class PaperHelperForm(AddressForm):
    """Who helps whom, as signed on paper."""

    field_order = ["photo", "name", "building", "entrance", "door", "phone", "relation"]
    photo = PhotoField(label="签好字的纸", help_text="写明谁帮谁、本人签字。拍整张。")
    name = forms.CharField(label="本人（要人帮的）姓名", **NAME)
    phone = PhoneField(label="帮忙的人的手机号", help_text="他（她）要已经在本小区登记过。")
    relation = forms.ChoiceField(
        label="帮忙的人是本人的", choices=Delegation.Relation.choices, widget=RadioCards
    )

    @property
    def said(self) -> dict[str, Any]:
        """What ``enter_helper`` takes besides the unit, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "phone", "relation")}


class PhoneChangeForm(PlainForm):
    """Whose number is to be changed, and what was looked at."""

    estate = forms.ModelChoiceField(Estate.objects.none(), label="小区", empty_label="请选择")
    name = forms.CharField(label="本人姓名", **NAME)
    old_phone = PhoneField(label="旧手机号", help_text="已经收不到短信的那个号码。")
    phone = PhoneField(label="新手机号")
    reason = forms.CharField(
        label="为什么要换，怎样核对的身份", max_length=200, widget=forms.Textarea({"rows": 3})
    )
    photo = PhotoField(label="当面核对的照片", help_text="本人和身份证一起拍，身份证号可以盖住。")

    def __init__(self, *args: Any, estates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estate"].queryset = estates

    @property
    def said(self) -> dict[str, Any]:
        """What ``file_phone_change`` takes besides the estate, of a valid form."""
        names = ("name", "old_phone", "phone", "reason")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "photo": self.cleaned_data["photo"].read(),
        }


class AnswerForm(PlainForm):
    """Why a change is not made."""

    reason = forms.CharField(
        label="不同意的原因", max_length=200, widget=forms.Textarea({"rows": 2}), help_text="提交人会看到。"
    )
