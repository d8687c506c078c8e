"""The numbers of registering people and keeping their data that a street may set."""

from django.utils.translation import gettext_lazy as _

from core.rulebook import Kind, Rule, declare

DRAFT_HOURS = "estates.draft_hours"
GONE_PERCENT = "estates.gone_percent"
ROLL_OBJECTION_DAYS = "estates.roll_objection_days"
SLIP_DAYS = "estates.slip_days"
SLIP_PDF_HOURS = "estates.slip_pdf_hours"
ASSISTANCE_MINUTES = "estates.assistance_minutes"
GUARDIAN_AGE = "estates.guardian_age"
DATA_REQUEST_DAYS = "estates.data_request_days"
COPY_HOURS = "estates.copy_hours"
INACTIVE_YEARS = "estates.inactive_years"
LOOK_MONTHS = "estates.look_months"
BACK_YEARS = "estates.back_years"
AHEAD_DAYS = "estates.ahead_days"

_MINIMAL = _("个人信息保护法第 6、19 条（最小必要、最短期限），待街道确认")

declare(
    Rule(
        DRAFT_HOURS,
        24,
        Kind.INT,
        _("上传后还没导入的名册保留几小时"),
        _MINIMAL,
        minimum=1,
        maximum=168,
    ),
    Rule(
        GONE_PERCENT,
        10,
        Kind.INT,
        _("名册里少了百分之几以上的房屋，导入前要提醒"),
        _("防误操作的做法，待街道确认"),
        minimum=1,
        maximum=100,
    ),
    Rule(
        ROLL_OBJECTION_DAYS,
        7,
        Kind.DAYS,
        _("业主名册公示几天，期间可以提异议"),
        _("各地业主大会名册公示的做法（domain.md §4.3），待街道确认"),
        minimum=5,
        maximum=30,
    ),
    Rule(
        SLIP_DAYS,
        30,
        Kind.DAYS,
        _("认领码多少天内有效"),
        _("OWASP ASVS 6.4.1：初始凭证要过期；天数待街道确认"),
        minimum=1,
        maximum=90,
    ),
    Rule(
        SLIP_PDF_HOURS,
        24,
        Kind.INT,
        _("印好的认领码文件保留几小时"),
        _MINIMAL,
        minimum=1,
        maximum=72,
    ),
    Rule(
        ASSISTANCE_MINUTES,
        30,
        Kind.INT,
        _("上门代办一次最多几分钟"),
        _("代办限时的做法，待街道确认"),
        minimum=5,
        maximum=60,
    ),
    Rule(
        GUARDIAN_AGE,
        14,
        Kind.INT,
        _("不满几岁的人要由监护人同意"),
        _("个人信息保护法第 31 条：不满十四周岁"),
        minimum=14,
        maximum=18,
    ),
    Rule(
        DATA_REQUEST_DAYS,
        15,
        Kind.DAYS,
        _("个人资料请求最晚几天内答复"),
        _("个人信息保护法第 50 条（及时）；天数待街道确认"),
        minimum=1,
        maximum=30,
    ),
    Rule(
        COPY_HOURS,
        72,
        Kind.INT,
        _("资料副本生成后保留几小时"),
        _MINIMAL,
        minimum=1,
        maximum=168,
    ),
    Rule(
        INACTIVE_YEARS,
        2,
        Kind.INT,
        _("搬走或卖房几年后把个人资料匿名"),
        _("个人信息保护法第 19 条；domain.md §5.2 的保存期，待街道确认"),
        minimum=1,
        maximum=5,
    ),
    Rule(
        LOOK_MONTHS,
        12,
        Kind.INT,
        _("查看记录和登录记录保留几个月"),
        _("网络安全法：网络日志不少于六个月"),
        minimum=6,
        maximum=36,
    ),
    Rule(
        BACK_YEARS,
        30,
        Kind.INT,
        _("过户、拆分、合并最早可以补登到几年前"),
        _("补登旧产权的做法，待街道确认"),
        minimum=1,
        maximum=80,
    ),
    Rule(
        AHEAD_DAYS,
        90,
        Kind.DAYS,
        _("过户、拆分、合并最多提前几天登记"),
        _("按证件上的生效日期预先登记的做法，待街道确认"),
        minimum=0,
        maximum=366,
    ),
)
