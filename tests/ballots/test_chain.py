"""Canonical text, hashes that move with every part, and the code people note down."""

import re
from datetime import timedelta

import pytest

from ballots import chain
from ballots.models import Ballot, Elector, Matter, Slip
from tests.ballots.conftest import CLOSES_AT, NOON, OPENS_AT


def roll(**changes) -> str:
    """Return the hash of a roll of one, with some part of it changed."""
    frozen = {"title": "车棚", "question": "建吗？", "facts": [["钱", "1 元"]], "electorate": "households"}
    frozen |= {
        "online": True,
        "opens_at": OPENS_AT,
        "closes_at": CLOSES_AT,
        "rules": {},
        "rules_version": "0.0",
    }
    matter = {"no": 1, "text": "建", "raises": False, "options": []}
    elector = {"no": 1, "unit_id": 1, "label": "1栋101", "area_centi": 100, "head_no": 1}
    for part in (frozen, matter, elector):
        part |= {key: value for key, value in changes.items() if key in part and key != "no"}
    return chain.roll_hash(Ballot(**frozen), [Matter(**matter)], [Elector(**elector)])


@pytest.mark.parametrize(
    "change",
    [
        {"title": "棚"}, {"question": "不建？"}, {"facts": []}, {"electorate": "owners"}, {"online": False},
        {"opens_at": OPENS_AT + timedelta(microseconds=1)}, {"closes_at": CLOSES_AT + timedelta(seconds=1)},
        {"rules": {"voting_age": 18}}, {"rules_version": "1.0"}, {"text": "不建"}, {"raises": True},
        {"options": ["绿", "灰"]}, {"unit_id": 2}, {"label": "1栋102"}, {"area_centi": 101}, {"head_no": 2},
    ],
)  # fmt: skip
def test_roll_hash_moves_with_every_part(change):
    assert roll(**change) != roll()


def test_roll_hash_does_not_depend_on_the_time_zone_it_is_asked_in():
    assert roll(opens_at=OPENS_AT.astimezone()) == roll()


@pytest.mark.parametrize(
    "change",
    [
        {"ballot_id": 2}, {"seq": 2}, {"cast_by_id": 2}, {"cast_at": NOON + timedelta(microseconds=1)},
        {"electors": [1, 2]}, {"choices": {"1": "against"}}, {"prev_hash": "1"},
    ],
)  # fmt: skip
def test_slip_hash_moves_with_every_part(change):
    slip = {"ballot_id": 1, "seq": 1, "cast_by_id": 1, "cast_at": NOON, "electors": [1]}
    slip |= {"choices": {"1": "for"}, "prev_hash": "0"}

    assert chain.slip_hash(Slip(**{**slip, **change})) != chain.slip_hash(Slip(**slip))


def test_receipt_code_is_four_groups_that_cannot_be_misread():
    code = chain.receipt_code("00ff" * 16)

    assert re.fullmatch(r"[A-Z2-7]{4}( [A-Z2-7]{4}){3}", code)
    assert code == "AD7Q B7YA 74AP 6AH7"
