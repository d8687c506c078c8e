"""The numbers of the project road that a street may set."""

from django.utils.translation import gettext_lazy as _

from core.rulebook import Kind, Rule, declare

COSIGN_SHARE = "projects.cosign_share"
VOTE_DAYS = "projects.vote_days"
REVIEW_DAYS = "projects.review_working_days"
QUOTES_FROM = "projects.quotes_from_fen"
QUOTES_NEEDED = "projects.quotes_needed"
SELF_RAISED = "projects.self_raised_before_start"
WARRANTY_MONTHS = "projects.warranty_months"
RATING_DAYS = "projects.rating_days"
RATING_SHARE = "projects.rating_share"
SMALL_CELL = "projects.small_cell"
PARTY_OPINION = "projects.party_opinion"

_PRACTICE = _("各地小微项目以奖代补的做法（domain.md §3.1），待街道确认")

declare(
    Rule(
        COSIGN_SHARE,
        (1, 10),
        Kind.RATIO,
        _("提出项目需要全部房屋的几分之几联名"),
        _("参照街道实践，联名户数达到十分之一再表决；待街道确认"),
        minimum=(1, 100),
        maximum=(1, 2),
    ),
    Rule(
        VOTE_DAYS,
        7,
        Kind.DAYS,
        _("项目表决通常开放几天"),
        _("参照《杭州市物业管理条例》第二十条（5 日至 60 日）；待街道确认"),
        minimum=1,
        maximum=60,
    ),
    Rule(
        REVIEW_DAYS,
        7,
        Kind.DAYS,
        _("社区初审、街道复审各在几个工作日内办结"),
        _PRACTICE,
        minimum=1,
        maximum=30,
    ),
    Rule(
        QUOTES_FROM,
        3_000_00,
        Kind.FEN,
        _("预算超过多少钱要附报价单"),
        _PRACTICE,
        minimum=0,
        maximum=100_000_00,
    ),
    Rule(QUOTES_NEEDED, 2, Kind.INT, _("要附几份报价单"), _PRACTICE, minimum=1, maximum=5),
    Rule(
        SELF_RAISED,
        (1, 1),
        Kind.RATIO,
        _("居民自筹等配套资金到账几分之几才能开工"),
        _PRACTICE,
        minimum=(0, 1),
        maximum=(1, 1),
    ),
    Rule(
        WARRANTY_MONTHS,
        24,
        Kind.INT,
        _("设施类项目通常质保几个月"),
        _("聚福园车棚和楼道灯项目约定质保 2 年；待街道确认"),
        minimum=0,
        maximum=120,
    ),
    Rule(
        RATING_DAYS,
        14,
        Kind.DAYS,
        _("居民评价开放几天"),
        _PRACTICE,
        minimum=1,
        maximum=60,
    ),
    Rule(
        RATING_SHARE,
        (1, 10),
        Kind.RATIO,
        _("至少几分之几的住户评价后才能结项"),
        _PRACTICE,
        minimum=(1, 100),
        maximum=(1, 1),
    ),
    Rule(
        SMALL_CELL,
        5,
        Kind.INT,
        _("评价少于几户时不公布各档户数"),
        _("人数太少时能猜出是谁评的（《个人信息保护法》第六条最小必要）；待街道确认"),
        minimum=2,
        maximum=20,
    ),
    Rule(
        PARTY_OPINION,
        False,
        Kind.BOOL,
        _("项目表决前要不要小区党支部书记的意见"),
        _("街道的做法，法律没有这样规定；待街道确认"),
    ),
)
