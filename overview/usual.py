"""What an office does often: the ways in that stand at the end of its desk."""

from dataclasses import dataclass

from django.urls import reverse

from estates.access import may_open
from estates.capacities import Capacities
from tenancy.models import Estate

USUAL = (
    ("报销", "funds:expenses", "camera", "拍票据、填金额"),
    ("出资登记", "funds:contributions", "gift", "居民出的钱和物"),
    ("诉求", "projects:concerns", "chat", "核实、立项"),
    ("项目", "projects:list", "tool", "看进度"),
    ("职务", "estates:estate_posts", "user", "谁担任什么"),
    ("住户和房屋", "estates:people", "people", "查人、查门牌"),
    ("名册", "estates:roster", "doc", "导入、下载、同名核对"),
    ("加入申请", "estates:joining", "home", "核实谁住这里"),
    ("认领码", "estates:slips", "qr", "给住户印纸条"),
    ("每月公示", "funds:months", "calendar", "结账并公布"),
)


@dataclass(frozen=True)
class WayIn:
    """One tile."""

    label: str
    url: str
    icon: str
    note: str


def usual_work(held: Capacities, estate: Estate) -> list[WayIn]:
    """Return what is done often at ``estate``, as far as whoever holds these capacities may open it."""
    ways = (WayIn(label, reverse(name, args=[estate.slug]), *rest) for label, name, *rest in USUAL)
    return [way for way in ways if may_open(held, way.url)]
