"""What a street may decide about its statistics."""

from django.utils.translation import gettext_lazy as _

from core.rulebook import Kind, Rule, declare

SMALLEST_BAND = "overview.smallest_projects_fen"
SMALL_BAND = "overview.small_projects_fen"
MIDDLE_BAND = "overview.middle_projects_fen"
SMALL_CELL = "overview.small_cell"

_BASIS = _("按项目决算分档，“以下”包含本数（《民法典》第一千二百五十九条）；分档金额待街道确认")

declare(
    Rule(SMALLEST_BAND, 1_000_00, Kind.FEN, _("最小一档项目不超过多少钱"), _BASIS, minimum=100_00),
    Rule(
        SMALL_BAND,
        3_000_00,
        Kind.FEN,
        _("小额项目不超过多少钱"),
        _("2025 年“同心筑家”项目按 3,000 元以下统计；“以下”包含本数（《民法典》第一千二百五十九条）"),
        minimum=100_00,
    ),
    Rule(MIDDLE_BAND, 10_000_00, Kind.FEN, _("中等项目不超过多少钱"), _BASIS, minimum=100_00),
    Rule(
        SMALL_CELL,
        10,
        Kind.INT,
        _("统计里少于几户的评价不公布比例"),
        _("人数太少时能猜出是谁评的（《个人信息保护法》第六条最小必要）"),
        minimum=10,
        maximum=100,
    ),
)
