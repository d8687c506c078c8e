"""What is kept about those who act, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "tenancy.audit",
        "办事记录",
        {"tenancy.AuditEntry": ("user", "actor", "details")},
        "谁在什么时候以什么身份办了什么（不记投票选了什么）",
        "有争议时查得清；防止内部人乱用权限",
        Basis.LAW,
        "与所办的事一样长，最少 6 个月",
        "街道审计；您自己办的，您可以导出",
    ),
    Purpose(
        "tenancy.files",
        "上传的照片和文件",
        {"tenancy.StoredFile": ("brought_by", "name", "sha256", "original_sha256")},
        "照片（拍摄地点等隐藏信息已经去掉）、签字文件、票据",
        "作为诉求、票据、验收和登记的依据",
        Basis.SERVICE,
        "与所属的事项一样长",
        "能看这个事项的人；标明“可以公开”的才公开",
    ),
    Purpose(
        "tenancy.once",
        "防止重复提交",
        {
            "tenancy.IdempotencyKey": ("user", "key", "body_sha256", "location", "answer"),
            "tenancy.Job": ("args",),
        },
        "提交过的表单的校验值，和正在生成的文件的编号",
        "同一个按钮按两次，只办一次",
        Basis.SERVICE,
        "{default} 天，街道可以在 1–90 天内定",
        "没有人能看",
        rule="estates.key_days",
    ),
)
