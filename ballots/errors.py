"""Refusals of ballots."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, NotAllowed, Refused


class WindowImpossible(Invalid):
    """The time to vote does not begin before it ends, lies in the past, or is shorter or longer than set."""

    message = _("投票时间不能这样定：{reason}")
    hint = _("请改开始或截止时间。")


class MattersImpossible(Invalid):
    """A ballot asks nothing, or offers options that are no choice."""

    message = _("表决事项不完整：{reason}")
    hint = _("请补全后再公布。")


class OwnersMustDecide(Refused):
    """Households were to decide what 民法典 278 keeps for the owners."""

    message = _("这件事会改变共有部分的用途或改建附属设施，要由业主共同决定，不能按户表决。")
    hint = _("请把表决方式改为业主表决（《民法典》第二百七十八条）。")


class RollEmpty(Refused):
    """A ballot has nobody to ask."""

    message = _("表决名册是空的。")
    hint = _("请先登记房屋、业主和居民，再公布投票。")


class RollImpossible(Refused):
    """The same unit stands on the roll twice."""

    message = _("表决名册里“{label}”出现了两次。")
    hint = _("请核对房屋登记后再公布。")


class OnlineNotAllowed(Refused):
    """Votes of this ballot are cast on paper (民法典 278: until the street has recorded its basis)."""

    message = _("这次投票用纸质票，不能在网上投。")
    hint = _("请在截止前把纸质表决票交给物管委；没有收到票，请打电话给他们。")


class OnlineBasisMissing(Refused):
    """Owners were to decide online, and the street has not recorded what allows it."""

    message = _("业主共同决定还不能网上投票：街道还没有登记依据。")
    hint = _("请改用纸质票；要网上投票，请街道先登记依据。")


class PaperNotUsed(Refused):
    """This ballot is cast online, so there are no paper totals."""

    message = _("这次是网上投票，没有纸质票要录。")
    hint = _("截止后可以直接计票。")


class NotYetOpen(Refused):
    """The time to vote has not begun."""

    message = _("投票还没有开始。")
    hint = _("请在开始时间以后再来，截止前都可以投。")


class BallotClosed(Refused):
    """The time to vote is over, or the ballot was withdrawn."""

    message = _("投票已经截止，这张票没有计入。")
    hint = _("计票后，结果会在“投票”和公示栏公布。")


class BallotStillOpen(Refused):
    """Nobody counts before the time is up and somebody has yet to vote."""

    message = _("投票还没有截止，现在不能计票。")
    hint = _("请等到截止时间；全部投完的，可以提前计票。")


class ResultNotYet(Refused):
    """A result was asked for before it was counted."""

    heading = _("还没到公布的时候")
    message = _("结果还没有公布。")
    hint = _("投票到 {until} 截止，期间不显示赞成和反对的数量。截止并计票后，这里会公布结果。")


class NotOnTheRoll(Refused):
    """The unit was not on the roll when it was frozen."""

    message = _("您的房屋不在这次投票的名册里。")
    hint = _("名册在投票公布时已经固定。如有疑问，请打电话给物管委核对。")


class NotAnAdult(Refused):
    """Somebody below the age of full capacity answers for a household (民法典 17)."""

    message = _("年满 {age} 周岁的家人才可以代表一户投票。")
    hint = _("请家里的成年人登录后投票。")


class NotTheRepresentative(Refused):
    """Co-owners speak with one voice, and somebody else is theirs."""

    message = _("这套房屋由另一位共有人代表投票。")
    hint = _("请由登记的共有人代表来投；要更换代表，请联系物管委。")


class CastBySomebodyElse(Refused):
    """Only the person who cast a vote may change it."""

    message = _("您家已经投过票了，是由{who}投的。")
    hint = _("一套房屋只计一票，截止前只有投票的那位可以修改。")


class MattersMissing(Invalid):
    """Every matter needs an answer."""

    message = _("还有事项没有选：{texts}")
    hint = _("每一项都要选一个，不想表态的请选“弃权”。")


class ChoiceUnknown(Invalid):
    """The answer, or what it answers, is none of this ballot's."""

    message = _("选择的内容不在这次投票的选项里。")
    hint = _("请返回投票页面重新选择。")


class PaperTotalsImpossible(Invalid):
    """Totals that no count of these papers can give."""

    message = _("合计不对：{reason}")
    hint = _("请对照计票单重新填写。")


class SecondTellerNeeded(NotAllowed):
    """The second count is another person's."""

    message = _("这一遍您已经录过了，要由另一位来录第二遍。")
    hint = _("请换一位物管委或监督小组成员登录后录入，两遍互相看不到。")
    needed = _("另一位计票人")


class PaperAlreadyAgreed(Refused):
    """Two counts agree already."""

    message = _("两遍录入已经一致，不用再录。")
    hint = _("可以计票了。")


class PaperNotCounted(Refused):
    """The papers were not yet counted by two persons."""

    message = _("纸质票还没有录完：要由两个人各录一遍。")
    hint = _("请先到“录入纸质票”完成两遍录入。")


class PaperMismatch(Refused):
    """Two counts differ."""

    message = _("两遍录入有 {count} 处不一样，不能计票。")
    hint = _("请两位一起核对纸质票，然后各自重新录入一遍。")


class ReasonMissing(Invalid):
    """Nobody withdraws a ballot without saying why."""

    message = _("请写明撤销的原因。")
    hint = _("原因会在投票页面上公布。")
