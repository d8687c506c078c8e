"""What each row of a roster means: a unit with its owners, or what has to be mended, in words."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.core.exceptions import ValidationError

from core import masking
from core.areas import parse_area
from core.forms import PhoneField
from estates.documents import document_hash, is_id_card
from estates.models import Person
from estates.roster.sheet import Fault, Sheet, SheetRow
from estates.roster.words import DOCUMENTS, OCCUPANCIES, SOURCES, TENURES, USES

SEPARATORS = re.compile(r"[、,，;；/|\n]+")
SHARE = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")
LONGEST_NAME = 60
LARGEST = 999_999_99  # 0.01 m²: a row that says more has lost its decimal point
NUMBER = re.compile(r"[0-9A-Z]{5,30}")
ALONE, TOGETHER, BY_SHARES, HEIRS = "单独所有", "共同共有", "按份共有", "待继承"


@dataclass(frozen=True)
class OwnerLine:
    """An owner as the sheet names them; the share is a pair of whole numbers.

    ``document_hash`` stands for the number of the document, which goes no further than the cell.
    """

    name: str
    document: str = ""
    share: tuple[int, int] = (1, 1)
    document_hash: str = ""

    @property
    def kind(self) -> Person.Kind:
        """Whether it is a person or an organisation: by what they proved who they are with."""
        organisation = self.document == Person.Document.CREDIT_CODE
        return Person.Kind.ORGANISATION if organisation else Person.Kind.NATURAL

    def may_be(self, other: "OwnerLine") -> bool:
        """Say whether both are one owner of one unit: by their numbers, and without these by name."""
        if self.document_hash and other.document_hash:
            return self.document_hash == other.document_hash
        return self.name == other.name


@dataclass(frozen=True)
class RosterLine:
    """A unit as a row says it is; ``area_centi`` in 0.01 m², ``phone`` is the first owner's."""

    row: int
    building: str
    entrance: str
    door: str
    area_centi: int
    area_source: str = ""
    owners: tuple[OwnerLine, ...] = ()
    heirs_pending: bool = False
    phone: str = ""
    occupancy: str = ""
    use: str = ""
    tenure: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells one unit of an estate from another."""
        return self.building, self.entrance, self.door


@dataclass
class _Row:
    """A row being read: its cells, and the faults found so far."""

    row: SheetRow
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return a cell in half-width letters, without the blanks that mean nothing."""
        plain = unicodedata.normalize("NFKC", self.row.cells.get(column, ""))
        return " ".join(plain.split())

    def wrong(self, column: str, message: str) -> None:
        """Write down what is to be mended."""
        self.faults.append(Fault(self.row.number, column, message))

    def one_of(self, column: str, meanings: Mapping[str, str]) -> str:
        """Return what a word of a closed list means; nothing where the cell is empty or wrong."""
        text = self.text(column)
        if text and text not in meanings:
            firsts = dict[str, str]()
            for words, value in meanings.items():
                firsts.setdefault(value, words)
            self.wrong(column, f"“{_short(text)}”不认识。请填：{'、'.join(firsts.values())}。")
        return meanings.get(text, "")


def read_lines(
    sheet: Sheet, *, every: int = 0, told: Callable[[int], None] = lambda done: None
) -> tuple[list[RosterLine], list[Fault]]:
    """Return what the rows mean, and the faults of those that mean nothing; both in the order of the rows.

    ``told`` hears after ``every`` so many rows how many were read.
    """
    lines, faults, seen = [], list(sheet.faults), dict[tuple[str, str, str], int]()
    broken, names = {fault.row for fault in sheet.faults}, dict[str, tuple[str, int]]()
    phones = dict[str, str]()
    for done, each in enumerate(sheet.rows):
        if every and done % every == 0:
            told(done)
        row = _Row(each)
        line = _line(row)
        if line is not None and line.place in seen:
            row.wrong("房号", f"和第 {seen[line.place]} 行是同一户。请只留一行。")
        for owner in line.owners if line is not None else ():
            name, first = names.setdefault(owner.document_hash, (owner.name, each.number))
            if owner.document_hash and name != owner.name:
                row.wrong("证件号码", f"和第 {first} 行的号码相同，名字却不同。请核对。")
        line = _called_once(line, phones) if line is not None else None
        faults += [fault for fault in row.faults if each.number not in broken or fault.column]
        if line is not None:
            seen.setdefault(line.place, each.number)
            lines.append(line)
    return lines, sorted(_once(faults), key=lambda fault: fault.row)


def _called_once(line: RosterLine, phones: dict[str, str]) -> RosterLine:
    """Return the line without a second telephone of an owner known by number: the first stands."""
    number = line.owners[0].document_hash if line.owners else ""
    if not (number and line.phone):
        return line
    return line if phones.setdefault(number, line.phone) == line.phone else replace(line, phone="")


def _once(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Leave out what a cell lacks only because it could not be read."""
    told: set[tuple[int, str]] = set()
    for fault in faults:
        if (fault.row, fault.column) not in told:
            told.add((fault.row, fault.column))
            yield fault


def _line(row: _Row) -> RosterLine | None:
    building, entrance, door = _building(row), _entrance(row), _door(row)
    area, owners, heirs = _area(row), _owners(row), row.text("共有情况") == HEIRS
    source = row.one_of("面积来源", SOURCES)
    occupancy = row.one_of("居住情况", OCCUPANCIES)
    phone = _phone(row)
    use, tenure = row.one_of("用途", USES), row.one_of("房屋性质", TENURES)
    if not (building and door):
        return None
    return RosterLine(
        row=row.row.number,
        building=building,
        entrance=entrance,
        door=door,
        area_centi=area,
        area_source=source,
        owners=owners,
        heirs_pending=heirs,
        phone=phone,
        occupancy=occupancy,
        use=use,
        tenure=tenure,
    )


def _building(row: _Row) -> str:
    text = row.text("楼栋").replace(" ", "")
    if not text:
        row.wrong("楼栋", "没有填楼栋。例如：3栋。")
    elif len(text) > 20:
        row.wrong("楼栋", "楼栋最多 20 个字。")
    return f"{text}栋" if text.isdecimal() else re.sub(r"[幢号]$|号楼$", "栋", text)


def _entrance(row: _Row) -> str:
    text = row.text("单元").replace(" ", "").removesuffix("单元")
    if len(text) > 10:
        row.wrong("单元", "单元最多 10 个字。")
    return text


def _door(row: _Row) -> str:
    text = row.text("房号").replace(" ", "").removesuffix("室").removesuffix("号")
    if not text:
        row.wrong("房号", "没有填房号。例如：501。")
    elif len(text) > 20:
        row.wrong("房号", "房号最多 20 个字。")
    return text


def _area(row: _Row) -> int:
    """Return 0.01 m², 0 where there is a fault."""
    column = "专有部分面积"
    text = re.sub(r"(平方米|㎡|m2|m²)$", "", row.text(column)).strip()
    if not text:
        row.wrong(column, "没有填面积。没有产权面积的，请填测绘或合同面积。")
        return 0
    if text.startswith("-"):
        row.wrong(column, "面积不能是负数。")
        return 0
    try:
        area = parse_area(text)
    except ValueError:
        row.wrong(column, "面积只写数字，单位平方米，最多两位小数。例如：89.50。")
        return 0
    if not 0 < area <= LARGEST:
        row.wrong(column, "面积要大于 0，不超过 999,999.99 平方米。")
        return 0
    return area


def _owners(row: _Row) -> tuple[OwnerLine, ...]:
    names = [part.strip() for part in SEPARATORS.split(row.text("产权人")) if part.strip()]
    for name in names:
        _refuse_name(row, name)
    if len(set(names)) < len(names):
        row.wrong("产权人", "同一个名字写了两次。请每人只写一次。")
    documents = _documents(row, len(names))
    shares = _shares(row, len(names))
    numbered = _numbered(row, documents)
    return tuple(
        OwnerLine(name, kind, share, number)
        for name, share, (kind, number) in zip(names, shares, numbered, strict=True)
    )


def _refuse_name(row: _Row, name: str) -> None:
    found = masking.scan(name)
    digits = sum(letter.isdecimal() for letter in name)
    if found:
        row.wrong("产权人", f"这里像是{found[0].kind.value}。请只写姓名或单位名称。")
    elif digits >= 6:
        row.wrong("产权人", "姓名里有一长串数字。请只写姓名或单位名称。")
    elif len(name) > LONGEST_NAME:
        row.wrong("产权人", f"名称最多 {LONGEST_NAME} 个字；几个人请用顿号分开。")


def _documents(row: _Row, count: int) -> list[str]:
    """Return a kind for each owner; one kind in the cell is that of all."""
    parts = [part.strip() for part in SEPARATORS.split(row.text("证件类型")) if part.strip()]
    unknown = [part for part in parts if part not in DOCUMENTS]
    if unknown:
        known = "居民身份证、护照、港澳居民来往内地通行证、台湾居民来往大陆通行证、统一社会信用代码、其他证件"
        row.wrong("证件类型", f"“{_short(unknown[0])}”不认识。只填种类，不填号码：{known}。")
    elif len(parts) > 1 and len(parts) != count:
        row.wrong("证件类型", f"有 {count} 位产权人，证件类型写了 {len(parts)} 个。")
    else:
        kinds = [str(DOCUMENTS[part]) for part in parts]
        return kinds if len(kinds) == count else (kinds or [""]) * count
    return [""] * count


def _numbered(row: _Row, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Return kind and keyed hash of each owner's document; the number itself is in no fault and goes nowhere.

    An 18-digit number that can only be an identity card's says so itself.
    """
    column, nothing = "证件号码", [(kind, "") for kind in kinds]
    numbers = [_number(part) for part in SEPARATORS.split(row.text(column)) if part.strip()]
    if not numbers:
        return nothing
    if len(numbers) != len(kinds):
        row.wrong(column, f"有 {len(kinds)} 位产权人，证件号码写了 {len(numbers)} 个。几个号码用顿号分开。")
        return nothing
    told = [
        (kind or (Person.Document.ID_CARD if is_id_card(number) else ""), number)
        for kind, number in zip(kinds, numbers, strict=True)
    ]
    if any(kind == Person.Document.ID_CARD and not is_id_card(number) for kind, number in told):
        row.wrong(column, "身份证号码不对。请照证件核对 18 位号码。")
    elif not all(NUMBER.fullmatch(number) for _kind, number in told):
        row.wrong(column, "证件号码不对。请只写字母和数字，5 到 30 位。")
    elif not all(kind for kind, _number in told):
        row.wrong("证件类型", "写了证件号码，请写明是哪种证件。")
    elif len(set(told)) < len(told):
        row.wrong(column, "同一个号码写了两次。请每人写自己的。")
    else:
        return [(kind, document_hash(kind, number)) for kind, number in told]
    return nothing


def _number(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()


def _shares(row: _Row, count: int) -> list[tuple[int, int]]:
    """Return a share for each owner: those of 按份共有, else the whole, which they own together."""
    text, whole = row.text("共有情况"), [(1, 1)] * count
    if text in ("", ALONE, TOGETHER, HEIRS):
        if text == ALONE and count > 1:
            row.wrong("共有情况", f"写了 {count} 位产权人，不能是“单独所有”。")
        if text in (TOGETHER, HEIRS) and not count:
            row.wrong("产权人", f"“{text}”要写明产权人。")
        return whole
    if not text.startswith(BY_SHARES):
        row.wrong(
            "共有情况",
            f"“{_short(text)}”不认识。请填：{ALONE}、{TOGETHER}、{BY_SHARES} 1/2、1/2，或{HEIRS}。",
        )
        return whole
    shares = [(int(up), int(down)) for up, down in SHARE.findall(text)]
    if len(shares) != count:
        row.wrong("共有情况", f"有 {count} 位产权人，份额写了 {len(shares)} 个。例如：按份共有 1/2、1/2。")
    elif any(not 0 < up <= down for up, down in shares):
        row.wrong("共有情况", "每份要大于 0，不超过 1。例如：1/2。")
    elif sum(Fraction(*share) for share in shares) != 1:
        row.wrong("共有情况", "几份加起来不等于 1。")
    else:
        return shares
    return whole


def _phone(row: _Row) -> str:
    text = row.text("联系电话").replace(" ", "")
    if not text:
        return ""
    if LANDLINE.fullmatch(text):
        return text
    try:
        number: str = PhoneField().clean(text)
    except ValidationError:
        row.wrong("联系电话", "电话不对。请填 11 位手机号，或带区号的座机。")
        return ""
    return number


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:12]}…"
