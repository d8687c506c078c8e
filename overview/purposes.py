"""What statistics keep about people, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "overview.reports",
        "统计",
        {
            "overview.PrintedReport": ("made_by", "pdf"),
            "overview.StatisticsSnapshot": ("published_by", "reason"),
        },
        "谁打印、谁公布了统计；数字里没有个人",
        "公布街道的进度",
        Basis.LAW,
        "长期",
        "所有人看到数字；经办人只有街道看到",
    ),
)
