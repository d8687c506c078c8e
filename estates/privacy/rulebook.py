"""The numbers of keeping data that a street may set, besides those of ``estates/rulebook.py``."""

from django.utils.translation import gettext_lazy as _

from core.rulebook import Kind, Rule, declare

KEY_DAYS = "estates.key_days"
UNVERIFIED_DAYS = "estates.unverified_days"

declare(
    Rule(
        KEY_DAYS,
        30,
        Kind.DAYS,
        _("防重复提交的记录保留几天"),
        _("个人信息保护法第 19 条（最短期限），待街道确认"),
        minimum=1,
        maximum=90,
    ),
    Rule(
        UNVERIFIED_DAYS,
        90,
        Kind.DAYS,
        _("没有验证过的登录账号保留几天"),
        _("个人信息保护法第 19 条；domain.md §5.2 的保存期，待街道确认"),
        minimum=7,
        maximum=180,
    ),
)
