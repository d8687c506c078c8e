"""The owners that make a roll difficult, in one estate, so that each can be looked at (docs/demo.md)."""

from collections.abc import Sequence

from django.db.models import Q

from estates.models import Post, SamePerson
from estates.roster.services import decide_names
from tenancy.models import Estate
from tongxin.demo.names import invented_name

Row = dict[str, str]
MANY = 15  # flats of one owner, as in the judgement of domain.md §2.2
DEVELOPER, FACTORY = "示例置业有限公司", "示例机械厂"
OTHERS: tuple[Row, ...] = (
    {"产权人": "李秀英（示例）", "联系电话": ""},
    {"产权人": "李秀英（示例）"},
    {"共有情况": "共同共有", "second": "1"},
    {"共有情况": "按份共有 1/3、2/3", "second": "1"},
    {"共有情况": "待继承", "居住情况": "空置", "联系电话": ""},
    {"产权人": FACTORY, "证件类型": "统一社会信用代码", "房屋性质": "公房", "居住情况": "出租"},
    {"产权人": DEVELOPER, "证件类型": "统一社会信用代码", "房屋性质": "开发商未售", "居住情况": "空置"},
    {"产权人": DEVELOPER, "证件类型": "统一社会信用代码", "房屋性质": "开发商未售", "居住情况": "空置"},
    {"产权人": invented_name(1_200), "用途": "商铺", "居住情况": "出租"},
)


def make_awkward(rows: Sequence[Row], first_name: int) -> list[Row]:
    """Return the rows of flats with owners that are many, several, dead, an organisation, or of one name.

    The owner of ``MANY`` flats has no document in the sheet: that all are one, people must say.
    """
    owner = {**rows[0], "证件类型": "", "证件号码": ""}
    kept = ("产权人", "证件类型", "证件号码", "联系电话")
    many = [{**row, **{column: owner[column] for column in kept}, "居住情况": "出租"} for row in rows[:MANY]]
    others: list[Row] = []
    for row, awkward in zip(rows[MANY:], OTHERS, strict=True):
        changed = {**row, "证件类型": "", "证件号码": "", **awkward}
        if changed.pop("second", ""):
            changed["产权人"] += f"、{invented_name(first_name + 100 + len(others))}"
        others.append(changed)
    return [*many, *others]


def decide_many(estate: Estate) -> None:
    """Have the street say that the owner of ``MANY`` flats is one, the developer too. Namesakes stay open."""
    officer = Post.objects.in_force().get(role=Post.Role.STREET_OFFICER)
    questions = SamePerson.objects.filter(
        Q(first__user__isnull=False) | Q(first__name=DEVELOPER), estate=estate
    )
    decide_names(estate, list(questions), decision=SamePerson.State.SAME, reason="核对过产权证", by=officer)
