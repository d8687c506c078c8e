"""Shape of what is typed about the register; what is allowed is decided by the services.

Whoever is named by hand may be in the register already: of one name and two people only people can tell which
(domain.md §6 case 3), so the check page asks wherever somebody of that name is registered.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.areas import parse_area
from core.forms import CheckboxCards, DayField, PhoneField, PlainForm, RadioCards
from core.masking import mask_phone
from core.text import readable
from estates.models import Building, Ownership, Person, Residency, Unit
from estates.register.services import Part
from estates.register.services.profile import SIX_HAVES, Facts

ROWS = 4  # owners or parts on one form; more of them go by the roster
NEW = "new"
EVIDENCE = "证件名称和编号。例如：不动产权证 2026 第 12 号"


class AreaField(forms.CharField):
    """Takes square metres as people write them and cleans them to whole 0.01 m²."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return 0.01 m², or None where nothing was typed."""
        typed = (super().to_python(value) or "").strip().removesuffix("㎡").strip()
        if not typed:
            return None
        try:
            return parse_area(typed)
        except ValueError:
            raise ValidationError("看不懂这个面积。请只写数字，例如 89.50。", code="invalid") from None


class ShareField(forms.CharField):
    """Takes a part as 1/2; nothing is the whole."""

    def to_python(self, value: Any) -> Fraction:
        """Return the part, as it is typed: whether parts make a whole is not the form's business."""
        typed = (super().to_python(value) or "").strip().replace("／", "/")
        try:
            return Fraction(typed) if typed else Fraction(1)
        except (ValueError, ZeroDivisionError):
            raise ValidationError("看不懂这个份额。请写成 1/2 这样。", code="invalid") from None


def _text(label: str, kind: type[forms.CharField] = forms.CharField, **values: Any) -> forms.CharField:
    """Return a field of a numbered row, which says by name that it is missing."""
    return kind(label=label, error_messages={"required": f"请填写{label}。"}, **values)


class RegisterForm(PlainForm):
    """A change of one thing of the register."""

    def __init__(self, *args: Any, thing: Any, **kwargs: Any) -> None:
        self.thing = thing
        super().__init__(*args, **kwargs)
        if "on" in self.fields:
            self.fields["on"].initial = clock.today

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the form's own page; questions about namesakes stand on the check page."""
        return [field for field in self if not field.name.startswith("who_")]


class NamedForm(RegisterForm):
    """Names people by hand: ``name_1``, ``phone_1``, and ``who_1`` where somebody is called so already."""

    rows: ClassVar[int] = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, self.rows + 1):
            same = list(self._namesakes(row)) if self.is_bound else []
            choices = [(str(person.pk), f"已登记：{person.name}") for person in same]
            hints = {str(person.pk): known_by(person) for person in same}
            self.fields[f"who_{row}"] = forms.ChoiceField(
                label=f"“{self.typed(row)}”是谁？",
                choices=[*choices, (NEW, "是另一个人，新登记")],
                widget=RadioCards(hints=hints),
                required=False,
            )

    def typed(self, row: int) -> str:
        """Return the name typed in a row."""
        return str(readable(self.data.get(f"name_{row}", ""))).strip()

    def _namesakes(self, row: int) -> Iterator[Person]:
        if not self.typed(row) or "\0" in self.typed(row):
            return
        rows = Person.objects.filter(estate=self.thing.estate_id, name=self.typed(row), erased_at=None)
        named = rows.prefetch_related("ownerships__unit__building", "residencies__unit__building")
        yield from named.order_by("pk")[:20]

    @property
    def questions(self) -> list[forms.BoundField]:
        """Whom the check page asks about: names that are registered already."""
        asked = [self[f"who_{row}"] for row in range(1, self.rows + 1) if self.typed(row)]
        return [field for field in asked if len(field.field.choices) > 1]

    def need_answers(self) -> bool:
        """Say whether every question was answered; otherwise the form says which was not."""
        self.is_valid()
        for field in self.questions:
            if not self.cleaned_data.get(field.name) and not field.errors:
                self.add_error(field.name, "请选择是已经登记的人，还是另一个人。")
        return not self.errors

    def chosen(self, row: int) -> Person | None:
        """Return the registered person of a row, None for somebody new."""
        who = self.cleaned_data.get(f"who_{row}") or NEW
        return None if who == NEW else Person.objects.get(pk=int(who), estate=self.thing.estate_id)


class OwnersForm(NamedForm):
    """Who owns a unit from a day on."""

    rows = ROWS
    on = DayField(label="从哪天起", help_text="产权转移登记的日期。")
    acquired_by = forms.ChoiceField(
        label="怎么取得的",
        choices=[choice for choice in Ownership.Acquired.choices if choice[0] != Ownership.Acquired.ROSTER],
        widget=RadioCards,
    )
    evidence = forms.CharField(label="依据", help_text=EVIDENCE, max_length=120)
    heirs_pending = forms.BooleanField(label="还没有人能代表产权人（待继承）", required=False)
    refused_at: ClassVar = {"owners": "name_1"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, ROWS + 1):
            one = "产权人" if row == 1 else f"第 {row} 位产权人"
            self.fields[f"name_{row}"] = _text(f"{one}姓名", max_length=60, required=row == 1)
            self.fields[f"phone_{row}"] = PhoneField(label=f"{one}电话", required=False)
            self.fields[f"share_{row}"] = ShareField(
                label=f"{one}份额", help_text="按份共有写 1/2 这样；单独所有、共同共有不写。", required=False
            )
        people = [f"{part}_{row}" for row in range(1, ROWS + 1) for part in ("name", "phone", "share", "who")]
        self.order_fields([*people, "on", "acquired_by", "evidence", "heirs_pending"])

    @property
    def named(self) -> list[int]:
        """The rows that name somebody."""
        return [row for row in range(1, ROWS + 1) if self.cleaned_data.get(f"name_{row}")]


class RepresentativeForm(RegisterForm):
    """Which co-owner speaks."""

    ownership = forms.ChoiceField(label="由谁代表全体产权人", widget=RadioCards)
    evidence = forms.CharField(label="依据", help_text="例如：共有人推选书 2026-6-1", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = self.thing.ownerships.in_force().select_related("person").order_by("pk")
        living = [title for title in titles if title.person.deceased_on is None]
        self.names = {str(title.pk): title.person.name for title in living}
        self.fields["ownership"].choices = list(self.names.items())


class SplitForm(RegisterForm):
    """The units that one unit becomes."""

    on = DayField(label="从哪天起")
    evidence = forms.CharField(label="依据", help_text="例如：测绘报告 2026-3", max_length=120)
    refused_at: ClassVar = {"area": "area_1", "door": "door_1", "parts": "door_1"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, ROWS + 1):
            needed = row <= 2
            self.fields[f"entrance_{row}"] = forms.CharField(
                label=f"第 {row} 套的单元", max_length=10, required=False, initial=self.thing.entrance
            )
            self.fields[f"door_{row}"] = _text(f"第 {row} 套的房号", max_length=20, required=needed)
            self.fields[f"area_{row}"] = _text(f"第 {row} 套的面积（㎡）", AreaField, required=needed)
        parts = [f"{part}_{row}" for row in range(1, ROWS + 1) for part in ("entrance", "door", "area")]
        self.order_fields([*parts, "on", "evidence"])

    def clean(self) -> dict[str, Any]:
        """Ask for the area of every part that has a door."""
        data = super().clean() or self.cleaned_data
        for row in range(3, ROWS + 1):
            if data.get(f"door_{row}") and data.get(f"area_{row}") is None:
                self.add_error(f"area_{row}", f"请填写第 {row} 套的面积。")
        return data

    @property
    def parts(self) -> list[Part]:
        """The parts that were typed."""
        data = self.cleaned_data
        rows = [row for row in range(1, ROWS + 1) if data.get(f"door_{row}")]
        return [Part(data[f"entrance_{row}"], data[f"door_{row}"], data[f"area_{row}"]) for row in rows]


class MergeForm(RegisterForm):
    """The units that become one with this one."""

    units = forms.MultipleChoiceField(label="和哪几套合并", widget=CheckboxCards)
    entrance = forms.CharField(label="合并后的单元", max_length=10, required=False)
    door = forms.CharField(label="合并后的房号", max_length=20)
    area = AreaField(label="合并后的面积（㎡）", help_text="要和原来几套的合计一分不差。")
    on = DayField(label="从哪天起")
    evidence = forms.CharField(label="依据", help_text="例如：测绘报告 2026-3", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entrance"].initial = self.thing.entrance
        owners = self.thing.ownerships.in_force().values("person_id")
        others = Unit.objects.filter(building_id=self.thing.building_id, ends_on=None)
        same = others.filter(pk__in=Ownership.objects.in_force().filter(person__in=owners).values("unit_id"))
        near = same.exclude(pk=self.thing.pk).select_related("building").order_by("entrance", "door")[:50]
        self.names = {str(unit.pk): unit.label for unit in near}
        self.fields["units"].choices = list(self.names.items())


class MoveInForm(NamedForm):
    """Somebody moves in."""

    name_1 = forms.CharField(label="姓名", max_length=60)
    phone_1 = PhoneField(label="电话", help_text="没有手机可以不填，一样是正式居民。", required=False)
    tenure = forms.ChoiceField(label="居住情况", choices=Residency.Tenure.choices, widget=RadioCards)
    on = DayField(label="从哪天起住")


class MoveOutForm(RegisterForm):
    """Somebody moves out."""

    on = DayField(label="从哪天起不住了")


class CorrectForm(RegisterForm):
    """Name and phone as they should be."""

    name = forms.CharField(label="姓名或名称", max_length=60)
    phone = PhoneField(label="电话", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"name": self.thing.name, "phone": self.thing.phone.removeprefix("+86")}


class DeathForm(RegisterForm):
    """When somebody died."""

    on = DayField(label="去世日期", help_text="以死亡证明或家属提供的证明为准。")


class PeopleFilter(PlainForm):
    """Whom to look for."""

    q = forms.CharField(label="姓名、门牌或手机尾号", max_length=40, required=False)
    building = forms.ModelChoiceField(
        Building.objects.none(), label="楼栋", required=False, empty_label="全部"
    )

    def __init__(self, *args: Any, estate: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = Building.objects.filter(estate=estate)


def known_by(person: Person) -> str:
    """Return by what somebody of a common name is told apart: homes, then the end of the phone."""
    rows = [*person.ownerships.all(), *person.residencies.all()]
    homes = dict.fromkeys(row.unit.label for row in rows)
    phone = f"电话 {mask_phone(person.phone)}" if person.phone else "没有电话"
    return "，".join([*homes, phone]) if homes else phone


class EstateForm(PlainForm):
    """What is said of an estate."""

    lacks_management = forms.BooleanField(label="无物业管理", required=False)
    lacks_supervisor = forms.BooleanField(label="无主管单位", required=False)
    lacks_security = forms.BooleanField(label="无人防物防", required=False)
    three_no_cleared_on = DayField(
        label="摘掉三无的日期", help_text="还是三无就空着。摘掉以后，上面三项仍照原来的勾选。", required=False
    )
    year_built = forms.IntegerField(
        label="建成年份", widget=forms.TextInput({"inputmode": "numeric"}), required=False
    )
    in_custody = forms.BooleanField(label="由社区代管", required=False)
    custody_staff = forms.IntegerField(
        label="代管工作人员数",
        widget=forms.TextInput({"inputmode": "numeric"}),
        min_value=0,
        max_value=999,
        required=False,
    )
    six_haves = forms.MultipleChoiceField(
        label="六有",
        help_text="只有第一项的名称已经确定，其余五项待街道确认。",
        choices=SIX_HAVES,
        widget=CheckboxCards,
        required=False,
    )

    @property
    def facts(self) -> Facts:
        """What was typed."""
        return Facts(**self.cleaned_data)
