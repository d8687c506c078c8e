"""Claim codes: 80 random bits that can be read aloud, understood however they are typed."""

import pytest

from estates.joining.codes import ALPHABET, Code, code_meant, make_code


def test_make_code_has_eighty_random_bits_behind_the_estates_number():
    codes = {str(make_code(12)) for _ in range(200)}

    assert len(codes) == 200 and len(ALPHABET) ** 16 == 2**80
    assert all(code.startswith("12-") and len(code) == 3 + 16 + 3 for code in codes)
    assert {character for code in codes for character in code[3:]} <= {*ALPHABET, "-"}


@pytest.mark.parametrize(
    "typed",
    [
        "12-ABCD-EFGH-JKMN-PQ01",
        "12abcdefghjkmnpq01",
        " 12 abcd efgh jkmn pqoi ",
        "１２－ＡＢＣＤ－ＥＦＧＨ－ＪＫＭＮ－ＰＱ０１",
        "12—ABCD—EFGH—JKMN—PQOL",
    ],
)
def test_code_meant_understands_any_spelling(typed: str):
    assert code_meant(typed) == Code(12, "ABCDEFGHJKMNPQ01")


@pytest.mark.parametrize(
    "typed", ["", "12", "ABCDEFGHJKMNPQ01", "x2-ABCDEFGHJKMNPQ01", "12-UBCDEFGHJKMNPQ01", "9" * 40, "\0"]
)
def test_code_meant_knows_what_is_no_code(typed: str):
    assert code_meant(typed) is None


def test_a_code_stands_in_no_log():
    assert "ABCD" not in repr(Code(12, "ABCDEFGHJKMNPQ01"))
