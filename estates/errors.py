"""Refusals of the register."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class AlreadyHasAnotherSignIn(Refused):
    """A person has one sign-in."""

    message = _("这个人已经用另一个手机号登录。")
    hint = _("换手机号请走“更换手机号”。")


class CapacityNotHeld(Refused):
    """A request asks to act in a capacity that its sign-in does not hold here."""

    status = 403
    message = _("您在这里没有 X-Capacity 写的这个身份。")
    hint = _("可以用的身份见 /api/v1/me/。")


class NoSignIn(Refused):
    """Somebody on paper has no sign-in that could be stopped."""

    message = _("这个人没有登录账号。")
    hint = _("他没有用手机登录过，不用停用。")


class SecondFactorNeeded(Refused):
    """An office that nobody acts in who signed in by the phone alone; people are led to set one up."""

    status = 403
    message = _("这个职务要先打开两步登录，再用动态码登录。")
    hint = _("请在网页上打开 /me/security/ 设置；命令行发的令牌不用。")


class SheetRefused(Refused):
    """A roster's file can't be taken as it is; nothing of it was stored."""

    field = "file"
    status = 422


class SheetTooLarge(SheetRefused):
    """More than any roster has, packed or unpacked."""

    message = _("文件太大，没有收下。")
    hint = _("名册最大 {most} MB。请删去图片和多余的表再传。")


class SheetOutdated(SheetRefused):
    """The format of Excel before 2007, or a workbook with a password."""

    message = _("这是老格式（.xls）或加了密码的文件，读不了。")
    hint = _("请在 Excel 里去掉密码，“另存为”选 .xlsx，再传一次。")


class SheetHasMacros(SheetRefused):
    """A workbook with programs in it."""

    message = _("这个文件带有宏，不能收。")
    hint = _("请“另存为”选 .xlsx（不带宏）再传。")


class SheetHasMergedCells(SheetRefused):
    """Merged cells: which rows a value is of can't be told."""

    message = _("表里有合并的单元格，分不清是哪几户的。")
    hint = _("请全选后点“取消合并”，把空出来的格子填上，再传一次。")


class SheetUnreadable(SheetRefused):
    """Neither a workbook nor a table of text."""

    message = _("读不懂这个文件。")
    hint = _("请用我们的模板填写，存成 .xlsx 或 .csv 再传。")


class ColumnsMissing(SheetRefused):
    """The heads of the template are not all there."""

    message = _("没有找到这几列：{columns}。")
    hint = _("表头要和模板一样，写在前 10 行里。")


class ColumnsTwice(SheetRefused):
    """Two columns say the same."""

    message = _("这几列重复了：{columns}。")
    hint = _("请每样只留一列。")


class TooManyRows(SheetRefused):
    """More rows than any estate has."""

    message = _("行数太多，一次最多 {most} 行。")
    hint = _("请分小区导入。")


class RosterHasFaults(SheetRefused):
    """Some rows can't be what they say; none is stored before all are mended."""

    message = _("名册里有 {count} 处要改，没有导入。")
    hint = _("请按提示改好，再传一次。")
