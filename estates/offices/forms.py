"""Forms of people in office."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from core import clock
from core.forms import DayField, PhoneField, PlainForm
from estates.models import Post
from estates.offices import log, rules
from estates.offices.words import ACTIONS
from tenancy.models import Community, Estate, Street

HELD = (("now", "在任"), ("later", "还没上任"), ("ended", "已离任"), ("", "全部"))


class NewPersonForm(PlainForm):
    """Adds somebody who is to hold an office."""

    name = forms.CharField(label="姓名", max_length=60)
    phone = PhoneField(label="手机号", help_text="用来登录，本人收验证码。")


class NewOfficialForm(NewPersonForm):
    """Adds somebody to an estate who does not live there; not everybody signs in."""

    phone = PhoneField(label="手机号", required=False, help_text="要登录办事的才填，本人收验证码。")


class SignInForm(PlainForm):
    """Gives a person of the street a sign-in."""

    phone = PhoneField(label="手机号", help_text="用来登录，本人收验证码。")


class SearchForm(PlainForm):
    """Looks for a person of an estate by the beginning of the name."""

    q = forms.CharField(label="姓名", max_length=20, required=False)


class AppointmentForm(PlainForm):
    """An office, its term and the paper it rests on."""

    role = forms.ChoiceField(label="职务")
    community = forms.ModelChoiceField(
        Community.objects.none(), label="社区", required=False, help_text="社区书记和社区工作者要选。"
    )
    starts_on = DayField(label="哪天起")
    ends_on = DayField(label="到哪天止", required=False, help_text="这一天起不再任职。没有期限的留空。")
    authority = forms.CharField(
        label="任命依据", max_length=120, help_text="任免文号或公告编号，比如 街办任〔2026〕3号。"
    )

    def __init__(self, *args: Any, street: Street | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": clock.today()}, **kwargs)
        roles = rules.STAFF_ROLES if street else Post.ESTATE_ROLES
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [("", "请选择"), *((role.value, role.label) for role in roles)]
        if street is None:
            del self.fields["community"]
        else:
            fields["community"].queryset = Community.objects.filter(street=street).order_by("pk")
            fields["community"].label_from_instance = lambda community: community.name

    @property
    def role_label(self) -> str:
        """The office in words."""
        return str(Post.Role(self.cleaned_data["role"]).label)

    @property
    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data | {"role": Post.Role(self.cleaned_data["role"])}


class EndingForm(PlainForm):
    """The day from which an office is held no more, and the paper that rests on."""

    refused_at: ClassVar = {"authority": "ending", "ends_on": "on"}
    on = DayField(label="哪天起离任", help_text="今天或以后。填今天，马上就不能再办这个职务的事。")
    ending = forms.CharField(
        label="离任依据", max_length=120, help_text="任免文号或公告编号，比如 街办免〔2026〕3号。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": clock.today()}, **kwargs)


class OfficesForm(PlainForm):
    """What narrows the list of offices."""

    place = forms.ChoiceField(label="在哪里", required=False)
    held = forms.ChoiceField(label="在任", choices=HELD, required=False)

    def __init__(self, *args: Any, estates: Iterable[Estate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        estates = list(estates)
        communities = {estate.community_id: estate.community.name for estate in estates}
        fields: dict[str, Any] = self.fields
        fields["place"].choices = [
            ("", "全部"),
            ("street", "街道"),
            *((f"c{pk}", name) for pk, name in communities.items()),
            *((f"e{estate.pk}", estate.name) for estate in estates),
        ]


class AuditForm(PlainForm):
    """What narrows the audit log."""

    since = DayField(label="从哪天", required=False)
    until = DayField(label="到哪天", required=False)
    estate = forms.TypedChoiceField(label="小区", coerce=int, empty_value=None, required=False)
    action = forms.ChoiceField(label="动作", required=False)
    actor = forms.CharField(label="经办", max_length=40, required=False)
    subject = forms.ChoiceField(label="对象", required=False)
    number = forms.IntegerField(label="对象编号", min_value=1, max_value=2**63 - 1, required=False)

    def __init__(self, *args: Any, estates: Iterable[Estate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["estate"].choices = [("", "全部"), *((estate.pk, estate.name) for estate in estates)]
        fields["action"].choices = [("", "全部"), *sorted(ACTIONS.items(), key=lambda each: each[0])]
        fields["subject"].choices = [("", "全部"), *sorted(log.subjects().items())]


class ReasonForm(PlainForm):
    """Says why a sign-in is stopped or goes on."""

    reason = forms.CharField(label="原因", max_length=120, help_text="会记在审计记录里。")
