"""What people type about answers, heads and areas, and what it is read as."""

import pytest
from django.core.exceptions import ValidationError

from ballots.counting import Sums
from ballots.forms import AreaField, ChoiceForm, PaperForm
from ballots.models import Ballot, Matter

SHED = Matter(pk=1, no=1, text="建车棚")
COLOUR = Matter(pk=2, no=2, text="颜色", options=["绿色", "灰色"])
OWNERS = Ballot(electorate="owners")
HOUSEHOLDS = Ballot(electorate="households")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("89.5", 8950),
        ("89.50", 8950),
        ("89", 8900),
        ("0", 0),
        ("0.01", 1),
        ("1,234.5", 123_450),
        (" 89 ", 8900),
    ],
)
def test_area_field_reads_square_metres_as_whole_hundredths(typed, read):
    assert AreaField().clean(typed) == read


@pytest.mark.parametrize("typed", ["", "-1", "89.555", "八十九", "1e3", "89.", "9999999999"])
def test_area_field_refuses_what_is_no_area(typed):
    with pytest.raises(ValidationError):
        AreaField().clean(typed)


def test_choice_form_restates_each_answer_in_words():
    form = ChoiceForm({"matter_1": "for", "matter_2": "option2"}, matters=[SHED, COLOUR])

    assert form.is_valid()
    assert form.answers == {1: "for", 2: "option2"}
    assert form.chosen == [{"text": SHED.text, "words": "同意"}, {"text": COLOUR.text, "words": "灰色"}]


@pytest.mark.parametrize("data", [{}, {"matter_1": ""}, {"matter_1": "maybe"}, {"matter_2": "for"}])
def test_choice_form_wants_an_answer_that_is_offered(data):
    form = ChoiceForm(data, matters=[SHED])

    assert not form.is_valid()
    assert form.errors == {"matter_1": ["请选一项；不想表态，请选“弃权”。"]}


def paper(ballot: Ballot, heads: dict, area: dict) -> PaperForm:
    """Return a form with figures by answer."""
    data = {f"matter_1_{code}_heads": value for code, value in heads.items()}
    data |= {f"matter_1_{code}_area": value for code, value in area.items()}
    return PaperForm(data, ballot=ballot, matters=[SHED])


def test_paper_form_reads_heads_and_area_for_owners():
    heads = {"for": "5", "against": "1", "abstain": "0", "void": "0"}
    form = paper(OWNERS, heads, {"for": "470", "against": "50.5", "abstain": "0", "void": "0"})

    assert form.is_valid()
    assert form.totals == {
        1: {"for": Sums(5, 47_000), "against": Sums(1, 5_050), "abstain": Sums(), "void": Sums()}
    }


def test_paper_form_asks_households_for_no_area():
    form = paper(HOUSEHOLDS, {"for": "5", "against": "1", "abstain": "0", "void": "0"}, {})

    assert form.is_valid()
    assert [field.label for group in form.groups for pair in group["pairs"] for field in pair] == [
        "同意：户数",
        "不同意：户数",
        "弃权：户数",
        "无效票：户数",
    ]


def test_paper_form_names_what_is_missing():
    form = paper(
        OWNERS, {"for": "-1", "against": "x", "abstain": ""}, {"for": "1", "against": "1", "abstain": "1"}
    )

    assert not form.is_valid()
    assert form.errors["matter_1_for_heads"] == ["人数不能小于 0。"]
    assert form.errors["matter_1_against_heads"] == ["人数只写数字。"]
    assert form.errors["matter_1_abstain_heads"] == ["请填人数，没有的填 0。"]
    assert form.errors["matter_1_void_area"] == ["请填面积，没有的填 0。"]
