"""What strangers see of a person, and the scanner that keeps personal numbers out of what is published.

Masked unless somebody decided otherwise: domain.md §4.4. The scanner guards against oversight, not against a
publisher who wants to get a number past it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.clock import today

STARS = "***"

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af*]+")
_COMPOUND_SURNAMES = (
    "欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 端木 南宫 独孤 西门 轩辕 "
    "百里 呼延 东郭 钟离 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 闾丘 鲜于 赫连 拓跋 万俟 第五 公羊 "
    "谷梁 梁丘 左丘 南门 东门 闻人 公良 巫马 乐正 漆雕 完颜 耶律 纳兰 贺兰 达奚 歐陽 司馬 諸葛 東方 尉遲 "
    "公孫 長孫 獨孤"
)
# Endings that no personal name has; a name shorter than four characters is never taken for an organisation.
_ORGANISATION = re.compile(
    r"..+(公司|集团|委员会|居委会|物管委|业委会|党支部|办事处|合作社|事务所|工作室|经营部|门市部?|服务[部站队]|"
    r"维修部|工程队|施工队|商行|商店|超市|协会|基金会|学校|小学|中学|大学|医院|银行|信用社|中心|社区|小区|"
    r"街道|[店厂])(（.+）|\(.+\))?"
)

# Between the digits of one number: blanks, dashes and dots of all widths, characters of no width. Never a
# line end, a tab or a comma, which stand between two numbers or inside an amount.
_NO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DASHES = "-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u30fc\ufe63\uff0d"
_GAP = f"[{re.escape(' .·•・' + _DASHES)}\u00a0\u2002\u2003\u2009\u3000{_NO_WIDTH}]{{0,3}}"
# A sha256 or the like, printed for verification, may hold eleven digits in a row by chance.
_HASH = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,}(?![0-9A-Za-z])")
# Each looks ahead, so that every place where digits begin is tried, also inside a candidate that failed.
_ID = re.compile(f"(?<![0-9])(?=([1-8](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx])(?![0-9]))")
_CARDS = [re.compile(f"(?<![0-9])(?=([1-9](?:{_GAP}[0-9]){{{n - 1}}})(?![0-9]))") for n in (19, 18, 17, 16)]
_PHONE = re.compile(f"(?<![0-9])(?=((?:(?:\\+|00)?86{_GAP})?(1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}))(?![0-9]))")
# How people group the eleven digits of a mobile number. Not (5, 6): that is a range of amounts.
_PHONE_GROUPS = frozenset(
    {(11,), (3, 8), (4, 7), (6, 5), (7, 4), (8, 3), (3, 4, 4), (3, 3, 5), (3, 5, 3), (4, 3, 4), (1,) * 11}
    | {(3, 4, 2, 2), (3, 3, 3, 2), (3, 2, 3, 3), (3, 2, 2, 2, 2)}
)

_REGIONS = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_LUHN_DOUBLED = "0246813579"


class Audience(StrEnum):
    """Who is going to read: the public notice and page, a resident signed in to this estate, or staff."""

    PUBLIC = "public"
    RESIDENT = "resident"
    STAFF = "staff"


class Kind(StrEnum):
    """Which number of a person was found; the value is its Chinese name."""

    ID = "身份证号"
    CARD = "银行卡号"
    PHONE = "手机号"


@dataclass(frozen=True, slots=True)
class Finding:
    """A number of a person in ``text[start:end]``, with what may stand there instead."""

    kind: Kind
    start: int
    end: int
    masked: str


def mask_name(name: str, *, organisation: bool | None = None) -> str:
    """Return the surname with a star for each further character, two at most: 张**, 张*, 欧阳**.

    Names with · and names in Latin letters keep their first character. Organisations stay whole; pass
    ``organisation`` where the kind of person is known, otherwise the ending of the name decides.
    """
    joined = "".join(name.split())
    looks_like_one = len(joined) >= 4 and _ORGANISATION.fullmatch(joined) is not None
    if looks_like_one if organisation is None else organisation:
        return name.strip()
    if not _HAN.fullmatch(joined):
        return joined[:1] + "**" if len(joined) > 1 else "*" * len(joined)
    known = 2 if len(joined) > 2 and joined[:2] in _COMPOUND_SURNAMES else min(1, len(joined) - 1)
    return joined[:known] + "*" * min(2, len(joined) - known)


def mask_phone(phone: str) -> str:
    """Return a mainland mobile as 138****1234; any other number is hidden whole."""
    match = re.fullmatch(r"(?:(?:00)?86)?(1[3-9][0-9])[0-9]{4}([0-9]{4})", _digits(_plain(phone)))
    return f"{match[1]}****{match[2]}" if match else "****"


def mask_door(building: str, entrance: str, door: str, audience: Audience | str) -> str:
    """Return where a home is: 3栋 in public, 3栋2单元*** to residents of the estate, 3栋2单元502 to staff.

    A bare number gets its 栋 or 单元; a building or entrance that does not exist is an empty string.
    """
    house, stair = _with_unit(building, "栋"), _with_unit(entrance, "单元")
    shown = {
        Audience.PUBLIC: house or STARS,
        Audience.RESIDENT: f"{house}{stair}{STARS}",
        Audience.STAFF: f"{house}{stair}{door.strip()}",
    }
    return shown[Audience(audience)]


def scan(text: str) -> list[Finding]:
    """Return the ID, bank card and mobile numbers in ``text``, in order and without overlap.

    Finds them in full-width digits and with blanks, dashes or dots between the digits. An ID must have a
    region, a birthday and its check digit, a card its Luhn digit. Offsets are those of ``text``.
    """
    plain = _HASH.sub(lambda match: "#" * len(match[0]), _plain(text))
    findings: list[Finding] = []
    for found in (*_ids(plain), *_cards(plain), *_phones(plain)):
        if all(found.end <= other.start or other.end <= found.start for other in findings):
            findings.append(found)
    return sorted(findings, key=lambda found: found.start)


def redact(text: str) -> str:
    """Return ``text`` with everything that ``scan`` finds masked."""
    for found in reversed(scan(text)):
        text = text[: found.start] + found.masked + text[found.end :]
    return text


def _ids(plain: str) -> Iterator[Finding]:
    for match in _ID.finditer(plain):
        number = re.sub(r"[^0-9X]", "", match[1].upper())
        if _is_id(number):
            yield Finding(Kind.ID, match.start(1), match.end(1), "*" * len(number))


def _cards(plain: str) -> Iterator[Finding]:
    for pattern in _CARDS:
        for match in pattern.finditer(plain):
            number = _digits(match[1])
            grouped = _grouping(match[1]) in _card_groups(len(number))
            if grouped and _passes_luhn(number) and not _is_number_of_record(number):
                yield Finding(Kind.CARD, match.start(1), match.end(1), "*" * len(number))


def _phones(plain: str) -> Iterator[Finding]:
    for match in _PHONE.finditer(plain):
        if _grouping(match[2]) in _PHONE_GROUPS:
            yield Finding(Kind.PHONE, match.start(1), match.end(1), mask_phone(match[2]))


def _plain(text: str) -> str:
    """Return ``text``, length unchanged, with the decimal digits of every script as 0-9."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text.replace("Ｘ", "X"))


def _digits(number: str) -> str:
    return re.sub("[^0-9]", "", number)


def _grouping(number: str) -> tuple[int, ...]:
    return tuple(len(group) for group in re.findall("[0-9]+", re.sub(f"[{_NO_WIDTH}]", "", number)))


def _card_groups(length: int) -> list[tuple[int, ...]]:
    fours = (4,) * (length // 4) + ((length % 4,) if length % 4 else ())
    return [(length,), fours, (6, length - 6), (4, length - 4), (length - 4, 4), (1,) * length]


def _is_id(number: str) -> bool:
    """Say whether 18 characters are a resident identity number. Source: GB 11643—1999."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True)) % 11
    plausible = number[:2] in _REGIONS and date(1900, 1, 1) <= born <= today()
    return plausible and number[17] == _ID_CHECK[remainder]


def _passes_luhn(number: str) -> bool:
    """Say whether the last digit is the check digit of a bank card. Source: ISO/IEC 7812-1."""
    places = enumerate(reversed(number))
    return sum(int(_LUHN_DOUBLED[int(digit)] if place % 2 else digit) for place, digit in places) % 10 == 0


def _is_number_of_record(number: str) -> bool:
    """Say whether a long number is public: a voucher's, which begins with its month, or an organisation's."""
    return bool(re.match("(19|20)[0-9]{2}(0[1-9]|1[0-2])", number)) or _is_credit_code(number)


def _is_credit_code(number: str) -> bool:
    """Say whether the digits are a 统一社会信用代码, which masking leaves whole. Source: GB 32100—2015."""
    if len(number) != 18 or not re.match("9[123]|[15][1239]", number):
        return False
    total = sum(int(digit) * 3**place for place, digit in enumerate(number[:17]))
    return -total % 31 == int(number[17])


def _with_unit(label: str, unit: str) -> str:
    label = label.strip()
    return label + unit if re.search("[0-9A-Za-z]$", label) else label
