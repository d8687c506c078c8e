"""What a street may decide about notices."""

from django.utils.translation import gettext_lazy as _

from core.rulebook import Kind, Rule, declare

PERIOD_DAYS = "notices.period_days"
REPLY_WORKING_DAYS = "notices.reply_working_days"

declare(
    Rule(
        key=PERIOD_DAYS,
        default=7,
        kind=Kind.DAYS,
        label=_("公示期（天）"),
        basis=_("各地小区公示的通行做法为 7 天；待街道确认。起止按《民法典》第二百零一至二百零三条计算。"),
        minimum=3,
        maximum=60,
    ),
    Rule(
        key=REPLY_WORKING_DAYS,
        default=7,
        kind=Kind.DAYS,
        label=_("答复异议的期限（工作日）"),
        basis=_("实名异议应当书面答复，通行期限为 7 个工作日；待街道确认。"),
        minimum=1,
        maximum=15,
    ),
)
