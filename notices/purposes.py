"""What notices keep about people, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "notices.objections",
        "公示和异议",
        {
            "notices.Objection": ("person", "building", "text", "reply", "answered_by"),
            "notices.Notice": ("paragraphs", "snapshot", "letterhead", "subject", "pdf", "withdrawal_reason"),
        },
        "您对公示提的异议和答复；公示里的姓名已经遮盖",
        "让大家能监督，异议逐条答复",
        Basis.LAW,
        "长期，姓名遮盖",
        "所有人看到姓、楼栋和内容；工作人员知道是谁提的",
    ),
)
