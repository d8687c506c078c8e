"""Forms of the committee's acts; ``arguments`` is what the act's service takes besides ``by``."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.errors import Invalid, Refused
from core.forms import DayField, PhotoField, PlainForm, RadioCards, YuanField
from core.money import format_yuan, parse_yuan
from estates.models import Post
from funds.models import Source
from projects.models import Acceptance, Document, Project
from projects.models.concerns import PLACE_LENGTH
from projects.rulebook import VOTE_DAYS
from projects.services import BudgetDraft, SubDecision
from tenancy.rules import rules_in_force

CLOSING_TIME = time(18, 0)  # when a vote ends on its last day: people are awake, the committee is there


class WorkForm(PlainForm):
    """An act without anything to fill in; others add fields."""

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.initial_of(project) if project else None)
        super().__init__(*args, **kwargs)
        self.project = project

    def initial_of(self, project: Project) -> Mapping[str, Any]:
        """Return what the form shows before anybody typed."""
        return {}

    @property
    def arguments(self) -> dict[str, Any]:
        """What the service takes, of a valid form."""
        return dict(self.cleaned_data)


class NeedForm(WorkForm):
    """What it is called and what it is for."""

    title = forms.CharField(label="项目名称", max_length=40, help_text="例如：改造 1 栋东侧车棚。")
    need = forms.ChoiceField(label="解决哪方面的需要", choices=Project.Need, widget=RadioCards)
    kind = forms.ChoiceField(label="属于哪一类", choices=Project.Kind, widget=RadioCards)

    def initial_of(self, project: Project) -> Mapping[str, Any]:
        """Return the draft's own."""
        return {"title": project.title, "need": project.need, "kind": project.kind}


class CorrectForm(WorkForm):
    """How, when, for whom and who answers: what may also be put right after the vote."""

    plan = forms.CharField(label="做什么、怎么做", max_length=1000, widget=forms.Textarea({"rows": 5}))
    starts_on = DayField(label="计划开工")
    ends_on = DayField(label="计划完工")
    beneficiaries = forms.IntegerField(
        label="受益户数", min_value=1, max_value=99999, widget=forms.TextInput({"inputmode": "numeric"})
    )
    warranty_months = forms.IntegerField(
        label="质保几个月",
        min_value=0,
        max_value=120,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text="没有质保填 0；两年填 24。",
    )
    responsible = forms.ModelChoiceField(Post.objects.none(), label="负责委员", empty_label=None)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        members = Post.objects.in_force().filter(estate_id=project.estate_id, role__in=Post.COMMITTEE)
        field = self.fields["responsible"]
        field.queryset = members.select_related("person")  # type: ignore[attr-defined]
        field.label_from_instance = lambda post: post.actor_label  # type: ignore[attr-defined]

    def initial_of(self, project: Project) -> Mapping[str, Any]:
        """Return the project's own."""
        names = ("place", "plan", "starts_on", "ends_on", "beneficiaries", "warranty_months", "responsible")
        return {name: getattr(project, name) for name in names}


class PlanForm(CorrectForm):
    """The plan of a draft: where as well."""

    place = forms.CharField(label="地点", max_length=PLACE_LENGTH)
    field_order = ("place", "plan")


class QuantityField(forms.CharField):
    """Takes 12 or 12.5 and cleans it to hundredths."""

    def to_python(self, value: Any) -> Any:
        """Return hundredths, or None where nothing was typed."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return parse_yuan(typed)
        except Invalid as refusal:
            raise ValidationError("数量请填数字，最多两位小数。", code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        """Return hundredths as people write them."""
        return format_yuan(value).replace(",", "").removesuffix(".00") if isinstance(value, int) else value


class LineForm(PlainForm):
    """One line of a budget; a line left blank is no line."""

    item = forms.CharField(label="名称", max_length=40)
    specification = forms.CharField(label="规格", max_length=60, required=False)
    unit = forms.CharField(label="单位", max_length=8, help_text="例如：㎡、个、项。")
    quantity_centi = QuantityField(label="数量", widget=forms.TextInput({"inputmode": "decimal"}))
    unit_price_fen = YuanField(label="单价")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "empty_permitted": True})

    def has_changed(self) -> bool:
        """Say whether anything stands in the line: emptying a saved one takes it away."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)


class Lines(forms.BaseFormSet):
    """All lines of a budget."""

    refusal: Refused | None = None

    @property
    def drafts(self) -> list[BudgetDraft]:
        """What ``set_budget`` takes."""
        return [BudgetDraft(**form.cleaned_data) for form in self._filled]

    def refuse(self, refusal: Refused) -> None:
        """Show a service's refusal at the line and field it names (``lines.<n>.<name>``), or above all."""
        self.refusal, words = refusal, f"{refusal.message}{refusal.hint}"
        place = re.fullmatch(r"lines\.([0-9]+)\.(\w+)", refusal.field)
        lines = self._filled or self.forms
        if place is None or int(place[1]) >= len(lines):
            self.non_form_errors().append(words)
        else:
            lines[int(place[1])].add_error(place[2], words)

    @property
    def _filled(self) -> list[forms.Form]:
        return [form for form in self.forms if form.cleaned_data]


LineFormSet = forms.formset_factory(LineForm, formset=Lines, extra=3, max_num=40, absolute_max=60)


class SourcesForm(WorkForm):
    """Who is to pay what."""

    SOURCES: tuple[Source, ...] = tuple(Source)

    @property
    def refused_at(self) -> dict[str, str]:
        """Where a plan that doesn't add up is shown: at the first source."""
        return {"plan": self.SOURCES[0].value}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source in self.SOURCES:
            self.fields[source.value] = YuanField(label=source.label, required=False)

    def initial_of(self, project: Project) -> Mapping[str, Any]:
        """Return what is planned."""
        return {line.source: line.amount_fen for line in project.funding_lines.all()}

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the plan by source."""
        return {"plan": {source: self.cleaned_data[source.value] or 0 for source in self.SOURCES}}


class GapForm(SourcesForm):
    """Who pays what the street did not grant: every source but the street."""

    SOURCES = tuple(source for source in Source if source != Source.STREET)


class CommonPartForm(WorkForm):
    """是否改变共有部分用途: answered by a named member."""

    changes = forms.ChoiceField(
        label="是否改变共有部分用途，或改建附属设施？",
        choices=(("no", "不改变"), ("yes", "改变")),
        widget=RadioCards(
            hints={
                "no": "由各户表决，一套房屋一票",
                "yes": "由业主共同决定：面积和人数都要三分之二以上参加、四分之三以上同意",
            }
        ),
    )
    reason = forms.CharField(
        label="为什么这样判断",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="例如：原址换新棚，不占绿地。拿不准先问社区或律师。",
    )

    def initial_of(self, project: Project) -> Mapping[str, Any]:
        """Return the answer there is."""
        known = {True: "yes", False: "no", None: None}[project.changes_common_part]
        return {"changes": known, "reason": project.common_part_reason}

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the answer as a truth value."""
        return {"changes": self.cleaned_data["changes"] == "yes", "reason": self.cleaned_data["reason"]}


class VoteForm(WorkForm):
    """Until when people vote, and what else they decide."""

    SUB_DECISIONS = ("选址", "选料", "监督施工")
    closes_on = DayField(label="投票到哪一天", help_text="到当天 18:00 截止。")

    @property
    def refused_at(self) -> dict[str, str]:
        """Where the ballot's own words for its fields stand here; matter 1 is the project itself."""
        return {"closes_at": "closes_on", **{f"matter_{no}": name for no, name in enumerate(self._asked, 2)}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, text in enumerate(self.SUB_DECISIONS):
            self.fields[f"options_{number}"] = forms.CharField(
                label=f"同时表决“{text}”",
                required=False,
                widget=forms.Textarea({"rows": 2}),
                help_text="每行写一个方案，至少两个；不表决就空着。",
            )

    def initial_of(self, project: Project) -> Mapping[str, Any]:
        """Return the usual length from today."""
        days = rules_in_force(project.street_id, project.estate_id).integer(VOTE_DAYS)
        return {"closes_on": clock.today() + timedelta(days=days)}

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the window from now and the further matters."""
        closes_at = datetime.combine(self.cleaned_data["closes_on"], CLOSING_TIME, tzinfo=clock.SHANGHAI)
        asked = list(self._asked.values())
        return {"opens_at": clock.now(), "closes_at": closes_at, "sub_decisions": asked}

    @property
    def _asked(self) -> dict[str, SubDecision]:
        """The further matters of a valid form, by the field that holds their options."""
        asked = {}
        for number, text in enumerate(self.SUB_DECISIONS):
            lines = [line.strip() for line in self.cleaned_data[f"options_{number}"].splitlines()]
            if any(lines):
                asked[f"options_{number}"] = SubDecision(text, [line for line in lines if line])
        return asked


class ReasonForm(WorkForm):
    """A reason everybody reads."""

    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea({"rows": 3}))


class CorrectionForm(WorkForm):
    """What was wrong with a notice that was withdrawn."""

    correction = forms.CharField(label="更正了什么", max_length=300, widget=forms.Textarea({"rows": 3}))


class AnswerForm(WorkForm):
    """What was put right after a project was sent back."""

    answer = forms.CharField(label="补正说明", max_length=300, widget=forms.Textarea({"rows": 3}))


class CompleteForm(WorkForm):
    """That the work is done."""

    words = forms.CharField(
        label="完工情况", max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )


class _WithPhoto(WorkForm):
    @property
    def arguments(self) -> dict[str, Any]:
        """Return the fields with the photo's bytes."""
        upload = self.cleaned_data["photo"]
        return {**self.cleaned_data, "photo": upload.read() if upload else None}


class DocumentForm(_WithPhoto):
    """A paper for the project's file."""

    photo = PhotoField(label="照片", help_text="拍下报价单、纪要或现场。")
    kind = forms.ChoiceField(label="是什么", choices=Document.Kind)
    note = forms.CharField(label="说明", max_length=80, required=False)
    is_shown = forms.BooleanField(label="没有人脸、车牌、电话，可以公开", required=False)


class AcceptanceForm(_WithPhoto):
    """What a committee member found on the spot."""

    photo = PhotoField(label="现场照片")
    photo_shown = forms.BooleanField(label="照片里没有人脸、车牌、门牌，可以公开", required=False)
    conclusion = forms.ChoiceField(label="验收结论", choices=Acceptance.Conclusion, widget=RadioCards)
    words = forms.CharField(label="验收意见", max_length=300, widget=forms.Textarea({"rows": 3}))


class CloseForm(_WithPhoto):
    """How the concern was resolved, for whoever reported it."""

    refused_at: ClassVar = {"words": "proof"}

    proof = forms.CharField(
        label="诉求怎样解决的",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="反映人和邻居会看到。",
    )
    photo = PhotoField(label="解决后的照片", required=False)
