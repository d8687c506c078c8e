"""What money keeps about people, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "funds.contributions",
        "出资和退款",
        {
            "funds.Contribution": ("from_label", "bank_reference", "recorded_by"),
            "funds.Refund": ("bank_reference", "paid_by"),
        },
        "谁出了多少钱或物、银行流水号（不存银行卡号）",
        "记账、开收据、退款",
        Basis.LAW,
        "30 年",
        "公开时只写姓；经手的委员和出纳看到全名",
    ),
    Purpose(
        "funds.expenses",
        "报销和付款",
        {
            "funds.Expense": (
                "purpose",
                "payee",
                "invoice_code",
                "invoice_number",
                "reason",
                "filed_by",
                "filed_by_person",
                "approved_by",
                "approved_by_person",
                "second_approved_by",
                "second_approved_by_person",
                "paid_by",
                "paid_by_person",
                "bank_reference",
            ),
            "funds.ReceiptPhoto": ("file", "covers", "public_file"),
            "funds.Disbursement": ("bank_reference", "paid_by"),
            "funds.Grant": ("reserved_by",),
            "funds.Disclosure": ("made_by",),
        },
        "经办、审批和付款的人，收款人，票据照片（个人信息已经盖住）",
        "让每一笔钱查得到谁经手，经办和审批不是一个人",
        Basis.LAW,
        "30 年",
        "公开时个人收款人只写姓；经手的委员、社区和街道看到全部",
    ),
)
