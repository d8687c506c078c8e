"""What the books keep about people, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "ledger.books",
        "记账",
        {
            "ledger.Transaction": ("memo", "subject", "by_label"),
            "ledger.Hold": ("memo", "subject", "by_label"),
            "ledger.HoldChange": ("by_label",),
            "ledger.Closing": ("report", "by_label"),
        },
        "每一笔账是哪个职务记的、为什么",
        "账目公开、能查、不能改",
        Basis.LAW,
        "30 年",
        "公布的账目所有人能看，姓名遮盖",
    ),
)
