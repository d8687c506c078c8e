"""Forms of ballots: the answers, a teller's count, a reason. They check shape only."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from ballots.counting import ABSTAIN, VOID, Sums
from ballots.models import Ballot, Matter
from core.areas import parse_area
from core.forms import PhotoField, PlainForm, RadioCards


class ChoiceForm(PlainForm):
    """One answer to each matter, none chosen beforehand."""

    def __init__(self, *args: Any, matters: Sequence[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matters = matters
        for matter in matters:
            hints = {ABSTAIN: "不表态，但算参加了投票"}
            missing = "请选一项；不想表态，请选“弃权”。"
            self.fields[_matter_name(matter)] = forms.ChoiceField(
                label=matter.text,
                choices=matter.choices,
                widget=RadioCards(hints=hints),
                error_messages={"required": missing, "invalid_choice": missing},
            )

    @property
    def answers(self) -> dict[int, str]:
        """The answers by matter id, of a valid form."""
        return {matter.pk: self.cleaned_data[_matter_name(matter)] for matter in self.matters}

    @property
    def chosen(self) -> list[dict[str, str]]:
        """The answers of a valid form in words, by matter, as a page restates them."""
        return [
            {"text": matter.text, "words": matter.words(self.answers[matter.pk])} for matter in self.matters
        ]


class AreaField(forms.CharField):
    """Takes square metres with up to two decimals (89.5) and cleans them to whole 0.01 m²."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return 0.01 m², or nothing where nothing was typed."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return parse_area(typed)
        except ValueError as error:
            raise ValidationError("面积写平方米，最多两位小数，例如 89.5。") from error


class PaperForm(PlainForm):
    """One teller's count: heads and, where area decides too, area for each answer and for void papers."""

    refused_at: ClassVar = {"photo": "sheet"}

    def __init__(self, *args: Any, ballot: Ballot, matters: Sequence[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matters = matters
        self.unit = "人数" if ballot.counts_area else "户数"
        self.counts_area = ballot.counts_area
        for matter in matters:
            for code, words in _paper_choices(matter):
                self._add(matter, code, words)
        self.fields["sheet"] = PhotoField(
            label="签字的计票单照片",
            required=False,
            help_text="两位计票人签好字再拍。上面有填错的，改好后请重新选照片。",
        )

    def _add(self, matter: Matter, code: str, words: str) -> None:
        heads = forms.IntegerField(
            label=f"{words}：{self.unit}",
            min_value=0,
            max_value=99_999,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "required": f"请填{self.unit}，没有的填 0。",
                "invalid": f"{self.unit}只写数字。",
                "min_value": f"{self.unit}不能小于 0。",
                "max_value": f"{self.unit}太大，请检查。",
            },
        )
        self.fields[f"{_matter_name(matter)}_{code}_heads"] = heads
        if not self.counts_area:
            return
        missing = {"required": "请填面积，没有的填 0。"}
        area = AreaField(label=f"{words}：面积（平方米）", error_messages=missing)
        self.fields[f"{_matter_name(matter)}_{code}_area"] = area

    @property
    def totals(self) -> dict[int, dict[str, Sums]]:
        """The figures of a valid form: matter id → answer → heads and area."""
        return {
            matter.pk: {code: self._sums(matter, code) for code, _words in _paper_choices(matter)}
            for matter in self.matters
        }

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields by matter, as pairs of heads and area."""
        return [
            {
                "text": matter.text,
                "pairs": [
                    [
                        self[name]
                        for what in ("heads", "area")
                        if (name := f"{_matter_name(matter)}_{code}_{what}") in self.fields
                    ]
                    for code, _words in _paper_choices(matter)
                ],
            }
            for matter in self.matters
        ]

    def _sums(self, matter: Matter, code: str) -> Sums:
        name = f"{_matter_name(matter)}_{code}"
        return Sums(self.cleaned_data[f"{name}_heads"], self.cleaned_data.get(f"{name}_area", 0))


class WithdrawForm(PlainForm):
    """Why a ballot is withdrawn."""

    reason = forms.CharField(
        label="撤销的原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="会在投票页面上公布。",
    )


def _matter_name(matter: Matter) -> str:
    return f"matter_{matter.pk}"


def _paper_choices(matter: Matter) -> tuple[tuple[str, str], ...]:
    return (*matter.choices, (VOID, "无效票"))
