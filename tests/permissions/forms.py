"""Forms filled in rightly, with the ids they carry, and what nobody may add to them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from ballots.models import Matter
from estates.models import RosterDraft
from estates.roster.reports import preview
from tenancy.scope import scope
from tests.permissions.asking import address, ask
from tests.permissions.audiences import Row
from tests.permissions.rosters import roster_file, unknown_columns
from tests.permissions.table import TABLE
from tests.permissions.world import World

Data = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A form by its line in the table; ``ids`` are its fields that name a row, with what kind of row.

    ``typed_at`` is the line that takes what was typed, where a check page stands between typing and doing.
    """

    name: str
    asker: str
    fill: Callable[[World], Data]
    ids: dict[str, str] = field(default_factory=dict)
    typed_at: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def row(self) -> Row:
        """The line of the table."""
        return _line(self.name)

    def address(self, world: World) -> str:
        """Return where the form is sent."""
        return address(world, self.row)

    def send(self, world: World, data: Data, *, keep: bool = False) -> HttpResponse:
        """Send the form as its asker, by way of the check page where it has one, and return the answer."""
        if self.typed_at:
            check = address(world, _line(self.typed_at))
            typed = ask(world, self.asker, "POST", check, data, keep=True)
            if typed.status_code != 302:
                return typed
            page = ask(world, self.asker, "GET", check).content.decode()
            shown = re.search(r'name="shown" value="(\w+)"', page)
            data = {**data, "confirm": "1", "shown": shown[1] if shown else ""}
        return ask(world, self.asker, "POST", self.address(world), data, keep=keep)

    def data(self, world: World) -> Data:
        """Return what an honest browser sends."""
        return self.fill(world)

    def privileged(self, world: World) -> Data:
        """Return fields of the rows behind the form that are not the sender's to set."""
        person = world.cast.chair.person_id
        ids = {"id": 1, "pk": 1, "street": 2, "street_id": 2, "estate": 12, "estate_id": 12, "by": 1}
        people = dict.fromkeys(
            ("person", "person_id", "filed_by_person_id", "approved_by_person", "by_id"), person
        )
        states = {"state": "closed", "is_shown": "on", "photo_shown": "on", "verified_at": "2020-01-01"}
        money = dict.fromkeys(("granted_fen", "disbursed_fen", "amount_fen", "asked_fen", "budget_fen"), "1")
        dates = dict.fromkeys(("filed_at", "approved_at", "made_at", "at", "published_at"), "2020-01-01")
        other = {"user_id": 1, "is_staff": "on", "is_superuser": "on", "round": 9, "signatures": 1}
        return {**ids, **people, **states, **money, **dates, **other}

    def refused_words(self, response: HttpResponse) -> str:
        """Return what the page says is wrong, for the reader of a failing test."""
        text = response.content.decode()
        return text.split('class="errors')[-1][:600] if response.status_code != 302 else ""


def _line(name: str) -> Row:
    return next(row for row in TABLE if row.name == name)


def _choice(world: World) -> Data:
    with scope(1, 11):
        return {f"matter_{Matter.objects.get(ballot_id=world.rows['ballot']).pk}": "against"}


def _plan(world: World) -> Data:
    days = {"starts_on": "2026-07-01", "ends_on": "2026-07-20"}
    words = {"place": "1栋东侧", "plan": "换顶棚", "beneficiaries": "8", "warranty_months": "24"}
    return {**words, **days, "responsible": world.cast.member.pk}


def _given(world: World) -> Data:
    money = {"kind": "cash", "source": "gift", "amount_fen": "12.50", "bank_reference": "C-77"}
    who = {"fund": world.rows["fund"], "unit": world.cast.units[0].pk}
    return {**money, **who, "received_on": "2026-06-01"}


def _spent(world: World) -> Data:
    words = {"category": "materials", "purpose": "钢架材料", "payee": "示例建材有限公司"}
    return {**words, "fund": world.rows["fund"]}


def _building(world: World) -> Data:
    return {"building": world.cast.units[0].building_id, "place": "2楼平台", "words": "雨棚漏水"}


def _fixed(**data: str) -> Callable[[World], Data]:
    return lambda world: dict(data)


def _roster(world: World) -> Data:
    return {"file": roster_file()}


def _counts(world: World) -> Data:
    with scope(1, 11):
        draft = RosterDraft.objects.select_related("estate").get(pk=world.rows["roster_draft"])
        return preview(draft).found.counts


def _columns(world: World) -> Data:
    return unknown_columns()


def _namesake(world: World) -> Data:
    return {"people": world.rows["question"], "decision": "different", "reason": "到场核对过。"}


def _on_paper(world: World) -> Data:
    where = {"building": world.cast.units[0].building_id, "entrance": "1", "door": "201"}
    return {**where, "name": "朱示例老人", "tenure": "family", "phone": ""}


def _one_unit(world: World) -> Data:
    return {"which": "units", "units": world.cast.units[0].pk}


def _merger(world: World) -> Data:
    whole = {"entrance": "1", "door": "301M", "area": "156.50", "evidence": "测绘报告"}
    return {"act": "merge", "units": world.cast.units[7].pk, "on": "2026-05-01", **whole}


def _kept(act: str, asker: str, ids: dict[str, str] | None = None, **data: str) -> Form:
    """Return a change of the register: typed, looked at, confirmed."""
    name = f"estates:{act}_check"
    return Form(name, asker, _fixed(act=act, **data), ids or {}, typed_at=name)


PAYMENT = {"bank_reference": "P-77", "paid_on": "2026-06-01"}
OFFICE = {"starts_on": "2026-06-01", "authority": "示例公告〔2026〕3号"}
ENDING = {"on": "2030-06-01", "ending": "示例公告〔2026〕4号"}
FORMS = [
    Form(
        "estates:appoint_official",
        "community_officer",
        _fixed(role="member", **OFFICE),
        typed_at="estates:appoint_official",
    ),
    Form("estates:end_official", "street_officer", _fixed(**ENDING), typed_at="estates:end_official"),
    Form(
        "estates:appoint_staff",
        "security_admin",
        _fixed(role="street_officer", community="", **OFFICE),
        typed_at="estates:appoint_staff",
    ),
    Form("estates:end_office", "security_admin", _fixed(**ENDING), typed_at="estates:end_office"),
    Form("estates:new_official", "community_officer", _fixed(name="许示例会计", phone="13800000095")),
    Form("estates:new_staff", "system_admin", _fixed(name="许示例新人", phone="13800000096")),
    _kept(
        "transfer",
        "community_officer",
        name_1="何示例买主",
        on="2026-05-01",
        acquired_by="sale",
        evidence="示例产权证 7 号",
    ),
    Form(
        "estates:representative_check",
        "community_officer",
        lambda world: {"act": "representative", "ownership": world.rows["title"], "evidence": "推选书"},
        {"ownership": "title"},
        typed_at="estates:representative_check",
    ),
    _kept("move_in", "street_officer", name_1="何示例租客", tenure="tenant", on="2026-05-01"),
    _kept(
        "split",
        "community_officer",
        door_1="301A",
        area_1="50",
        door_2="301B",
        area_2="51",
        on="2026-05-01",
        evidence="示例测绘报告",
    ),
    Form(
        "estates:merge_check",
        "street_officer",
        _merger,
        {"units": "unit"},
        typed_at="estates:merge_check",
    ),
    _kept("correct", "community_officer", name="郑示例", phone=""),
    Form("estates:estate", "community_officer", _fixed(lacks_security="on", year_built="1998")),
    _kept("death", "street_officer", on="2026-05-02"),
    _kept("move_out", "community_officer", on="2026-05-02"),
    Form("ballots:cast", "tenant", _choice, typed_at="ballots:check"),
    Form("estates:new_slips", "chair", _one_unit, {"units": "unit"}),
    Form("estates:helpers", "tenant", _fixed(phone="13800000004", relation="child")),
    Form("estates:refuse_phone", "street_officer", _fixed(reason="照片看不清。")),
    Form("estates:refuse_join", "chair", _fixed(reason="照片看不清，请重拍。")),
    Form("estates:visit", "community_officer", _on_paper, {"building": "building"}),
    Form("estates:dispute_my_visit", "owner", _fixed(objection="房号写错了。")),
    Form("notices:object", "tenant", _fixed(text="请写明数量。")),
    Form("notices:answer", "chair", _fixed(outcome="rejected", text="已经核对，没有错。")),
    Form("projects:concern_words", "owner", _building, {"building": "building"}),
    Form(
        "projects:review_concern",
        "community_officer",
        _fixed(place="1栋东侧", words="车棚漏雨", photo_shown="no"),
    ),
    Form("projects:new_project", "member", _fixed(title="修车棚", need="safety", kind="facility")),
    Form("projects:plan", "member", _plan, {"responsible": "member_post"}),
    Form("projects:need", "member", _fixed(title="修新车棚", need="safety", kind="goods")),
    Form("projects:give_opinion", "party_secretary", _fixed(agrees="yes", words="支持。", read_round="1")),
    Form("projects:complete", "member", _fixed(words="已换好。")),
    Form("projects:accept", "tenant", _fixed(conclusion="passed", words="好")),
    Form(
        "projects:decide",
        "street_officer",
        _fixed(decision="approved", granted_fen="1000"),
        typed_at="projects:decide",
    ),
    Form("estates:roster", "community_officer", _roster),
    Form("estates:roster_draft", "community_officer", _counts),
    Form("estates:roster_columns", "community_officer", _columns),
    Form("estates:roster_name", "street_officer", _namesake, {"people": "question"}),
    Form("funds:what", "treasurer", _spent, {"fund": "fund"}),
    Form("funds:amount", "treasurer", _fixed(amount_fen="88.00", spent_on="2026-05-30")),
    Form("funds:send_back", "chair", _fixed(reason="票据看不清，请重拍。")),
    Form("funds:pay", "cashier", _fixed(**PAYMENT)),
    Form("funds:contribution", "cashier", _given, {"fund": "fund", "unit": "unit"}),
    Form("funds:refund", "cashier", _fixed(**PAYMENT)),
    Form(
        "funds:disburse", "street_finance", _fixed(amount_fen="0.01", **{**PAYMENT, "bank_reference": "B-77"})
    ),
    Form("funds:budget", "street_finance", _fixed(amount_fen="200000")),
    Form("estates:say_consent", "owner", _fixed(place="e11", purpose="estates.care", given="yes")),
    Form("estates:correct_my_data", "owner", _fixed(place="e11", words="房号写错了")),
    Form("estates:erase_my_data", "tenant", _fixed(place="e11", words="搬走了", sure="on")),
    Form("estates:data_request", "community_officer", _fixed(agreed="yes", answer="已经改好。")),
    Form("estates:note_care", "social_worker", _fixed(flags="hardship", words="需要送餐")),
    Form("estates:note_political", "party_secretary", _fixed(status="member")),
    Form("estates:holds", "street_officer", _fixed(name="", reason="示例案二")),
    Form("estates:lift_hold", "street_officer", _fixed(reason="已经判决")),
]
