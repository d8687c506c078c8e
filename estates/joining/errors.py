"""Refusals of joining: slips, claims, requests, visits, helping, changing a phone."""

from django.utils.translation import gettext_lazy as _

from core.errors import Refused


class NothingToPrint(Refused):
    """No unit was chosen, or all of them can sign in."""

    field = "which"
    status = 422
    message = _("没有要印的房屋。")
    hint = _("选中的房屋都已经有人登录过。需要重印某一户，请在下面的名单里勾选。")


class CodeUnknown(Refused):
    """No estate has printed this code: said alike of an unknown estate."""

    field = "code"
    message = _("没有这个认领码。")
    hint = _("请对照纸条再填一次，注意 0 和 8、B 和 8 的区别；还是不行，请打电话给物管委。")


class CodeUsed(Refused):
    """The slip was used."""

    field = "code"
    message = _("这个认领码已经用过了。")
    hint = _("一张纸条只能用一次。家里别人也要登记，请向物管委再要一张，或“申请加入”。")


class CodeExpired(Refused):
    """The slip's time is over."""

    field = "code"
    message = _("这个认领码已经过期。")
    hint = _("请向物管委要一张新的，或“申请加入”。")


class CodeWithdrawn(Refused):
    """A newer slip was printed for the unit."""

    field = "code"
    message = _("这个认领码已经作废，您家有一张更新的。")
    hint = _("请用最新发的那张纸条。没有收到，请打电话给物管委。")


class TooManyCodes(Refused):
    """Too many wrong codes from one address."""

    field = "code"
    message = _("试的次数太多了。")
    hint = _("请等 5 分钟再试，或打电话给物管委。")


class OwnerNameDiffers(Refused):
    """Somebody says to be the owner, but no owner of the unit without a sign-in is called so."""

    field = "name"
    message = _("名册里这套房的业主没有这个姓名，或者已经登记过登录手机号。")
    hint = _("请填房产证上的全名。填对了还不行，请用“申请加入”，拍房产证核对。认领码没有用掉。")


class TooManyNames(Refused):
    """Too many names were tried on one slip."""

    field = "name"
    message = _("姓名试的次数太多了。")
    hint = _("请用“申请加入”，拍房产证核对，或打电话给物管委。")


class OtherNameHere(Refused):
    """The sign-in belongs to somebody of another name in this estate."""

    field = "name"
    message = _("这个手机号在本小区已经登记给另一个姓名。")
    hint = _("请填原来登记的姓名，或用自己的手机号登录。登记错了，请找社区更正。")


class AlreadyLivesHere(Refused):
    """The person is registered in the unit."""

    message = _("这个人已经登记在这套房里了，不用再办。")
    hint = _("在“我的”里可以看到。用认领码的：码没有用掉，可以给家里别人用。")


class UnitUnknown(Refused):
    """No unit in the register stands at this address."""

    field = "door"
    message = _("名册里没有这套房。")
    hint = _("请核对楼栋、单元和房号，例如 2 单元、501。填对了还不行，请打电话给物管委。")


class AlreadyAsked(Refused):
    """One open request at a time."""

    message = _("您已经有一个申请在等核实。")
    hint = _("在“我的”里可以看进展，也可以撤回再重新申请。")


class OwnRequest(Refused):
    """Nobody decides about themselves."""

    status = 403
    message = _("这是您自己的申请，要由另一位来核实。")
    hint = _("请物管委主任或社区的另一位工作人员办理。")


class OwnerNotInRegister(Refused):
    """Who says to own the unit is not in the register as its owner."""

    message = _("名册里这套房没有叫这个名字、还没登录过的产权人，现在不能通过。")
    hint = _(
        "请社区先在名册里核对产权（是不是过户了、写错了、或已经登录过），改好再来通过；不是产权人就退回。"
    )


class ReasonMissing(Refused):
    """A refusal is told with its reason."""

    field = "reason"
    status = 422
    message = _("请写明原因。")
    hint = _("申请人会看到。")


class OwnerUnknown(Refused):
    """No owner of the unit without a sign-in has the name that a visitor wrote down."""

    field = "name"
    message = _("名册里这套房的产权人没有这个姓名，或者已经登录过。")
    hint = _("请核对房产证上的姓名；对得上却办不了，请社区先更正名册。")


class VisitOver(Refused):
    """The window is closed."""

    message = _("代办时间已经过了，没有登记。")
    hint = _("请当面重新签一份同意书，拍照再办一次。")


class VisitDone(Refused):
    """One visit registers one person."""

    message = _("这次代办已经办完了。")
    hint = _("再替一个人登记，请另签一份同意书，新开一次。")


class VisitAnswered(Refused):
    """The person has said whether it is right."""

    message = _("您已经答复过了。")
    hint = _("有新的情况，请打电话给社区。")


class ObjectionMissing(Refused):
    """Who denies says what is wrong."""

    field = "objection"
    status = 422
    message = _("请写明哪里不对。")


class HelperUnknown(Refused):
    """Only somebody registered in the estate can help."""

    field = "phone"
    message = _("本小区没有人用这个手机号登记。")
    hint = _("请先让他（她）用认领码或“申请加入”登记，再来设置。")


class HelpingOneself(Refused):
    """Nobody helps themselves."""

    field = "phone"
    message = _("这是您自己的手机号。")
    hint = _("请填帮您的亲属的手机号。")


class AlreadyHelped(Refused):
    """One delegation between two."""

    field = "phone"
    message = _("这个人已经可以帮忙了，不用再设。")


class HelpEnded(Refused):
    """It has ended before."""

    message = _("这项协助已经结束。")


class PrincipalUnknown(Refused):
    """Nobody of this name is registered in the unit."""

    field = "name"
    message = _("这套房里没有登记叫这个名字的居民。")
    hint = _("请核对姓名和房号；还没有登记的，先“上门登记”。")


class PersonUnknown(Refused):
    """Nobody of this name signs in with the old number in the estate."""

    field = "old_phone"
    message = _("这个小区没有叫这个名字、用这个旧号码登录的人。")
    hint = _("请核对小区、姓名和旧号码；从来没有登录过的人不用换，直接在名册里改号码。")


class OwnPhone(Refused):
    """Nobody files or decides the change of their own number."""

    status = 403
    message = _("不能给自己办更换手机号。")
    hint = _("请另一位工作人员核对您的身份后办理。")


class PhoneTaken(Refused):
    """The new number is somebody's sign-in."""

    field = "phone"
    message = _("新号码已经是一个登录账号，不能换成它。")
    hint = _("请本人换一个号码；号码确实是本人的，请先核对那个账号是谁的。")


class ChangeFiledAlready(Refused):
    """One open change of a person."""

    field = "old_phone"
    message = _("这个人的更换申请已经有人提交，正在等复核。")


class TwoPeopleNeeded(Refused):
    """Who files does not decide."""

    status = 403
    message = _("这是您提交的，要由另一位工作人员复核。")
    hint = _("请社区或街道的另一位同事办理。")
