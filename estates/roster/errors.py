"""Refusals of taking rosters over and back, and of saying who is who."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class RegisterChanged(Refused):
    """The register is not what it was when somebody looked the preview through."""

    field = "shown"
    message = _("您核对之后，小区的登记又有了变化，没有导入。")
    hint = _("下面是新的对比，请再核对一遍，再按“导入”。")


class DraftIsOver(Refused):
    """A file that was taken over or put away is not there any more."""

    message = _("这份名册已经导入、放弃或过期，文件不再保留。")
    hint = _("要再导入，请重新上传。")


class ColumnTwice(Refused):
    """One head can't be two columns."""

    field = "columns"
    status = 422
    message = _("“{head}”选了两次。")
    hint = _("表里的一列只能对应一项，请改其中一处。")


class HeadNotThere(Refused):
    """A head that the sheet does not have, or that the template has a meaning for."""

    field = "columns"
    status = 422
    message = _("表里没有“{head}”这一列，或者它已经认得。")
    hint = _("请重新打开这一页再选。")


class ImportTakenBack(Refused):
    """An import is taken back once."""

    message = _("这次导入已经撤销过。")
    hint = _("要改登记，请再导入一份正确的名册。")


class ReversalStands(Refused):
    """What took an import back is not taken back itself."""

    message = _("撤销本身不能再撤销。")
    hint = _("要改登记，请再导入一份正确的名册。")


class ImportChangedSince(Refused):
    """Something that the import wrote was changed afterwards."""

    message = _("导入以后，又有人改过其中的{what}，不能整个撤销。")
    hint = _("请导出现在的名册，改好以后再导入一次。")


class ImportInUse(Refused):
    """Somebody or something made by the import is relied on by now."""

    message = _("导入的{what}已经有人在用：登录过、投过票、任了职，或有了别的记录，不能整个撤销。")
    hint = _("请导出现在的名册，改好以后再导入一次。")


class TwoSignIns(Refused):
    """Two people sign in: they are two."""

    message = _("这两位各有各的登录账号，不能合并。")
    hint = _("请先联系本人核实；换手机号请走“更换手机号”。")


class TwoDocuments(Refused):
    """Two numbers of documents: they are two."""

    message = _("这两位的证件号码不同，不是同一人。")
    hint = _("请选“不是同一人”。号码填错的，先改名册再导入。")


class BothOwnIt(Refused):
    """Two owners of one unit of one name are two, or the roster says one twice."""

    message = _("这两位是同一套房的共有人，不能合并。")
    hint = _("真是同一人的，请先改名册，把这套房的产权人只写一次。")


class BothDidIt(Refused):
    """Something that one person does once was done by both."""

    message = _("有些记录两位各有一份（例如同一天登记在同一户），不能合并。")
    hint = _("请先结束其中一份登记，再来核对。")


class ReasonMissing(Refused):
    """Who says that two of one name are two says why."""

    field = "reason"
    status = 422
    message = _("请写明为什么不是同一人。")
    hint = _("例如：本人到场核对过证件。")


class NothingChosen(Refused):
    """Nobody was chosen to be decided about."""

    field = "people"
    status = 422
    message = _("还没有勾选。")
    hint = _("请勾选和第一位是同一人的，或勾选不是同一人的。")
