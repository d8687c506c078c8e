import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import AmountNegative, AmountTooFine, AmountTooLarge, AmountUnreadable
from core.money import MAX_FEN, format_yuan, parse_yuan, ratio_reached, share_of, split, yuan_words

FEN = st.integers(min_value=0, max_value=MAX_FEN)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (50, "0.50"),
        (100, "1.00"),
        (99_999, "999.99"),
        (100_000, "1,000.00"),
        (1_860_000, "18,600.00"),
        (68_600_000, "686,000.00"),
        (MAX_FEN, "9,999,999,999,999.99"),
        (-5, "-0.05"),
        (-1_860_050, "-18,600.50"),
    ],
)
def test_format_yuan_groups_the_yuan_and_shows_two_decimals(fen, text):
    assert format_yuan(fen) == text


@pytest.mark.parametrize("fen", [1.0, "100", None, True])
def test_format_yuan_refuses_what_is_not_a_whole_number(fen):
    with pytest.raises(TypeError):
        format_yuan(fen)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("0.05", 5),
        ("7", 700),
        ("1,234.5", 123_450),
        ("18,600.00", 1_860_000),
        ("18600", 1_860_000),
        ("  686,000 ", 68_600_000),
        ("１２３", 12_300),
        ("１，２３４．５６", 123_456),
        ("￥18,600.00", 1_860_000),
        ("¥ 12", 1_200),
        ("12元", 1_200),
        ("￥１２．３ 元", 1_230),
        ("人民币 ¥3,000.00 元", 300_000),
        ("\u30003000\u3000", 300_000),
        ("9,999,999,999,999.99", MAX_FEN),
    ],
)
def test_parse_yuan_reads_what_people_write(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", AmountUnreadable),
        ("元", AmountUnreadable),
        ("三百", AmountUnreadable),
        ("3万", AmountUnreadable),
        ("3万元", AmountUnreadable),
        ("1e5", AmountUnreadable),
        ("1E5", AmountUnreadable),
        ("NaN", AmountUnreadable),
        ("inf", AmountUnreadable),
        ("0x10", AmountUnreadable),
        ("1_000", AmountUnreadable),
        ("+5", AmountUnreadable),
        (".5", AmountUnreadable),
        ("5.", AmountUnreadable),
        ("1.2.3", AmountUnreadable),
        ("12,34", AmountUnreadable),
        ("1234,567", AmountUnreadable),
        ("1 000", AmountUnreadable),
        ("①", AmountUnreadable),
        ("5²", AmountUnreadable),
        ("٣", AmountUnreadable),
        ("5\n6", AmountUnreadable),
        ("0" * 41, AmountUnreadable),
        ("9" * 5000, AmountUnreadable),
        ("-5", AmountNegative),
        ("－5.00", AmountNegative),
        ("−5", AmountNegative),
        ("-0.001", AmountNegative),
        ("0.001", AmountTooFine),
        ("12.340", AmountTooFine),
        ("10,000,000,000,000", AmountTooLarge),
        ("9" * 39, AmountTooLarge),
    ],
)
def test_parse_yuan_refuses_anything_else_for_the_field(text, refusal):
    with pytest.raises(refusal) as raised:
        parse_yuan(text, field="amount_yuan")

    assert type(raised.value) is refusal
    assert raised.value.field == "amount_yuan"


@given(FEN)
def test_parse_yuan_reads_back_what_format_yuan_shows(fen):
    assert parse_yuan(format_yuan(fen)) == fen


@given(st.text())
@example("1\u0660")
def test_parse_yuan_gives_fen_or_a_refusal_for_any_text(text):
    try:
        fen = parse_yuan(text)
    except (AmountUnreadable, AmountNegative, AmountTooFine, AmountTooLarge):
        return
    assert 0 <= fen <= MAX_FEN


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        # The examples of the rules for filling in vouchers themselves; 整 after 角 is ours throughout.
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        # Ours.
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (35, "叁角伍分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角整"),
        (1_000, "壹拾元整"),
        (1_001, "壹拾元零壹分"),
        (1_010, "壹拾元零壹角整"),
        (1_100, "壹拾壹元整"),
        (10_100, "壹佰零壹元整"),
        (100_100, "壹仟零壹元整"),
        (101_000, "壹仟零壹拾元整"),
        (1_000_000, "壹万元整"),
        (1_000_100, "壹万零壹元整"),
        (1_860_000, "壹万捌仟陆佰元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (68_600_000, "陆拾捌万陆仟元整"),
        (100_000_000, "壹佰万元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_001_000_000, "壹亿零壹万元整"),
        (10_500_000_000, "壹亿零伍佰万元整"),
        (15_000_000_000, "壹亿伍仟万元整"),
        (100_000_000_000_000, "壹万亿元整"),
        (100_000_000_000_100, "壹万亿零壹元整"),
        (MAX_FEN, "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_yuan_words_follows_the_rules_for_vouchers(fen, words):
    assert yuan_words(fen) == f"人民币{words}"
    if fen:
        assert yuan_words(-fen) == f"人民币负{words}"


@pytest.mark.parametrize("fen", [MAX_FEN + 1, -MAX_FEN - 1])
def test_yuan_words_refuses_more_than_it_can_say(fen):
    with pytest.raises(AmountTooLarge):
        yuan_words(fen)


def test_yuan_words_refuses_a_float():
    with pytest.raises(TypeError):
        yuan_words(1.0)


@given(FEN)
def test_yuan_words_says_every_amount_in_one_way(fen):
    assert fen_of(yuan_words(fen)) == fen
    assert "零零" not in yuan_words(fen)


def fen_of(words):
    """Read an amount in words back, by the plain meaning of each character."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total, section, digit, fen = 0, 0, 0, 0
    for character in words.removeprefix("人民币").removesuffix("整"):
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in units:
            section, digit = section + digit * units[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif character == "元":
            total, section, digit = total + section + digit, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[character], 0
    return total * 100 + fen


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (1_860_000, [80, 20], [1_488_000, 372_000]),
        (1, [80, 20], [1, 0]),
        (1, [20, 80], [0, 1]),
        (3, [80, 20], [2, 1]),
        (1, [50, 50], [1, 0]),
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        # 1 × 1/6, 1 × 3/6, 1 × 2/6 of 3 fen leave 3, 3 and 0 sixths: the larger weight goes first.
        (3, [1, 3, 2], [0, 2, 1]),
        (100, [1, 0, 3], [25, 0, 75]),
        (0, [80, 20], [0, 0]),
        (7, [5], [7]),
        (-101, [1, 1], [-51, -50]),
        (68_600_000, [598_000, 84_000, 4_000], [59_800_000, 8_400_000, 400_000]),
    ],
)
def test_split_gives_every_fen_to_somebody(amount, weights, parts):
    assert split(amount, weights) == parts


def test_split_takes_a_mapping_in_its_order():
    assert split(3, {"居民自筹": 20, "街道激励资金": 80}) == [1, 2]


@pytest.mark.parametrize("weights", [(80, 20), (872, 122, 6), (1, 1, 1), (7, 5, 3, 2), (999_983, 17)])
def test_split_is_exact_for_every_amount_up_to_a_thousand_yuan(weights):
    total = sum(weights)
    for amount in range(1, 100_001):
        parts = split(amount, weights)
        assert sum(parts) == amount
        assert max(abs(p * total - amount * w) for p, w in zip(parts, weights, strict=True)) < total


@given(
    st.integers(min_value=-MAX_FEN, max_value=MAX_FEN),
    st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=12).filter(any),
)
def test_split_adds_up_and_is_off_by_less_than_a_fen(amount, weights):
    parts = split(amount, weights)

    total = sum(weights)
    assert sum(parts) == amount
    assert all(abs(p * total - amount * w) < total for p, w in zip(parts, weights, strict=True))
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
    assert split(-amount, weights) == [-part for part in parts]


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1], {}])
def test_split_refuses_weights_that_share_nothing(weights):
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)


@pytest.mark.parametrize(("amount", "weights"), [(1.0, [1]), (1, [0.8, 0.2]), (True, [1])])
def test_split_refuses_what_is_not_whole(amount, weights):
    with pytest.raises(TypeError):
        split(amount, weights)


@pytest.mark.parametrize(
    ("part", "whole", "ratio", "at_least", "more_than"),
    [
        (2, 3, (2, 3), True, False),
        (666, 1000, (2, 3), False, False),
        (667, 1000, (2, 3), True, True),
        (1, 2, (1, 2), True, False),
        (51, 100, (1, 2), True, True),
        (3, 4, (3, 4), True, False),
        (0, 5, (0, 1), True, False),
        (5, 5, (1, 1), True, False),
        (6, 5, (1, 1), True, True),
        (0, 0, (1, 2), False, False),
        (0, 0, (0, 1), False, False),
        (2 * 10**17 + 1, 3 * 10**17, (2, 3), True, True),
        (2 * 10**17 - 1, 3 * 10**17, (2, 3), False, False),
    ],
)
def test_ratio_reached_keeps_at_least_and_more_than_apart(part, whole, ratio, at_least, more_than):
    assert ratio_reached(part, whole, *ratio, strict=False) is at_least
    assert ratio_reached(part, whole, *ratio, strict=True) is more_than


@pytest.mark.parametrize(
    "numbers", [(-1, 3, 2, 3), (1, -3, 2, 3), (1, 3, -2, 3), (1, 3, 2, 0), (1, 3, 2, -3)]
)
def test_ratio_reached_refuses_what_is_no_count_or_ratio(numbers):
    with pytest.raises(ValueError, match="below zero"):
        ratio_reached(*numbers, strict=False)


@pytest.mark.parametrize(
    ("amount", "ratio", "share"),
    [
        (1_860_000, (4, 5), 1_488_000),
        (99, (4, 5), 79),
        (1, (4, 5), 0),
        (0, (4, 5), 0),
        (101, (1, 1), 101),
        (3, (3, 2), 4),
    ],
)
def test_share_of_rounds_down(amount, ratio, share):
    assert share_of(amount, *ratio) == share


@pytest.mark.parametrize("numbers", [(-1, 4, 5), (1, -4, 5), (1, 4, 0)])
def test_share_of_refuses_what_is_below_zero(numbers):
    with pytest.raises(ValueError, match="below zero"):
        share_of(*numbers)
