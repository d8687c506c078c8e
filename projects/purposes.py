"""What concerns and projects keep about people, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "projects.concerns",
        "诉求",
        {
            "projects.Concern": (
                "residency",
                "person",
                "place",
                "words",
                "photo",
                "public_place",
                "public_words",
                "reviewed_by",
                "decline_reason",
                "resolution",
                "proof",
                "resolved_by",
            ),
            "projects.ConcernSupport": ("person",),
        },
        "您反映的事、照片、支持了哪些诉求",
        "核实和解决您反映的事",
        Basis.SERVICE,
        "与小区的记录一样长",
        "核实前只有物管委和社区看到是谁；公开的内容不带姓名和门牌",
    ),
    Purpose(
        "projects.projects",
        "小微项目",
        {
            "projects.Project": ("responsible", "common_part_by", "drafted_by", "plan", "end_reason"),
            "projects.CoSign": ("person",),
            "projects.Acceptance": (
                "words",
                "photo",
                "by",
                "person",
                "resident_words",
                "resident",
                "resident_person",
            ),
            "projects.Rating": ("person", "words"),
            "projects.Review": ("reason", "items", "by"),
            "projects.PartyOpinion": ("words", "by"),
            "projects.Document": ("note", "photo", "added_by"),
            "projects.Step": ("actor", "words"),
        },
        "联名、验收意见、评价，以及谁起草、谁审核",
        "按大家的意思做项目，做完由大家评",
        Basis.SERVICE,
        "与账目一样，30 年",
        "公开的部分不写全名；委员的职务公开",
    ),
)
