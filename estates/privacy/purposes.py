"""What the register keeps about people and why, and what they are asked to agree to."""

from core.purposes import Agreement, Basis, Purpose, ask_for, declare

OFFICE_NAME = "estates.office_name"
CARE = "estates.care"
POLITICAL = "estates.political"
GUARDIANSHIP = "estates.guardianship"

ask_for(
    Agreement(
        OFFICE_NAME,
        1,
        "任职期间公开我的全名",
        "任物管委委员、监督小组等职务时，小区首页写全名，方便邻居找到您。",
        "小区首页马上改为只写姓，例如“张**”。已经公示的文件不改。",
    ),
    Agreement(
        CARE,
        1,
        "记下我需要的特殊关照",
        "独居、残疾、困难等情况，加密保存，只有本社区工作人员和社工能看，用来上门走访和帮扶。",
        "登记的内容马上删除，不再有人能看到。",
        separate=True,
    ),
    Agreement(
        POLITICAL,
        1,
        "记下我的政治面貌",
        "加密保存，只有小区党支部书记和社区书记能看，用来联系党员参加小区的事。",
        "登记的内容马上删除，不再有人能看到。",
        separate=True,
    ),
    Agreement(
        GUARDIANSHIP,
        1,
        "监护人同意孩子登记",
        "不满 14 岁的孩子由监护人签字同意后才登记；孩子没有监护人不能自己登录。",
        "孩子的登录马上停用，登记由监护人决定是否删除。",
        separate=True,
    ),
)

declare(
    Purpose(
        "estates.register",
        "住户和业主登记",
        {
            "estates.Person": ("name", "phone", "document", "document_hash", "deceased_on", "user"),
            "estates.Ownership": ("person", "evidence"),
            "estates.Residency": ("person",),
            "estates.SamePerson": ("first", "second", "reason"),
            "estates.UnitSuccession": ("evidence",),
        },
        "姓名、手机号、证件的种类和校验值（不存证件号码）、房屋和产权份额、居住情况",
        "确认谁可以投票、通知到谁、怎样计算面积和人数（民法典 278）",
        Basis.LAW,
        "登记期间；搬走或卖房 {default} 年后匿名，街道可以在 1–5 年内定",
        "您自己；物管委、社区和街道的工作人员；邻居只看到姓和楼栋",
        rule="estates.inactive_years",
    ),
    Purpose(
        "estates.minors",
        "未成年人和监护人",
        {"estates.Person": ("born_on", "guardian")},
        "出生日期、监护人",
        "不满 14 岁的人由监护人同意（个人信息保护法 31）",
        Basis.CONSENT,
        "与登记一样长",
        "监护人；社区工作人员",
        sensitive=True,
        agreement=GUARDIANSHIP,
    ),
    Purpose(
        "estates.joining",
        "认领、申请和代办",
        {
            "estates.ClaimSlip": ("sha256", "used_by"),
            "estates.SlipBatch": ("made_by", "unit_ids", "pdf"),
            "estates.JoinRequest": ("user", "name", "proof", "decided_by", "reason", "residency"),
            "estates.Assistance": ("helper", "consent", "person", "done", "objection"),
            "estates.Delegation": ("principal", "helper", "consent"),
            "estates.PhoneChange": (
                "person",
                "phone",
                "proof",
                "reason",
                "asked_by",
                "asked_person",
                "decided_by",
                "decided_person",
                "answer",
            ),
        },
        "申请时填的姓名、证明照片、签字的同意书、新旧手机号、帮您操作的亲属",
        "核实住在这里的人，防止冒名",
        Basis.SERVICE,
        "与登记一样长；印认领码的文件印完就清除",
        "核实的工作人员；您自己",
    ),
    Purpose(
        "estates.posts",
        "职务",
        {"estates.Post": ("person", "authority", "ending")},
        "谁担任什么职务、从哪天到哪天、依据什么",
        "让大家知道谁在办事；付钱和审批不在一个人手里",
        Basis.LAW,
        "长期，与账目和决议一起",
        "所有人都能看到任期内委员的姓名和职务，您可以改为只写姓",
    ),
    Purpose(
        "estates.import",
        "导入名册",
        {
            "estates.RosterImport": ("file_name", "made_by", "effects"),
            "estates.RosterDraft": ("file_name", "data", "made_by"),
        },
        "社区上传的名册，和导入改动了什么",
        "把纸质名册搬进系统，导错了能撤回",
        Basis.LAW,
        "没有导入的名册 {default} 小时后清除；导入记录与登记一样长",
        "导入的工作人员",
        rule="estates.draft_hours",
    ),
    Purpose(
        "estates.care",
        "特殊关照和政治面貌",
        {"estates.SensitiveFact": ("person", "kind", "sealed", "noted_by")},
        "独居、残疾、困难等情况；政治面貌。加密保存",
        "上门走访和帮扶；联系党员",
        Basis.CONSENT,
        "撤回同意时马上删除，否则与登记一样长",
        "关照：本社区工作人员和社工；政治面貌：小区党支部书记和社区书记。每看一次都记下来给您看",
        sensitive=True,
        agreement=CARE,
    ),
    Purpose(
        "estates.rights",
        "同意、请求和查看记录",
        {
            "estates.Consent": ("person", "purpose", "evidence", "guardian"),
            "estates.DataRequest": ("person", "user", "words", "data", "answered_by", "answer"),
            "estates.LegalHold": ("person", "reason", "placed_by", "lifted_by", "lifting"),
            "estates.Look": ("person", "what", "post", "viewer", "user"),
        },
        "您同意或撤回了什么、提过什么请求、谁看过您的资料、有没有因争议锁定",
        "证明是按您的意思办的（个人信息保护法 44–50、54）",
        Basis.LAW,
        "同意和请求 3 年；查看记录 {default} 个月，街道可以在 6–36 个月内定",
        "您自己；答复请求的社区工作人员",
        rule="estates.look_months",
    ),
)
