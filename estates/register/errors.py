"""Refusals of keeping the register by hand."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class DayImpossible(Refused):
    """A change is dated before anybody could know of it, or further ahead than anybody should."""

    field = "on"
    message = _("生效日期要在 {first} 到 {last} 之间。")
    hint = _("请核对证件上的日期。")


class DayTooEarly(Refused):
    """Something of the register began on that day or later: the change would overlap it."""

    field = "on"
    message = _("登记里从 {since} 起的情况已经记下，不能从这一天或更早改起。")
    hint = _("请填 {since} 以后的日期；原来的登记写错了，请先更正。")


class UnitNotThere(Refused):
    """The unit was split, merged or taken out of the register."""

    message = _("{label} 已经不在登记里，不能再办。")
    hint = _("请到拆分或合并后的房屋去办。")


class OwnersMissing(Refused):
    """Nobody is named as the new owner, somebody twice, or somebody who can't own."""

    field = "owners"
    message = _("产权人填得不对：{reason}。")
    hint = _("请逐个核对产权人。")


class SharesDiffer(Refused):
    """The shares of the co-owners are neither one whole nor all of it together."""

    field = "owners"
    message = _("各人的份额加起来是 {total}，应当正好是 1。")
    hint = _("按份共有请写每人的份额，例如 1/2；共同共有都不写。")


class EvidenceMissing(Refused):
    """A change of the register says what it rests on."""

    field = "evidence"
    message = _("没有写依据。")
    hint = _("请写证件名称和编号，例如：不动产权证 2026 第 12 号。")


class HeirsFirst(Refused):
    """A unit whose owner died is passed on today or earlier, not ahead."""

    field = "on"
    message = _("这套房正在待继承，不能预先登记以后的过户。")
    hint = _("请在过户当天或以后来办。")


class NotAnOwnerNow(Refused):
    """Only who owns a unit today, and lives, can speak for its owners."""

    field = "ownership"
    message = _("这个人现在不是 {label} 的产权人，不能当代表。")
    hint = _("请从现在的产权人里选一位。")


class AlreadySpeaks(Refused):
    """The co-owner who was named speaks already, alone."""

    field = "ownership"
    message = _("{name} 已经是代表了。")
    hint = _("不用再办。")


class DeathAlreadyNoted(Refused):
    """It was noted before."""

    message = _("已经登记过：{name} 于 {on} 去世。")
    hint = _("日期写错了请联系街道经办更正。")


class DeathImpossible(Refused):
    """An organisation does not die, nobody dies in the future, nobody moves in afterwards."""

    field = "on"
    message = _("不能这样登记：{reason}。")
    hint = _("请核对日期和人。")


class AreasDiffer(Refused):
    """A split or merger keeps the area to the last hundredth."""

    field = "area"
    message = _("面积对不上：原来一共 {before} ㎡，新的一共 {after} ㎡。")
    hint = _("请按测绘报告核对，两边要一分不差。")


class PartsMissing(Refused):
    """Fewer than two parts, or two of one door."""

    field = "parts"
    message = _("拆分或合并至少要两套，门牌不能重复。")
    hint = _("请逐套填写单元、房号和面积。")


class DoorTaken(Refused):
    """Another unit stands under that door."""

    field = "door"
    message = _("{label} 已经在登记里了。")
    hint = _("请核对门牌。")


class UnitsUnlike(Refused):
    """Only units of one building, one use and the same owners become one."""

    field = "units"
    message = _("这几套房不能合并：{reason}不一样。")
    hint = _("楼栋、用途、性质、产权人和份额都一样才能合并；先办过户，再合并。")


class AlreadyLivesThere(Refused):
    """One residency of one person in one unit at a time."""

    message = _("{name} 已经登记住在 {label}。")
    hint = _("不用再登记。")


class LivesElsewhereNow(Refused):
    """The residency ended already."""

    message = _("这条居住登记已经在 {on} 结束。")
    hint = _("请刷新页面看看现在的情况。")


class SignInKeepsPhone(Refused):
    """Whoever signs in by a phone changes it themselves."""

    field = "phone"
    message = _("这个人用手机号登录，号码不能在这里改。")
    hint = _("请本人在“我的”里换号；旧号用不了的，走“更换手机号”。")


class NothingToCorrect(Refused):
    """Name and phone are what they were."""

    field = "name"
    message = _("姓名和电话都没有变。")
    hint = _("改好以后再提交。")


class PersonErased(Refused):
    """Somebody's data were deleted at their wish."""

    message = _("这个人的资料已经按本人要求删除，不能再改。")
    hint = _("如果又住回来了，请重新登记。")


class EstateFactsImpossible(Refused):
    """What is said of an estate contradicts itself."""

    message = _("填写的内容对不上：{reason}。")
    hint = _("请核对后再保存。")

    def __init__(self, *, field: str, **details: object) -> None:
        self.field = field
        super().__init__(field=field, **details)


class EstateNotSettled(Refused):
    """Money, votes or projects of an estate are still open: it can't be merged or split."""

    message = _("{estate} 还有没了结的事：{open}。")
    hint = _("请先办完，再拆分或合并小区。")


class EstatesImpossible(Refused):
    """These estates can't be merged or split this way."""

    message = _("不能这样拆分或合并小区：{reason}。")
    hint = _("请核对小区的网址名和楼栋。")
