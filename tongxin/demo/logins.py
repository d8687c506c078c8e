"""Whom one can sign in as in the demonstration, read from the database."""

from dataclasses import dataclass

from estates.models import Ownership, Person, Post, Residency
from tenancy.models import Street
from tenancy.scope import scope

Role = Post.Role
TRY = {
    Role.CHAIR: "工作：审批支出，开表决，办项目",
    Role.TREASURER: "工作：拍票据报支出，生成月度公示",
    Role.MEMBER: "工作：把诉求提成项目",
    Role.SUPERVISOR: "工作：大额支出复签",
    Role.BUILDING_LEAD: "小区首页、诉求、投票",
    Role.CASHIER: "工作：付款，记收入和退款",
    Role.PARTY_SECRETARY: "工作：党组织意见（街道打开这一步时）",
    Role.COMMUNITY_SECRETARY: "街道工作台：社区初审，小区档案",
    Role.COMMUNITY_OFFICER: "街道工作台：社区初审；小区诉求：查看后公开",
    Role.STREET_OFFICER: "街道工作台：街道复审，核定激励资金",
    Role.STREET_LEADER: "街道工作台：街道复审",
    Role.STREET_FINANCE: "街道工作台：激励资金预算和拨付",
    Role.AUDITOR: "街道工作台：只看不办",
    Role.SOCIAL_WORKER: "小区：上门代办",
    Role.SYSTEM_ADMIN: "不办业务，不看居民资料",
    Role.SECURITY_ADMIN: "街道工作台：人员、职务，任免和停用登录",
    Role.AUDIT_ADMIN: "街道工作台：审计记录",
}
TRY_AT_HOME = {
    Residency.Tenure.OWNER: "投票、联名、反映诉求、评价",
    Residency.Tenure.FAMILY: "和业主同一户：一户一票，谁先投算谁的",
    Residency.Tenure.TENANT: "租户：可以投户表决，不能投业主表决",
}


@dataclass(frozen=True)
class Login:
    """A sign-in: what its holder is, the number as one types it, where, and what to try."""

    role: str
    phone: str
    place: str
    to_try: str


def demo_logins() -> list[Login]:
    """Return the demonstration's sign-ins, street by street, in the order of their numbers."""
    return [
        login for street in Street.objects.filter(is_demo=True).order_by("pk") for login in _logins(street)
    ]


def _logins(street: Street) -> list[Login]:
    with scope(street):
        people = Person.objects.filter(is_demo=True, user__isnull=False).select_related("user", "estate")
        return [_login(street, person) for person in people.order_by("user__phone")]


def _login(street: Street, person: Person) -> Login:
    place = person.estate.name if person.estate else street.name
    phone = person.user.phone.removeprefix("+86") if person.user else ""
    post = Post.objects.in_force().filter(person=person).select_related("community").first()
    if post:
        where = f"{place} {post.community}" if post.community else place
        return Login(post.label, phone, where, TRY[Role(post.role)])
    home = Residency.objects.in_force().filter(person=person).select_related("unit__building").first()
    owned = Ownership.objects.in_force().filter(person=person).count()
    several = f"名下 {owned} 套房；" if owned > 1 else ""
    if home is None:
        return Login("业主（不住这里）", phone, place, f"{several}业主表决")
    role = f"居民（{home.get_tenure_display()}，{home.unit.label}）"
    return Login(role, phone, place, several + TRY_AT_HOME[Residency.Tenure(home.tenure)])
