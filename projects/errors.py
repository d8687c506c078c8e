"""Why a concern or a project does not move on."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused


class ConcernIncomplete(Invalid):
    """A concern says where and what."""

    message = _("还没有写清楚{missing}。")
    hint = _("请补上后再提交。")


class NumbersInText(Invalid):
    """A text neighbours will read holds an ID, card or mobile number of a person."""

    message = _("文字里有{kinds}，不能公开。")
    hint = _("请删去号码，要联系人就写“物管委”。")


class ReasonRequired(Invalid):
    """Declining, sending back, refusing and cancelling say why."""

    message = _("还没有写原因。")
    hint = _("请用一两句话写清楚，对方才知道怎么办。")


class OwnConcern(Refused):
    """The home that reported a concern counts already."""

    message = _("这条诉求就是您家反映的，已经算上您家了。")
    hint = _("可以请有同样情况的邻居来点“我家也有”。")


class AlreadySupported(Refused):
    """A home says 我家也有 once."""

    message = _("您家已经点过“我家也有”，一套房屋只算一次。")
    hint = _("点错了可以撤回。")


class NotSupported(Refused):
    """There is nothing to take back."""

    message = _("您家没有点过“我家也有”。")
    hint = _("请刷新页面，看看现在的情况。")


class ConcernNotOpen(Refused):
    """A concern that is not before the neighbours takes no 我家也有 and becomes no project."""

    message = _("这条诉求现在是“{current}”，不能这样办。")
    hint = _("请刷新页面，看看最新进展。")


class ConcernTaken(Refused):
    """A concern has one living project."""

    message = _("这条诉求已经有项目 {number}。")
    hint = _("请在那个项目里继续办；它没办成，才能另提。")


class PlanFrozen(Refused):
    """What was put before the neighbours is no longer changed."""

    message = _("项目现在是“{current}”，内容已经公开，不能再改。")
    hint = _("确实要改，请取消这个项目，再重新提出。")


class BudgetImpossible(Invalid):
    """A budget has at least one line, and each line costs something."""

    message = _("预算写得不对：{reason}")
    hint = _("请核对名称、数量和单价。")


class SourcesDontAddUp(Invalid):
    """The sources pay the budget to the fen (issue C2)."""

    message = _("资金来源合计 {planned} 元，预算 {budget} 元，{difference}。")
    hint = _("请改到两边一分不差。")


class DaysImpossible(Invalid):
    """A plan ends no earlier than it starts."""

    message = _("完工日期早于开工日期。")
    hint = _("请重新选日期。")


class ResponsibleNotCommittee(Invalid):
    """A member of today's committee answers for a project."""

    message = _("负责人要是现任物管委委员。")
    hint = _("请重新选一位。")


class ProposalIncomplete(Refused):
    """A proposal is put forward with all its parts."""

    message = _("还缺：{missing}。")
    hint = _("请在任务单里补全，再提出项目。")


class OpinionNotAgreed(Refused):
    """Where the street wants it, the Party branch agrees to the text that is voted on."""

    message = _("还没有小区党支部书记同意这一稿，不能往下办。")
    hint = _("请在项目页点“送党组织”。建议修改的，改好以后再送一次。")


class OpinionNotWanted(Refused):
    """There is no step of the Party branch in this estate."""

    message = _("本小区的项目不用党组织意见。")
    hint = _("请直接往下办。")


class NoPartySecretary(Refused):
    """Nobody holds the office that is asked."""

    message = _("小区党支部书记还没有人担任，没有人能提意见。")
    hint = _("请社区或街道先任命。")


class OpinionAsked(Refused):
    """The text that is before the Party branch, or has its opinion, is not put before it again."""

    message = _("这一稿已经送过党组织，现在是“{current}”。")
    hint = _("建议修改的，请先改草稿，再送一次；已经公开的只能取消重提。")


class OpinionNotAsked(Refused):
    """An opinion is given once, of the text that was sent and read."""

    message = _("这一稿现在不等您的意见：物管委又改了，或者意见已经提过。")
    hint = _("请回到名单，看看还有哪些在等。")


class NotBeforeNeighbours(Refused):
    """Co-signing is open from the proposal until the vote."""

    message = _("项目现在是“{current}”，不在联名阶段。")
    hint = _("请刷新页面，看看最新进展。")


class AlreadyCosigned(Refused):
    """A home co-signs once."""

    message = _("您家已经联名，一套房屋只算一次。")
    hint = _("可以请邻居也来看看这个项目。")


class VoteMustBeCounted(Refused):
    """A vote whose time is up is counted, not cancelled."""

    message = _("投票已经截止，要先计票公布，不能取消。")
    hint = _("请到投票页面计票。")


class ResultNotClear(Refused):
    """The result notice has not stood its period, or an objection is open or was upheld (issue C3)."""

    message = _("表决结果的公示还没有通过：{reason}。")
    hint = _("公示期满、异议都答复且不成立后，才能报审。")


class NoticeStillStands(Refused):
    """A corrected result notice follows one that was withdrawn."""

    message = _("原来的结果公示还在，不用重新公示。")
    hint = _("有错请先撤回原公示。")


class AlreadyDecided(Refused):
    """Somebody else decided meanwhile."""

    message = _("{who}已经在 {when} 办理了这一环节：{decision}。")
    hint = _("请刷新页面，看看最新进展。")


class AmountAboveAsked(Invalid):
    """The street may lower what was asked, not raise it."""

    message = _("核定金额不能超过申请的 {asked} 元。")
    hint = _("请填写申请金额或更低的金额。")


class ItemsRequired(Invalid):
    """Sending back names what is to be put right."""

    message = _("还没有选要补正哪几项。")
    hint = _("请至少勾选一项，物管委才知道补什么。")


class GapNotCovered(Refused):
    """Since the street granted less, part of the budget has no source (issue C4)."""

    message = _("街道核定后还差 {gap} 元没有来源，不能开工。")
    hint = _("请先落实差额由谁出。")


class NoGap(Refused):
    """There is no gap to cover."""

    message = _("资金来源和预算一分不差，没有差额要落实。")
    hint = _("可以看看资金是否到账，到账就能开工。")


class MoneyNotIn(Refused):
    """Work begins when the rule's share of the residents' and other money is in (issue C5)."""

    message = _("配套资金还没有到账：{missing}。")
    hint = _("请等出纳记上到账，再开工。")


class PhotoRequired(Invalid):
    """What can be seen is shown."""

    message = _("还没有现场照片。")
    hint = _("请拍一张照片。")


class AcceptanceWaits(Refused):
    """One acceptance at a time."""

    message = _("委员已经验收合格，正在等居民验收。")
    hint = _("请一位不在物管委的居民登录，到项目页验收。")


class NoAcceptanceWaits(Refused):
    """A resident looks after a committee member did."""

    message = _("现在没有等居民验收的项目结论。")
    hint = _("请刷新页面，看看最新进展。")


class AccepterOnCommittee(Refused):
    """The resident who accepts is not of the committee (issue C6)."""

    message = _("您是物管委的人，居民验收要由不在物管委的居民来做。")
    hint = _("请一位普通居民登录，到项目页验收。")
    status = 403


class RatingClosed(Refused):
    """Ratings are taken while the window is open."""

    message = _("现在不在评价时间。")
    hint = _("项目决算后开放评价，截止前都可以评。")


class AlreadyRated(Refused):
    """A home rates once."""

    message = _("您家已经评价过，一套房屋只评一次。")
    hint = _("还有问题可以找物管委，或者反映一条新的诉求。")


class RatingStillOpen(Refused):
    """The project is closed when the time to rate is over, or every household has rated."""

    message = _("居民评价还没有截止，不能结项。")
    hint = _("请等到截止时间；住户全部评完的，可以提前结项。")


class RatingsMissing(Refused):
    """A project isn't closed before enough homes have rated it (issue C7)."""

    message = _("只有 {given} 户评价，至少要 {needed} 户才能结项。")
    hint = _("请延长评价时间，上门请居民评一评。")


class RefundsUnpaid(Refused):
    """What is left of the residents' money goes back first."""

    message = _("还有 {count} 笔退款没有付，不能结项。")
    hint = _("请出纳先把钱退给居民。")


class SettlementNotClear(Refused):
    """The settlement notice stands its period first."""

    message = _("决算公示还没有结束，或还有异议没有答复，不能结项。")
    hint = _("请等公示期满，并答复所有异议。")
