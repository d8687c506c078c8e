"""What the register, and what lies below it, has about somebody."""

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.db.models import Q

from accounts.models import ApiToken, SignIn
from core import clock
from core.purposes import agreement
from estates.models import (
    Assistance,
    Consent,
    DataRequest,
    Delegation,
    JoinRequest,
    Look,
    Ownership,
    Person,
    PhoneChange,
    Post,
    Residency,
    SensitiveFact,
)
from estates.privacy.copying import Collector, Row, declare
from estates.privacy.errors import SealUnreadable
from estates.privacy.seal import unseal
from estates.privacy.services.facts import Fact
from tenancy.models import AuditEntry


def moment(at: datetime | None) -> str:
    """Return a moment as it is read in China, to the minute; nothing where there is none."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def day(on: date | None) -> str:
    """Return a day; nothing where there is none."""
    return on.isoformat() if on else ""


def _person(person: Person) -> list[Row]:
    return [
        {
            "姓名": person.name,
            "手机号": person.phone,
            "证件种类": person.get_document_display(),
            "证件号码": "不保存" if person.document_hash else "",
            "出生日期": day(person.born_on),
            "监护人": person.guardian.masked_name if person.guardian else "",
        }
    ]


def _homes(person: Person) -> list[Row]:
    rows = Residency.objects.filter(person=person).select_related("unit__building").order_by("id")
    return [
        {
            "房屋": home.unit.label,
            "居住情况": home.get_tenure_display(),
            "起": day(home.starts_on),
            "止": day(home.ends_on),
            "登记方式": home.get_source_display(),
        }
        for home in rows
    ]


def _titles(person: Person) -> list[Row]:
    rows = Ownership.objects.filter(person=person).select_related("unit__building").order_by("id")
    return [
        {
            "房屋": title.unit.label,
            "份额": f"{title.share_numerator}/{title.share_denominator}",
            "起": day(title.starts_on),
            "止": day(title.ends_on),
            "依据": title.evidence,
        }
        for title in rows
    ]


def _posts(person: Person) -> list[Row]:
    rows = Post.objects.filter(person=person).order_by("id")
    return [
        {"职务": post.label, "起": day(post.starts_on), "止": day(post.ends_on), "依据": post.authority}
        for post in rows
    ]


def _joining(person: Person) -> list[Row]:
    asked = (
        JoinRequest.objects.filter(user_id=person.user_id) if person.user_id else JoinRequest.objects.none()
    )
    found = [("加入申请", row.filed_at, f"{row.name}，{row.get_state_display()}") for row in asked]
    visits = Assistance.objects.filter(person=person).select_related("helper__person")
    found += [("上门代办", row.opened_at, f"{row.helper.actor_label}：{row.done}") for row in visits]
    helped = Delegation.objects.filter(Q(principal=person) | Q(helper=person))
    found += [("亲属协助", row.made_at, row.get_relation_display()) for row in helped]
    changes = PhoneChange.objects.filter(person=person)
    found += [("更换手机号", row.asked_at, f"{row.phone}，{row.get_state_display()}") for row in changes]
    return [{"事项": what, "时间": moment(at), "内容": words} for what, at, words in found]


def _consents(person: Person) -> list[Row]:
    return [
        {
            "事项": agreement(row.purpose).title,
            "版本": row.version,
            "意思": "同意" if row.given else "撤回",
            "时间": moment(row.at),
            "方式": row.get_channel_display(),
        }
        for row in Consent.objects.filter(person=person).order_by("id")
    ]


def _sealed(person: Person) -> list[Row]:
    rows = SensitiveFact.objects.filter(person=person).select_related("noted_by__person")
    return [
        {"种类": row.get_kind_display(), "内容": _opened(row), "时间": moment(row.noted_at)} for row in rows
    ]


def _opened(row: SensitiveFact) -> str:
    try:
        value = unseal(row.sealed, person_id=row.person_id, kind=row.kind)
    except SealUnreadable as refusal:
        return str(refusal.message)
    return Fact(row.kind, value, row.noted_at, row.noted_by).words


def _requests(person: Person) -> list[Row]:
    return [
        {
            "请求": row.get_kind_display(),
            "说明": row.words,
            "时间": moment(row.filed_at),
            "结果": row.get_state_display(),
            "答复": row.answer,
        }
        for row in DataRequest.objects.filter(person=person).order_by("id")
    ]


def _looks(person: Person) -> list[Row]:
    mine = Q(person=person) | Q(person=None, estate_id=person.estate_id)
    rows = Look.objects.filter(mine).order_by("id")
    return [{"时间": moment(row.at), "谁": row.viewer, "看了什么": row.what} for row in rows]


def _sign_ins(person: Person) -> list[Row]:
    rows = SignIn.objects.filter(user_id=person.user_id).order_by("id") if person.user_id else []
    words = {True: "成功", False: "没有成功"}
    found: list[Row] = [
        {"时间": moment(row.at), "事项": f"登录{words[row.succeeded]}", "网络地址": row.address, "说明": ""}
        for row in rows
    ]
    open_now = UserSession.objects.filter(user_id=person.user_id).order_by("id")
    found += [
        {"时间": moment(row.created_at), "事项": "登录的设备", "网络地址": row.ip, "说明": row.user_agent}
        for row in open_now
    ]
    tokens = ApiToken.objects.filter(user_id=person.user_id).order_by("id")
    found += [
        {"时间": moment(row.made_at), "事项": "程序令牌", "网络地址": "", "说明": row.name} for row in tokens
    ]
    return found


def _acts(person: Person) -> list[Row]:
    if person.user_id is None:
        return []
    rows = AuditEntry.objects.filter(user_id=person.user_id).order_by("id")
    return [
        {
            "时间": moment(row.at),
            "身份": row.actor,
            "动作": row.action,
            "对象": f"{row.subject} {row.subject_id}",
        }
        for row in rows
    ]


declare(
    Collector("本人", _person),
    Collector("住处", _homes),
    Collector("产权", _titles),
    Collector("职务", _posts),
    Collector("加入和代办", _joining),
    Collector("同意", _consents),
    Collector("敏感信息", _sealed),
    Collector("请求", _requests),
    Collector("谁看过", _looks),
    Collector("登录", _sign_ins),
    Collector("办事记录", _acts),
)
