import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.masking import Audience, Finding, Kind, mask_door, mask_name, mask_phone, redact, scan
from core.money import format_yuan

# Numbers made for these tests: no person, no account and no line has them.
ID = "510681198002290011"
ID_X = "11010519491231002X"
CARD = "6222020000000000000"
PHONE = "13800001234"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三明", "张**"),
        ("张三", "张*"),
        (" 张 三 ", "张*"),
        ("张\u3000三", "张*"),
        ("张三李四", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳示例", "欧阳**"),
        ("司马", "司*"),
        ("東方示例", "東方**"),
        ("示阳司例", "示**"),
        ("李", "*"),
        ("", ""),
        ("阿卜杜拉·买买提", "阿**"),
        ("卓玛•央金", "卓**"),
        ("John Smith", "J**"),
        ("J", "*"),
        ("张三(代)", "张**"),
        ("𠮷田", "𠮷*"),
        ("张**", "张**"),
        ("张*", "张*"),
        ("欧阳**", "欧阳**"),
        ("阿**", "阿**"),
    ],
)
def test_mask_name_keeps_the_surname(name, masked):
    assert mask_name(name) == masked
    assert mask_name(masked) in (masked, "*" * len(masked))


@pytest.mark.parametrize(
    "name",
    [
        "广汉示例物业有限公司",
        "雒城街道办事处",
        "示例社会工作服务中心",
        "聚福园小区物管委",
        "示例五金店",
        "示例照明经营部（个体工商户）",
        "春晖社区",
    ],
)
def test_mask_name_leaves_organisations_whole(name):
    assert mask_name(f" {name} ") == name


@pytest.mark.parametrize(("name", "masked"), [("李店", "李*"), ("王中心", "王**")])
def test_mask_name_takes_no_short_name_for_an_organisation(name, masked):
    assert mask_name(name) == masked


def test_mask_name_believes_what_is_known_of_the_kind():
    assert mask_name("Example Ltd", organisation=True) == "Example Ltd"
    assert mask_name("示例五金店", organisation=False) == "示**"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800001234", "138****1234"),
        ("138 0000 1234", "138****1234"),
        ("+86 138-0000-1234", "138****1234"),
        ("008613800001234", "138****1234"),
        ("１３８００００１２３４", "138****1234"),
        ("0838-5200000", "****"),
        ("12345678901", "****"),
        ("138000012345", "****"),
        ("", "****"),
    ],
)
def test_mask_phone_shows_three_and_four_digits_of_a_mobile_only(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("home", "public", "resident", "staff"),
    [
        (("3", "2", "502"), "3栋", "3栋2单元***", "3栋2单元502"),
        (("3栋", "2单元", " 502 "), "3栋", "3栋2单元***", "3栋2单元502"),
        (("A", "", "101"), "A栋", "A栋***", "A栋101"),
        (("东楼", "2", "7号"), "东楼", "东楼2单元***", "东楼2单元7号"),
        (("", "", "8号"), "***", "***", "8号"),
    ],
)
def test_mask_door_shows_each_audience_its_share(home, public, resident, staff):
    assert [mask_door(*home, audience) for audience in Audience] == [public, resident, staff]
    assert mask_door(*home, "public") == public


def test_mask_door_refuses_an_audience_nobody_named():
    with pytest.raises(ValueError, match="press"):
        mask_door("3", "2", "502", "press")


def test_scan_says_what_is_where():
    text = f"联系人张**，身份证{ID_X}，卡号{CARD}，电话{PHONE}。"

    assert scan(text) == [
        Finding(Kind.ID, 10, 28, "*" * 18),
        Finding(Kind.CARD, 31, 50, "*" * 19),
        Finding(Kind.PHONE, 53, 64, "138****1234"),
    ]
    assert text[10:28] == ID_X
    assert redact(text) == f"联系人张**，身份证{'*' * 18}，卡号{'*' * 19}，电话138****1234。"
    assert [str(found.kind) for found in scan(text)] == ["身份证号", "银行卡号", "手机号"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ID, Kind.ID),
        ("11010519491231002x", Kind.ID),
        ("１１０１０５１９４９１２３１００２Ｘ", Kind.ID),
        ("110105 19491231 002X", Kind.ID),
        ("110105-1949-1231-002X", Kind.ID),
        ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", Kind.ID),
        ("110105\u200b19491231002X", Kind.ID),
        ("2025-12-12 11010519491231002X", Kind.ID),
        (f"第3号 {ID} 2", Kind.ID),
        ("示例A11010519491231002XB", Kind.ID),
        ("4111111111111111", Kind.CARD),
        ("4111 1111 1111 1111", Kind.CARD),
        ("4111-1111-1111-1111", Kind.CARD),
        ("41111111111111113", Kind.CARD),
        ("411111111111111118", Kind.CARD),
        ("915106812000004002", Kind.CARD),
        ("622202 0000000000000", Kind.CARD),
        ("6222 0200 0000 0000 000", Kind.CARD),
        (PHONE, Kind.PHONE),
        ("138 0000 1234", Kind.PHONE),
        ("138-0000-1234", Kind.PHONE),
        ("138 - 0000 - 1234", Kind.PHONE),
        ("138.0000.1234", Kind.PHONE),
        ("138·0000·1234", Kind.PHONE),
        ("138－0000—1234", Kind.PHONE),
        ("138\u3000０000\u00a01234", Kind.PHONE),
        ("1380000 1234", Kind.PHONE),
        ("1380 000 1234", Kind.PHONE),
        ("1-3-8-0-0-0-0-1-2-3-4", Kind.PHONE),
        ("138\u200b00001234", Kind.PHONE),
        ("+8613800001234", Kind.PHONE),
        ("0086 138 0000 1234", Kind.PHONE),
        ("١٣٨٠٠٠٠١٢٣٤", Kind.PHONE),
        ("微信wx13800001234同号", Kind.PHONE),
        ("2025-12-12 13800001234", Kind.PHONE),
        ("3栋 13 13800001234 2户", Kind.PHONE),
    ],
)
def test_scan_finds_a_number_however_it_is_written(text, kind):
    assert [found.kind for found in scan(text)] == [kind]
    assert scan(redact(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "聚福园小区非机动车棚项目决算公示",
        "2025-12-12 17:53:43",
        "2025年12月12日至2026年1月4日",
        "公示期2025-12-12—2025-12-31",
        "20251212-20251231",
        "2025.12.12-2025.12.31 共20天",
        "预算 1,860,000.00 元，街道 1,488,000.00 元",
        "￥150000000.00",
        "预算15000-150000元",
        "15000~200000",
        "1500\t3000\t200",
        "1500\n3000200",
        "凭证 记-2025-12-0001",
        "流水 2025120100000012",
        "流水 202512010000000128",
        "数电票 25512000000012345678",
        "发票代码 051001900211 号码 12345678",
        "统一社会信用代码 914403001922038216",
        "统一社会信用代码 915106812000000372",
        "统一社会信用代码 91510681MA6ABCDE12",
        "监督电话 0838-5200000、12345",
        "服务热线 400-820-0000",
        "门牌 13-2-1502-1503",
        "12800001234",
        "138000012345",
        "身份证 110105194912310021",
        "110105194913310021",
        "990105194912310021",
        "110105189912310023",
        "4111111111111112",
        f"校验 {'ab12' * 5}13800001234{'c' * 33}",
    ],
)
def test_scan_leaves_everything_else_alone(text):
    assert scan(text) == []
    assert redact(text) == text


def test_scan_takes_no_birthday_that_is_still_to_come():
    with clock.travel_to(1980, 2, 28):
        assert scan(ID) == []
    with clock.travel_to(1980, 2, 29):
        assert [found.kind for found in scan(ID)] == [Kind.ID]


def test_scan_finds_several_in_order():
    text = f"{PHONE}，{ID}，13900005678"

    assert [found.kind for found in scan(text)] == [Kind.PHONE, Kind.ID, Kind.PHONE]
    assert redact(text) == f"138****1234，{'*' * 18}，139****5678"


def id_number(region, day, order):
    digits = f"{region}0681{day:%Y%m%d}{order:03d}"
    weights = [2**place % 11 for place in range(17, 0, -1)]
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    check = next(check for check in range(11) if (rest + check) % 11 == 1)
    return digits + ("X" if check == 10 else str(check))


def card_number(digits):
    return next(digits + check for check in "0123456789" if luhn(digits + check))


def luhn(number):
    total = 0
    for place, digit in enumerate(reversed(number)):
        total += sum(map(int, str(int(digit) * (1 + place % 2))))
    return total % 10 == 0


IDS = st.builds(
    id_number,
    st.sampled_from(["11", "31", "44", "51", "65"]),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
)
CARDS = st.from_regex("62[0-9]{13,16}", fullmatch=True).map(card_number)
PHONES = st.from_regex("1[3-9][0-9]{9}", fullmatch=True)
GAPS = st.sampled_from(["", " ", "-", " - ", "－", "\u3000", "\u200b", "·"])
# Whatever surrounds a number in a sentence; digits in it have a comma or a unit between them and the number.
AROUND = st.text(st.sampled_from("张三，。：；、（）电话元户abc\n"), max_size=12)


def written(number, groups, gap, wide):
    parts, rest = [], number
    for size in groups:
        parts, rest = [*parts, rest[:size]], rest[size:]
    text = gap.join(part for part in [*parts, rest] if part)
    return text.translate({ord("0") + n: 0xFF10 + n for n in range(10)}) if wide else text


def digits_of(text):
    return re.sub("[^0-9X]", "", text.translate({0xFF10 + n: ord("0") + n for n in range(10)}))


@given(
    st.one_of(
        st.tuples(IDS, st.sampled_from([(), (6, 8), (6, 4, 4), (3, 3, 4, 4), (1,) * 17]), st.just(Kind.ID)),
        st.tuples(CARDS, st.sampled_from([(), (4, 4, 4, 4), (6,), (4,), (1,) * 18]), st.just(Kind.CARD)),
        st.tuples(PHONES, st.sampled_from([(), (3,), (3, 4), (7,), (4, 3), (1,) * 10]), st.just(Kind.PHONE)),
    ),
    GAPS,
    st.booleans(),
    AROUND,
    AROUND,
)
def test_redact_never_lets_a_number_through(case, gap, wide, before, after):
    number, groups, kind = case

    text = before + written(number, groups, gap, wide) + after

    assert [found.kind for found in scan(text)] == [kind]
    assert number not in digits_of(redact(text))
    assert (
        redact(text) == before + ("*" * len(number) if kind is not Kind.PHONE else mask_phone(number)) + after
    )


@given(st.integers(min_value=0, max_value=10**15 - 1), AROUND)
def test_scan_takes_no_amount_for_a_number_of_a_person(fen, after):
    assert scan(f"合计 {format_yuan(fen)} 元{after}") == []
    assert scan(f"合计{fen // 10**6}.{fen % 100:02d}{after}") == []


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.integers(0, 10**8 - 1), AROUND)
def test_scan_takes_no_date_or_record_number_for_a_number_of_a_person(day, order, after):
    for text in (
        f"{day} {day}",
        f"{day:%Y%m%d}-{day:%Y%m%d}",
        f"{day:%Y%m%d}{order:08d}",
        f"{day:%Y%m}{order:012d}",
    ):
        assert scan(text + after) == []


@given(st.from_regex("[0-9]{20}", fullmatch=True), AROUND, AROUND)
def test_scan_takes_no_invoice_number_for_a_number_of_a_person(number, before, after):
    assert scan(f"{before}{number}{after}") == []


@given(st.text())
def test_redact_leaves_nothing_that_it_would_find_again(text):
    found = scan(text)

    assert all(text[one.start : one.end] for one in found)
    assert (redact(text) == text) is (found == [])


@given(st.text())
def test_mask_name_never_shows_the_whole_of_a_name(name):
    masked = mask_name(name, organisation=False)

    assert len(masked) <= 4
    assert masked != name.strip() or "*" in name or not name.strip()
