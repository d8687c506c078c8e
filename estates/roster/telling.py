"""A unit in the words of a sheet: what stands in its cells, and what the preview shows of them."""

from collections.abc import Sequence

from core.areas import plain_area
from core.masking import mask_phone
from estates.models import Person, Unit
from estates.roster.lines import ALONE, BY_SHARES, HEIRS, TOGETHER, RosterLine


def label_of(line: RosterLine) -> str:
    """Return the address of a unit inside its estate: 3栋2单元501."""
    return f"{line.building}{line.entrance and f'{line.entrance}单元'}{line.door}"


def owners_of(line: RosterLine) -> str:
    """Return who owns a unit; a dash where nobody is known."""
    return "、".join(owner.name for owner in line.owners) or "—"


def cells_of(line: RosterLine) -> dict[str, str]:
    """Return what stands in the cells of a unit, by column; the numbers of documents are not known."""
    return {
        "楼栋": line.building,
        "单元": line.entrance,
        "房号": line.door,
        "专有部分面积": plain_area(line.area_centi),
        "面积来源": str(Unit.AreaSource(line.area_source).label) if line.area_source else "",
        "产权人": "、".join(owner.name for owner in line.owners),
        "证件类型": _documents([owner.document for owner in line.owners]),
        "共有情况": _held(line),
        "联系电话": line.phone.removeprefix("+86"),
        "居住情况": str(Unit.Occupancy(line.occupancy).label) if line.occupancy else "",
        "用途": str(Unit.Use(line.use).label) if line.use else "",
        "房屋性质": str(Unit.Tenure(line.tenure).label) if line.tenure else "",
    }


def shown_of(line: RosterLine) -> dict[str, str]:
    """Return what the preview shows of the cells: telephones masked, of a number whether it is known."""
    cells = cells_of(line)
    known = sum(bool(owner.document_hash) for owner in line.owners)
    phone = mask_phone(line.phone) if line.phone else ""
    return cells | {"联系电话": phone, "证件号码": f"已登记 {known} 人" if known else ""}


def _documents(kinds: Sequence[str]) -> str:
    """Return what each owner proved who they are with; nothing where that is not known of all."""
    return "、".join(str(Person.Document(kind).label) for kind in kinds) if all(kinds) else ""


def _held(line: RosterLine) -> str:
    """Return how the owners own: 单独所有, 共同共有, 按份共有 with the shares, or 待继承."""
    if line.heirs_pending:
        return HEIRS
    if any(owner.share[1] > 1 for owner in line.owners):
        shares = (f"{up}/{down}" for up, down in (owner.share for owner in line.owners))
        return f"{BY_SHARES} {'、'.join(shares)}"
    return ("", ALONE)[len(line.owners)] if len(line.owners) < 2 else TOGETHER
