import json

import pytest

from core import rulebook
from core.errors import RuleOutOfBounds
from core.rulebook import Kind, Rule, all_rules, check, declare, from_json, resolve, rule, to_json

SEATS = Rule("committees.seats", 5, Kind.INT, "委员人数", "domain.md §2.4", minimum=5, maximum=11)
QUORUM = Rule("ballots.quorum", (2, 3), "ratio", "参与比例", "民法典 278", minimum=(2, 3), maximum=(1, 1))
PROXY = Rule("ballots.proxy", True, "bool", "允许委托", "民法典 165")
SILENCE = Rule(
    "ballots.silence",
    "not_counted",
    "choice",
    "未表态票",
    "指导规则 26",
    choices=(("not_counted", "不计入"), ("follow", "随多数")),
)
NUMBERING = Rule("notices.prefix", "公示", "text", "文号前缀", "惯例", minimum=1, maximum=6)
PETTY = Rule("funds.petty_cash", 50_000, "fen", "备用金", "domain.md §3.2", maximum=50_000)
SHOWN = Rule("notices.days", 7, "days", "公示天数", "清远条例 26", minimum=7)


@pytest.fixture(autouse=True)
def book(monkeypatch):
    monkeypatch.setattr(rulebook, "_RULES", {})
    declare(SEATS, QUORUM, PROXY, SILENCE, NUMBERING, PETTY, SHOWN)


def test_declare_enters_every_rule_in_order_of_key():
    assert all_rules() == (PROXY, QUORUM, SILENCE, SEATS, PETTY, SHOWN, NUMBERING)
    assert rule("ballots.quorum") is QUORUM


def test_declare_refuses_a_key_twice_and_enters_nothing():
    extra = Rule("funds.extra", 1, "int", "另一条", "惯例")

    with pytest.raises(ValueError, match=r"twice: ballots\.quorum"):
        declare(extra, QUORUM)

    assert len(all_rules()) == 7
    with pytest.raises(KeyError):
        rule("funds.extra")


def test_rule_that_nobody_declared_is_a_key_error():
    for ask in (
        rule,
        resolve,
        lambda key: check(key, 1),
        lambda key: to_json(key, 1),
        lambda key: from_json(key, 1),
    ):
        with pytest.raises(KeyError, match="nobody"):
            ask("nobody.knows")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""},
        {"label": ""},
        {"basis": ""},
        {"kind": "float"},
        {"default": 4},
        {"default": 12},
        {"default": 5.0},
        {"default": True},
        {"choices": (("5", "五人"),)},
        {"kind": "choice", "default": "5"},
        {"kind": "choice", "default": "6", "choices": (("5", "五人"),)},
        {"kind": "ratio", "default": (1, 0), "minimum": None, "maximum": None},
        {"kind": "ratio", "default": (-1, 2), "minimum": None, "maximum": None},
        {"kind": "ratio", "default": (1, 2, 3), "minimum": None, "maximum": None},
        {"kind": "ratio", "default": [1, 2], "minimum": None, "maximum": None},
        {"kind": "ratio", "default": (1, 2), "minimum": (2, 3), "maximum": None},
        {"kind": "days", "default": -1, "minimum": None, "maximum": None},
        {"kind": "fen", "default": -1, "minimum": None, "maximum": None},
    ],
)
def test_rule_that_contradicts_itself_is_refused(wrong):
    given = {
        "key": "x.y",
        "default": 5,
        "kind": "int",
        "label": "人数",
        "basis": "惯例",
        "minimum": 5,
        "maximum": 11,
    }

    with pytest.raises(ValueError):
        Rule(**(given | wrong))


def test_rule_cannot_be_changed():
    with pytest.raises(AttributeError):
        SEATS.default = 3


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("committees.seats", 5),
        ("committees.seats", 11),
        ("ballots.quorum", (2, 3)),
        ("ballots.quorum", (667, 1000)),
        ("ballots.quorum", (4, 4)),
        ("ballots.proxy", False),
        ("ballots.silence", "follow"),
        ("notices.prefix", "六个字的前缀"),
        ("funds.petty_cash", 0),
        ("funds.petty_cash", 50_000),
        ("notices.days", 7),
        ("notices.days", 3650),
    ],
)
def test_check_returns_what_lies_inside_the_bounds(key, value):
    assert check(key, value) == value


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("committees.seats", 4, "不少于 5，不超过 11"),
        ("committees.seats", 12, "不少于 5，不超过 11"),
        ("committees.seats", "5", "不少于 5，不超过 11"),
        ("committees.seats", 5.0, "不少于 5，不超过 11"),
        ("committees.seats", True, "不少于 5，不超过 11"),
        ("committees.seats", None, "不少于 5，不超过 11"),
        ("ballots.quorum", (1, 2), "不少于 2/3，不超过 1/1"),
        ("ballots.quorum", (666, 1000), "不少于 2/3，不超过 1/1"),
        ("ballots.quorum", (5, 4), "不少于 2/3，不超过 1/1"),
        ("ballots.quorum", (2, 0), "不少于 2/3，不超过 1/1"),
        ("ballots.quorum", (True, True), "不少于 2/3，不超过 1/1"),
        ("ballots.quorum", "2/3", "不少于 2/3，不超过 1/1"),
        ("ballots.proxy", 1, "只能选“是”或“否”"),
        ("ballots.silence", "against", "只能选 不计入、随多数"),
        ("ballots.silence", 1, "只能选 不计入、随多数"),
        ("notices.prefix", "", "不少于 1 个字，不超过 6 个字"),
        ("notices.prefix", "这个前缀太长了", "不少于 1 个字，不超过 6 个字"),
        ("funds.petty_cash", 50_001, "不超过 500.00 元"),
        ("funds.petty_cash", -1, "不超过 500.00 元"),
        ("notices.days", 6, "不少于 7 天"),
    ],
)
def test_check_refuses_everything_else_and_says_what_is_allowed(key, value, allowed):
    with pytest.raises(RuleOutOfBounds) as refusal:
        check(key, value)

    assert refusal.value.as_json() == {
        "code": "rule_out_of_bounds",
        "message": f"“{rule(key).label}”不能这样设：{allowed}。",
        "hint": f"依据：{rule(key).basis}",
        "field": key,
    }


@pytest.mark.parametrize(
    ("kind", "default", "wanted"),
    [
        ("int", -3, "请填整数"),
        ("ratio", (4, 5), "请填分数，例如 4/5"),
        ("text", "", "请填文字"),
        ("fen", 0, "请填不小于零的金额"),
        ("days", 0, "请填不小于零的天数"),
    ],
)
def test_allowed_says_the_form_where_there_are_no_bounds(kind, default, wanted):
    open_rule = Rule("x.y", default, kind, "某项", "惯例")

    assert open_rule.allowed() == wanted
    assert open_rule.admits(default)
    assert not open_rule.admits(None)


@pytest.mark.parametrize(
    ("shown_rule", "value", "text"),
    [
        (SEATS, 5, "5"),
        (QUORUM, (2, 3), "2/3"),
        (PROXY, True, "是"),
        (PROXY, False, "否"),
        (SILENCE, "follow", "随多数"),
        (NUMBERING, "公示", "公示"),
        (NUMBERING, 6, "6 个字"),
        (PETTY, 50_000, "500.00 元"),
        (SHOWN, 7, "7 天"),
    ],
)
def test_shown_reads_as_a_person_writes(shown_rule, value, text):
    assert shown_rule.shown(value) == text


def test_resolve_is_the_default_where_no_layer_names_it():
    assert resolve("committees.seats") == 5
    assert resolve("committees.seats", {}, {"ballots.proxy": False}) == 5


def test_resolve_takes_the_last_layer_that_names_it():
    street, estate = {"committees.seats": 7, "ballots.quorum": "3/4"}, {"committees.seats": 9}

    assert resolve("committees.seats", street, estate) == 9
    assert resolve("committees.seats", street, {}) == 7
    assert resolve("ballots.quorum", street, estate) == (3, 4)


def test_resolve_refuses_a_stored_value_that_the_law_has_left_behind():
    with pytest.raises(RuleOutOfBounds):
        resolve("ballots.quorum", {"ballots.quorum": "1/2"})


def test_resolve_does_not_mind_a_value_that_a_later_layer_replaces():
    assert resolve("ballots.quorum", {"ballots.quorum": "1/2"}, {"ballots.quorum": "3/4"}) == (3, 4)


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("committees.seats", 7, "7"),
        ("ballots.quorum", (3, 4), '"3/4"'),
        ("ballots.proxy", False, "false"),
        ("ballots.silence", "follow", '"follow"'),
        ("notices.prefix", "1/2", '"1/2"'),
        ("funds.petty_cash", 30_000, "30000"),
    ],
)
def test_to_json_is_undone_by_from_json(key, value, stored):
    assert json.dumps(to_json(key, value)) == stored
    assert from_json(key, json.loads(stored)) == value


def test_from_json_takes_a_ratio_that_is_a_pair_already():
    assert from_json("ballots.quorum", (3, 4)) == (3, 4)


@pytest.mark.parametrize(
    "stored", ["3:4", "3/", "/4", "-3/4", "3/4/5", "0.75", "３/４", "1/1" + "0" * 5000, [3, 4], 1]
)
def test_from_json_refuses_what_is_no_ratio(stored):
    with pytest.raises(RuleOutOfBounds):
        from_json("ballots.quorum", stored)


def test_to_json_refuses_to_store_what_is_out_of_bounds():
    with pytest.raises(RuleOutOfBounds):
        to_json("committees.seats", 3)
