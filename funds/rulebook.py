"""The numbers of money that a street may set: 小区公共资金管理办法 as data (domain.md §3.1, §3.2)."""

from django.utils.translation import gettext_lazy as _

from core.rulebook import Kind, Rule, declare

_SAMPLES = _("各地小区公共资金管理办法的做法（domain.md §3.2），待街道确认")
_INCENTIVE = _("湖里区〔2019〕8号等以奖代补办法（domain.md §3.1），待街道确认")

declare(
    Rule(
        "funds.any_approver_limit",
        300_00,
        Kind.FEN,
        _("多少钱以内，任一名审批人签字即可"),
        _SAMPLES,
        minimum=0,
        maximum=1_000_00,
    ),
    Rule(
        "funds.chair_alone_limit",
        3_000_00,
        Kind.FEN,
        _("项目支出多少钱以内，主任一人签字即可；超过要双签"),
        _SAMPLES,
        minimum=0,
        maximum=10_000_00,
    ),
    Rule(
        "funds.general_chair_alone_limit",
        1_000_00,
        Kind.FEN,
        _("公共资金支出多少钱以内，主任一人签字即可；超过要双签"),
        _SAMPLES,
        minimum=0,
        maximum=3_000_00,
    ),
    Rule(
        "funds.general_expense_limit",
        3_000_00,
        Kind.FEN,
        _("公共资金单笔支出上限；再多要作为项目由居民表决"),
        _SAMPLES,
        minimum=0,
        maximum=50_000_00,
    ),
    Rule(
        "funds.split_purchase_days",
        30,
        Kind.DAYS,
        _("多少天内同一收款方、同一项目的支出要合并提醒"),
        _("防止拆分报销（domain.md §6 第 19 例），待街道确认"),
        minimum=7,
        maximum=180,
    ),
    Rule(
        "funds.receipt_similarity",
        6,
        Kind.INT,
        _("两张票据照片差别不超过多少（共 64），就提醒可能重复"),
        _("重复报销的识别（trust.md M11）：另存一次的照片差别不到 7"),
        minimum=0,
        maximum=12,
    ),
    Rule(
        "funds.grant_cap",
        100_000_00,
        Kind.FEN,
        _("单个项目的激励资金上限"),
        _INCENTIVE,
        minimum=0,
        maximum=1_000_000_00,
    ),
    Rule(
        "funds.grant_ratio",
        (1, 1),
        Kind.RATIO,
        _("激励资金最多占项目资金的几分之几"),
        _INCENTIVE,
        minimum=(0, 1),
        maximum=(1, 1),
    ),
    Rule(
        "funds.disburse_days",
        15,
        Kind.DAYS,
        _("激励资金批准后几天内拨付"),
        _SAMPLES,
        minimum=1,
        maximum=90,
    ),
    Rule(
        "funds.return_days",
        15,
        Kind.DAYS,
        _("项目结算后几天内退回激励资金结余"),
        _SAMPLES,
        minimum=1,
        maximum=90,
    ),
    Rule(
        "funds.disclosure_due_day",
        10,
        Kind.INT,
        _("上月资金每月几日前公示"),
        _SAMPLES,
        minimum=1,
        maximum=28,
    ),
    Rule(
        "funds.disclosure_notice_days",
        7,
        Kind.DAYS,
        _("月度资金公示张贴几天"),
        _SAMPLES,
        minimum=7,
        maximum=30,
    ),
)
