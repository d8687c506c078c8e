"""Why money is not moved."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused


class PlanEmpty(Invalid):
    """A fund is planned from at least one source with an amount above zero."""

    message = _("资金计划里还没有金额。")
    hint = _("请至少填写一个来源的金额。")


class FundSettled(Refused):
    """The fund is settled: nothing comes in or goes out any more."""

    field = "fund"
    message = _("“{fund}”已经结算，不能再收支。")
    hint = _("确有后续收支，请记在小区公共资金里。")


class FundNotStarted(Refused):
    """A project's money is spent from the day its work began."""

    field = "fund"
    message = _("“{fund}”还没有开工，不能报销。")
    hint = _("请等开工以后再报，或改选其他资金。")


class BudgetMissing(Refused):
    """The street has not set its budget for the year."""

    message = _("街道还没有设定 {year} 年的激励资金预算。")
    hint = _("请街道财政所先在“预算”页设定当年预算。")


class BudgetExceeded(Refused):
    """The street's budget of the year has less left than the grant."""

    field = "amount_fen"
    message = _("{year} 年的激励资金还剩 {left} 元可以批准，这次要 {wanted} 元，不够。")
    hint = _("请降低补贴金额，或等街道追加预算后再批。")


class BudgetBelowCommitted(Refused):
    """A budget can't be lowered below what is already promised or paid."""

    field = "amount_fen"
    message = _("{year} 年已经批准和拨付了 {committed} 元，预算不能低于这个数。")
    hint = _("请填写不低于已批准金额的预算。")


class GrantExists(Refused):
    """A fund has one grant."""

    message = _("“{fund}”已经批过激励资金。")
    hint = _("请刷新页面，查看已批准的金额。")


class GrantAbovePlan(Refused):
    """The grant is more than the plan wants from the street."""

    field = "amount_fen"
    message = _("批准金额比资金计划里的街道激励资金（{planned} 元）还多。")
    hint = _("请按计划金额或更低的金额批准。")


class GrantAboveCap(Refused):
    """The grant is above what one project may get."""

    field = "amount_fen"
    message = _("单个项目的激励资金最多 {cap} 元，这次要 {wanted} 元。")
    hint = _("请降低补贴金额，其余部分从其他来源筹集。")


class GrantAboveRatio(GrantAboveCap):
    """The grant is above the share of the project that the street may pay."""

    message = _("激励资金最多占项目资金的 {ratio}，也就是 {cap} 元，这次要 {wanted} 元。")


class GrantClosed(Refused):
    """The rest of the grant was released."""

    message = _("这笔激励资金已经了结，不能再拨付。")
    hint = _("请刷新页面，查看拨付记录。")


class DisbursementTooLarge(Refused):
    """Less is left of the grant than is to be disbursed."""

    field = "amount_fen"
    message = _("这笔激励资金还剩 {left} 元没有拨付，这次要拨 {wanted} 元，超过了。")
    hint = _("请按剩余金额拨付。")


class BankReferenceUsed(Refused):
    """The bank reference is recorded already, with another amount."""

    field = "bank_reference"
    message = _("银行流水号 {reference} 已经记过，金额是 {amount} 元。")
    hint = _("请核对银行回单上的流水号和金额。")


class TransferRecorded(Refused):
    """A bank transfer pays one voucher of an estate; ``url`` leads to the other one's page."""

    field = "bank_reference"
    message = _("银行流水号 {reference} 已经记在{voucher} 上。")
    hint = _("一笔转账只能记一次。请核对银行回单，填这一笔付款自己的流水号。")


class BankReferenceMissing(Invalid):
    """Money is recorded with the reference of its bank transfer (domain.md §6 case 35)."""

    message = _("还没有填银行流水号。")
    hint = _("现金要当天存入小区账户，再按存款回单填写流水号。")


class PersonalNumber(Invalid):
    """What will be published holds no number of a person (domain.md §4.4)."""

    message = _("这里写了{kind}，公示时会被所有人看到。")
    hint = _("请删去号码，只写事情和名称。")


class DayInFuture(Invalid):
    """What has not happened yet can't be recorded."""

    message = _("日期还没有到，不能提前记账。")
    hint = _("请填写实际发生的日期。")


class ReceiptTooOld(Invalid):
    """What was bought that long ago is not reimbursed any more; mostly a year was mistyped."""

    message = _("这个日期在 {days} 天以前，不能再报销。")
    hint = _("请检查年份有没有写错。")


class SourceNotContributed(Invalid):
    """The street's money comes by disbursement, never as a contribution."""

    message = _("街道激励资金由街道拨付，不在这里记。")
    hint = _("请选居民自筹、公共收益、捐赠或其他。")


class GiverMissing(Invalid):
    """A contribution says who gave: a home or a name."""

    message = _("还没有写是谁出的。")
    hint = _("请选择房号，或填写单位、捐赠人名称。")


class ContributionRecorded(Refused):
    """The same giver with the same transfer is recorded already."""

    field = "bank_reference"
    message = _("这笔收入已经记过，凭证号 {number}。")
    hint = _("请核对收入记录，不要重复登记。")


class ContributionBeyondPlan(Refused):
    """A source brings a project what the plan has from it, and no more."""

    field = "amount_fen"
    message = _("“{fund}”的{source}还能收 {left} 元，这笔是 {wanted} 元，超过了。")
    hint = _("计划 {planned} 元，已收 {received} 元。请核对金额、来源和项目；没有指定用途的请记入公共资金。")


class ContributionTooLarge(Refused):
    """So large a sum is a slip of the pen, or needs the street to look at it first."""

    field = "amount_fen"
    message = _("单笔收入最多登记 {limit} 元，这笔是 {wanted} 元。")
    hint = _("请核对有没有多写零；确有这么大的一笔，请先联系街道调整上限。")


class AmountMissing(Invalid):
    """An amount is above zero."""

    message = _("金额要大于零。")
    hint = _("请按票据或回单上的金额填写。")


class ReceiptMissing(Refused):
    """An expense is filed with at least one receipt."""

    field = "photo"
    message = _("这笔支出还没有票据照片。")
    hint = _("请先拍一张票据照片，再提交。")


class ReceiptAlreadyUsed(Refused):
    """The same file proves another expense."""

    field = "photo"
    message = _("这张票据照片已经用在支出 {number} 上。")
    hint = _("一张票据只能报一次。如果拿错了，请拍这一次的票据。")


class ReceiptInOwnExpense(ReceiptAlreadyUsed):
    """The same file proves another expense of who sends it; ``expense`` is its key, for a link."""

    message = _("这张票据照片已经在您自己的支出 {number} 里，现在是“{state}”。")
    hint = _("可以打开那一笔接着办；如果拿错了，请拍这一次的票据。")


class ReceiptUsedElsewhere(ReceiptAlreadyUsed):
    """The same file proves an expense of another estate of the street, which is not named here."""

    message = _("这张票据照片已经在本街道另一个小区用过。")
    hint = _("一张票据只能报一次。请拍这一次的票据，或向街道了解情况。")


class InvoiceNumberWrong(Invalid):
    """An invoice's number has 20 digits or 8."""

    field = "invoice_number"
    message = _("发票号码应是 20 位（数电发票）或 8 位数字。")
    hint = _("请照发票右上角的号码填写；收据没有号码就不填。")


class InvoiceCodeWrong(Invalid):
    """A code has 10 digits or 12, and stands beside a number of 8."""

    field = "invoice_code"
    message = _("发票代码应是 10 位或 12 位数字，和 8 位的发票号码一起填。")
    hint = _("数电发票和收据没有代码，不用填。")


class InvoiceAlreadyUsed(Refused):
    """The same invoice proves another expense."""

    field = "invoice_number"
    message = _("发票号码 {invoice} 已经用在支出 {number} 上。")
    hint = _("一张发票只能报一次。请核对发票号码。")


class NotYourExpense(Refused):
    """Only who filed an expense may change it."""

    message = _("这笔支出由另一位委员经办，您不能修改。")
    hint = _("请经办人修改，或由审批人退回。")
    status = 403


class ExpenseUnchangeable(Refused):
    """A paid or ended expense stays as it is."""

    message = _("这笔支出现在是“{current}”，不能再修改。")
    hint = _("付款后发现有误，请联系出纳按更正办理。")


class NeedsDecision(Refused):
    """The general fund pays small things; larger ones are projects that residents vote on."""

    field = "amount_fen"
    message = _("公共资金单笔最多 {limit} 元，这笔是 {wanted} 元。")
    hint = _("请作为小微项目提出，由居民表决后再办。")


class OwnExpense(Refused):
    """Who filed an expense can't approve or pay it."""

    message = _("这笔支出是您自己经办的，不能由您审批或付款。")
    hint = _("请另一位有权限的人来办。")
    status = 403


class AlreadySigned(Refused):
    """The second signature, and the payment, are somebody else's."""

    message = _("您已经在这笔支出上签过字，下一步要由另一个人办。")
    hint = _("请另一位有权限的人来办。")
    status = 403


class ChairMustSign(Refused):
    """Above the small limit the first signature is the chair's."""

    message = _("超过 {limit} 元的支出要先由主任签字。")
    hint = _("请物管委主任先审批。")


class PayeeIsOfficial(Refused):
    """Nobody files or approves a payment to themselves (domain.md §6 case 23)."""

    field = "payee"
    message = _("收款方“{payee}”与经办人或审批人同名，需要回避。")
    hint = _("请换一位委员经办或审批；如果只是同名，请把收款方写得更具体。")


class ExpenseBeyondEverything(Refused):
    """No fund of the estate could ever pay as much, whichever is chosen on the next step."""

    field = "amount_fen"
    message = _("现在单笔最多能报 {most} 元（{fund}），这笔是 {wanted} 元，超过了。")
    hint = _("项目按居民同意的计划报，公共资金单笔有上限。请核对金额；更大的事请作为小微项目提出。")


class ExpenseBeyondPlan(Refused):
    """A project never pays more than was planned, and this is more than what is left of the plan."""

    field = "amount_fen"
    message = _("“{fund}”最多还能付 {left} 元，这笔是 {wanted} 元，超过了。")
    hint = _("计划 {planned} 元，已付和已批准 {used} 元，等签字 {waiting} 元。请核对金额，或改选其他资金。")


class MoneyNotThere(Refused):
    """Nobody signs for what can't be paid yet; ``waits`` says what has to come first."""

    message = _("钱还没到，现在不能同意：{waits}。")
    hint = _("到账后再来签字，这笔支出会一直留在这里。")


class ReasonMissing(Invalid):
    """Sending back and refusing say why."""

    message = _("还没有写原因。")
    hint = _("请写清楚要补正什么，经办人才知道怎么改。")


class PhotosNotChecked(Invalid):
    """Whoever signs says that the photos may be published as they are shown."""

    field = "photos_fit"
    message = _("还没有确认公开的照片上没有别人的电话、账号、身份证号。")
    hint = _("请看一遍公开的照片：有的话先遮住，没有就勾选确认，再签字。")


class CoversOnlyGrow(Refused):
    """What is covered on a filed receipt stays covered."""

    field = "covers"
    message = _("已经遮住的地方不能再露出来。")
    hint = _("可以再多遮一些。确实遮错了，请审批人先退回，由经办人改。")


class CoversStand(Refused):
    """A photo that everybody has seen is changed by the chair alone, who can only cover more."""

    message = _("这张照片已经公示，遮住的地方不能再改。")
    hint = _("照片上还有别人的信息，请告诉物管委主任，主任可以再遮住一些。")


class ExpensesOpen(Refused):
    """A fund is settled when every expense has come to its end."""

    message = _("还有 {count} 笔支出没有办完，不能结算：{numbers}。")
    hint = _("请先付款、退回作废或办结这些支出。")


class RefundsOpen(Refused):
    """Refunds that are planned must be paid first."""

    message = _("还有 {count} 笔退款没有付。")
    hint = _("请先办完退款。")


class GeneralFundStays(Refused):
    """The general fund is never settled."""

    message = _("小区公共资金一直使用，不结算。")


class RefundPaid(Refused):
    """A refund is paid once."""

    message = _("这笔退款 {number} 已经付过。")
    hint = _("请刷新页面，查看退款记录。")


class MonthNotOver(Refused):
    """A month is published when it has ended."""

    message = _("{month} 还没有结束，不能公示。")
    hint = _("请在下个月 1 日以后再公示。")


class EarlierMonthFirst(Refused):
    """Months are published in their order."""

    message = _("要先公示 {month}。")
    hint = _("请按月份先后公示，账才连得上。")


class AlreadyDisclosed(Refused):
    """A month is published once."""

    message = _("{month} 的资金已经公示过。")
    hint = _("请在“资金”页查看；发现有误请发更正公告。")


class NotBalanced(Refused):
    """Opening + in − out is not closing: nothing is published until the books are right."""

    message = _("{month} 的期初、收入、支出和期末对不上，没有公示。")
    hint = _("请联系街道财政所核对账本。")
