"""Forms of community and street: the queue's filter and the decision."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from core.forms import CheckboxCards, PlainForm, RadioCards, YuanField
from core.money import format_yuan
from projects.errors import AmountAboveAsked
from projects.models import Project, Review
from tenancy.models import Estate


class QueueForm(PlainForm):
    """What narrows the queue."""

    estate = forms.TypedChoiceField(label="小区", coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部类型"), *Project.Kind.choices], required=False)
    q = forms.CharField(label="编号或项目", max_length=40, required=False)

    def __init__(self, *args: Any, estates: Iterable[Estate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(estate.pk, estate.name) for estate in estates]
        self.fields["estate"].choices = [("", "全部小区"), *named]  # type: ignore[attr-defined]


class DecisionForm(PlainForm):
    """A decision; the amount only where the street decides about money."""

    refused_at: ClassVar = {"amount_fen": "granted_fen"}
    decision = forms.ChoiceField(
        label="您的决定",
        choices=Review.Decision,
        widget=RadioCards(
            hints={
                Review.Decision.RETURNED: "勾选要补正的部分，写明怎么补",
                Review.Decision.REFUSED: "项目到此为止，理由会公开",
            }
        ),
    )
    granted_fen = YuanField(label="核定激励资金", help_text="可以低于申请金额；低了，差额由物管委另外落实。")
    items = forms.MultipleChoiceField(
        label="要补正哪几项",
        choices=Review.Item,
        widget=CheckboxCards,
        required=False,
        help_text="退回补正时勾选。",
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="退回、不同意或核减时要写。理由会公开。",
    )

    def __init__(self, *args: Any, asked_fen: int, with_amount: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"granted_fen": asked_fen}, **kwargs)
        self.asked_fen = asked_fen
        if not with_amount:
            del self.fields["granted_fen"]

    def clean(self) -> None:
        """Ask for what the decision cannot do without."""
        decision, reason = self.cleaned_data.get("decision"), self.cleaned_data.get("reason")
        lowered = self.granted < self.asked_fen
        if decision and (decision != Review.Decision.APPROVED or lowered) and not reason:
            self.add_error("reason", ValidationError("请写明理由，居民和物管委都会看到。"))
        if decision == Review.Decision.APPROVED and self.granted > self.asked_fen:
            self.refuse(AmountAboveAsked(field="granted_fen", asked=format_yuan(self.asked_fen)))
        if decision == Review.Decision.RETURNED and not self.cleaned_data.get("items"):
            self.add_error("items", ValidationError("请勾选要补正哪几项。"))

    @property
    def granted(self) -> int:
        """The amount in fen: what was typed, else what was asked."""
        typed = self.cleaned_data.get("granted_fen")
        return self.asked_fen if typed is None else typed

    @property
    def is_approval(self) -> bool:
        """Whether the decision says yes."""
        return self.cleaned_data["decision"] == Review.Decision.APPROVED

    @property
    def granted_given(self) -> bool:
        """Whether the decision names an amount."""
        return "granted_fen" in self.fields

    @property
    def lowered_by(self) -> int:
        """How much less than asked is granted, in fen."""
        return self.asked_fen - self.granted

    @property
    def decision_label(self) -> str:
        """The decision in words."""
        return str(Review.Decision(self.cleaned_data["decision"]).label)

    @property
    def confirm_label(self) -> str:
        """The words on the button: the act, with its amount."""
        if self.is_approval and self.granted_given:
            return f"确认同意：{format_yuan(self.granted)} 元"
        return f"确认：{self.decision_label}"

    @property
    def item_labels(self) -> list[str]:
        """What is to be put right, in words."""
        return [str(Review.Item(item).label) for item in self.cleaned_data["items"]]

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``review_project`` takes."""
        granted = self.granted if self.is_approval and self.granted_given else None
        return {
            "decision": Review.Decision(self.cleaned_data["decision"]),
            "granted_fen": granted,
            "items": self.cleaned_data["items"],
            "reason": self.cleaned_data["reason"],
        }
