import gc
import pickle

import pytest
from django.utils.translation import gettext_lazy as _

from core import errors
from core.errors import Invalid, NotAllowed, NotFoundHere, Refused, StateRefused, all_codes


class ShedTooDear(Refused):
    message = _("预算只剩 {left} 元，这一笔要 {asked} 元。")
    hint = _("请把金额改到 {left} 元以内。")


class SMSSampleWrong(Refused):
    message = "验证码不对。"


class RenamedSince(Refused):
    code = "sample_first_name"


class SampleChairNeeded(NotAllowed):
    needed = _("物管委主任")


@pytest.mark.parametrize(
    ("refusal", "code", "status"),
    [
        (Refused, "refused", 409),
        (ShedTooDear, "shed_too_dear", 409),
        (SMSSampleWrong, "sms_sample_wrong", 409),
        (RenamedSince, "sample_first_name", 409),
        (NotAllowed, "not_allowed", 403),
        (SampleChairNeeded, "sample_chair_needed", 403),
        (NotFoundHere, "not_found_here", 404),
        (StateRefused, "state_refused", 409),
        (Invalid, "invalid", 422),
        (errors.RuleOutOfBounds, "rule_out_of_bounds", 422),
    ],
)
def test_refused_has_a_stable_code_and_status(refusal, code, status):
    assert (refusal.code, refusal.status) == (code, status)


def test_refused_fills_its_words_from_the_details():
    refusal = ShedTooDear(left="100.00", asked="120.00", project=7)

    assert refusal.message == "预算只剩 100.00 元，这一笔要 120.00 元。"
    assert refusal.hint == "请把金额改到 100.00 元以内。"
    assert str(refusal) == refusal.message
    assert refusal.details == {"left": "100.00", "asked": "120.00", "project": 7}


def test_refused_fails_when_raised_without_a_detail():
    with pytest.raises(KeyError, match="asked"):
        ShedTooDear(left="100.00")


def test_refused_leaves_braces_in_the_details_alone():
    assert ShedTooDear(left="{asked}", asked="1").hint == "请把金额改到 {asked} 元以内。"


def test_refused_leaves_the_words_of_the_class_for_the_next_one():
    ShedTooDear(left="1", asked="2")

    assert ShedTooDear(left="3", asked="4").message == "预算只剩 3 元，这一笔要 4 元。"


def test_as_json_has_code_message_and_hint():
    assert SMSSampleWrong().as_json() == {"code": "sms_sample_wrong", "message": "验证码不对。", "hint": ""}


def test_refused_keeps_everything_across_a_process_border():
    for refusal in (
        ShedTooDear(left="1", asked="2"),
        NotAllowed(needed="财务委员"),
        Invalid(field="phone", reason="手机号应为 11 位数字。"),
    ):
        copy = pickle.loads(pickle.dumps(refusal))

        assert type(copy) is type(refusal)
        assert copy.__dict__ == refusal.__dict__


def test_not_allowed_names_the_role_that_is_needed():
    refusal = NotAllowed(needed="街道工作人员")

    assert refusal.message == "此操作需要：街道工作人员"
    assert refusal.needed == "街道工作人员"


def test_not_allowed_takes_the_role_of_its_class():
    assert SampleChairNeeded().message == "此操作需要：物管委主任"
    assert NotAllowed().message == "此操作需要：相应的身份"


def test_not_found_here_says_the_same_whatever_was_asked_for():
    assert NotFoundHere().as_json() == NotFoundHere(thing="12").as_json()


def test_state_refused_says_both_states():
    assert StateRefused(current="草稿", wanted="已办结").message == "现在是“草稿”，不能改为“已办结”。"


def test_invalid_says_which_field():
    refusal = Invalid(field="phone", reason="手机号应为 11 位数字。")

    assert refusal.as_json() == {
        "code": "invalid",
        "message": "填写的内容有误：手机号应为 11 位数字。",
        "hint": "",
        "field": "phone",
    }


def test_invalid_without_a_reason_asks_to_check():
    assert Invalid().as_json() == {
        "code": "invalid",
        "message": "填写的内容有误：请核对后重新填写。",
        "hint": "",
        "field": "",
    }


def test_all_codes_finds_every_class_at_any_depth():
    codes = all_codes()

    assert codes["refused"] == (Refused,)
    assert codes["sample_chair_needed"] == (SampleChairNeeded,)
    assert codes["sample_first_name"] == (RenamedSince,)
    assert "renamed_since" not in codes


def test_all_codes_shows_two_classes_under_one_code():
    class Once(Refused):
        code = "the_same_code"

    class Again(NotAllowed):
        code = "the_same_code"

    assert set(all_codes()["the_same_code"]) == {Once, Again}

    # A class is in a cycle with itself; collect, so that a test of the whole catalogue never meets these two.
    del Once, Again
    gc.collect()
    assert "the_same_code" not in all_codes()


def test_all_codes_of_core_are_each_used_once():
    classes = [refusal for refusal in vars(errors).values() if isinstance(refusal, type)]
    refusals = {refusal for refusal in classes if issubclass(refusal, Refused)}

    assert len({refusal.code for refusal in refusals}) == len(refusals) == 13
    assert all(str(refusal.message) for refusal in refusals)
