"""What the notices of a project say."""

from datetime import date

import pytest

from ballots.models import Ballot
from funds.models import Source
from funds.services import Settlement
from projects import wording
from projects.models import Project

HOUSEHOLDS, OWNERS = Ballot.Electorate.HOUSEHOLDS, Ballot.Electorate.OWNERS
RACKS = Project(title="晾衣架翻新", number="1001-2026-001", budget_fen=2_760_00)


def _settled(**left: int) -> Settlement:
    spent = {Source.STREET: 1_968_00, Source.SELF: 492_00, Source.GIFT: 0}
    nothing = {"refundable": 0, "returnable": 0, "carried": 0, "grant_left": 0}
    return Settlement(spent=2_460_00, by_source=spent, **(nothing | left))


def test_settlement_paragraphs_name_who_bore_what_and_everybody_who_gets_something_back():
    settlement = _settled(refundable=60_00, returnable=240_00, grant_left=8_00, carried=5_00)

    assert wording.settlement_paragraphs(RACKS, settlement) == [
        "小微项目“晾衣架翻新”（编号 1001-2026-001）已经验收合格并决算。",
        "预算 2,760.00 元，实际支出 2,460.00 元，其中街道激励资金 1,968.00 元、居民自筹 492.00 元。",
        "结余去向：居民自筹结余，按出资比例退回居民 60.00 元；街道激励资金结余，退回街道 240.00 元；"
        "街道已批准没有拨付、不再拨付 8.00 元；其他来源结余，转入小区公共资金 5.00 元。",
        "本项目没有约定质保。现在请居民评价。",
    ]


def test_settlement_paragraphs_say_that_nothing_is_left():
    RACKS.warranty_ends_on = date(2028, 11, 1)

    told = wording.settlement_paragraphs(RACKS, _settled())
    RACKS.warranty_ends_on = None

    assert told[2:] == ["没有结余。", "质保到 2028年11月1日。现在请居民评价。"]


def test_settlement_paragraphs_of_a_project_that_cost_nothing():
    settlement = Settlement(0, {Source.SELF: 0}, refundable=250_00, returnable=0, carried=0, grant_left=0)

    told = wording.settlement_paragraphs(RACKS, settlement)

    assert told[1:3] == [
        "预算 2,760.00 元，实际支出 0.00 元。",
        "结余去向：居民自筹结余，按出资比例退回居民 250.00 元。",
    ]


def test_settlement_snapshot_keeps_what_was_spent_apart_from_what_goes_back():
    settlement = _settled(refundable=60_00, returnable=240_00)

    snapshot = wording.settlement_snapshot(RACKS, settlement)

    assert snapshot["tables"] == [
        {
            "caption": "实际支出（各资金来源承担多少）",
            "columns": ["资金来源", "承担（元）#"],
            "rows": [["街道激励资金", "1,968.00"], ["居民自筹", "492.00"]],
        },
        {
            "caption": "结余去向",
            "columns": ["退给谁、转到哪里", "金额（元）#"],
            "rows": [["居民自筹结余，按出资比例退回居民", "60.00"], ["街道激励资金结余，退回街道", "240.00"]],
        },
    ]
    assert dict(snapshot["totals"])["退回街道"] == 240_00
    assert [table["caption"] for table in wording.settlement_snapshot(RACKS, _settled())["tables"]] == [
        "实际支出（各资金来源承担多少）"
    ]


@pytest.mark.parametrize(
    ("electorate", "deciders", "frozen"),
    [
        (HOUSEHOLDS, "各户（一套房屋一票）", "94 户列入名册，由各户表决。"),
        (OWNERS, "业主", "94 户列入名册，由业主表决。"),
    ],
)
def test_who_votes_is_never_called_by_a_bare_unit_of_counting(electorate, deciders, frozen):
    assert wording.deciders(electorate) == deciders
    assert wording.frozen_roll(Ballot(electorate=electorate, roll_units=94)) == frozen
