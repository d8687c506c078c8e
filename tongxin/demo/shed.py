"""聚福园's bike shed of 2025: the street pays 80 %, residents 20 %, 38 of 40 homes are content.

24,000.00 yuan: 19,200.00 from the street, 4,800.00 from residents, 50.00 from each of the 96 flats. Real are
the two shares, what was voted on, the warranty and the satisfaction; sums, days and people are invented.
"""

from datetime import date

from funds.models import Expense, Source
from projects.models import Project
from projects.services import BudgetDraft, SubDecision
from tongxin.demo.case import Bill, Case, Diary, Gifts, Plan, Trouble, Votes

Category = Expense.Category

TROUBLE = Trouble(
    place="2栋和4栋旁的停车空地",
    words="电动车、自行车露天乱停，下雨淋坏，还有人从楼上拉线充电，不安全。想请大家商量搭个车棚，装正规的充电插座。",
    scene="bikes",
    filed_on=date(2025, 4, 16),
    published_on=date(2025, 4, 17),
    supports=18,
)
LINES = (
    BudgetDraft("钢架彩钢棚", "㎡", 3_600, 320_00, "镀锌方管，彩钢瓦顶"),
    BudgetDraft("地面硬化", "㎡", 4_200, 85_00, "C20 混凝土，厚 10 厘米"),
    BudgetDraft("智能充电插座", "位", 2_400, 215_00, "带漏电和过充保护"),
    BudgetDraft("电缆和配电箱", "套", 100, 2_150_00, "独立电表"),
    BudgetDraft("停车标线", "位", 2_400, 25_00, "热熔标线"),
    BudgetDraft("灭火器箱", "套", 400, 250_00, "每套 4 公斤干粉灭火器两具"),
)
VOTES = Votes(
    agree=71,
    disagree=8,
    abstain=3,
    asked_besides=(
        SubDecision("选址：车棚搭在哪里", ("2栋北侧停车空地", "4栋东侧停车空地")),
        SubDecision("选料：棚顶用什么材料", ("彩钢瓦", "阳光板")),
        SubDecision("监督施工：由谁来监督", ("监督小组，每天一人到场", "每栋楼出一名居民轮流")),
    ),
)
DIARY = Diary(
    drafted=date(2025, 4, 24),
    proposed=date(2025, 4, 25),
    cosigned=date(2025, 4, 28),
    vote_opens=date(2025, 5, 6),
    votes_until=date(2025, 5, 12),
    vote_closes=date(2025, 5, 13),
    counted=date(2025, 5, 14),
    submitted=date(2025, 5, 22),
    community=date(2025, 5, 26),
    street=date(2025, 5, 29),
    started=date(2025, 6, 16),
    completed=date(2025, 7, 18),
    accepted=date(2025, 7, 19),
    settled=date(2025, 7, 24),
    rated=date(2025, 8, 6),
    closed=date(2025, 8, 13),
)


# Payee, purpose, kind, fen; filed, approved, paid.
BILLS = tuple(
    Bill(
        payee,
        purpose,
        kind,
        fen,
        filed_on=date(2025, *filed),
        approved_on=date(2025, *approved),
        paid_on=date(2025, *paid),
    )
    for payee, purpose, kind, fen, filed, approved, paid in (
        ("广汉示例建筑劳务有限公司", "车棚地面硬化", Category.WORK, 3_570_00, (6, 20), (6, 21), (6, 23)),
        ("广汉示例钢结构有限公司", "钢架彩钢棚制作安装", Category.WORK, 11_520_00, (6, 27), (6, 28), (6, 30)),
        (
            "四川示例电气有限公司",
            "充电插座、电缆和配电箱",
            Category.EQUIPMENT,
            7_310_00,
            (7, 8),
            (7, 9),
            (7, 10),
        ),
        ("广汉示例标线经营部", "停车标线 24 位", Category.WORK, 600_00, (7, 12), (7, 13), (7, 14)),
        ("广汉示例消防器材经营部", "灭火器箱 4 套", Category.EQUIPMENT, 1_000_00, (7, 14), (7, 15), (7, 16)),
    )
)
PLAN = Plan(
    title="聚福园小区非机动车棚",
    need=Project.Need.SAFETY,
    how="在原停车空地上搭钢架棚，硬化地面，装 24 个充电位，单独装表，画停车线，配灭火器。",
    lines=LINES,
    sources={Source.STREET: 19_200_00, Source.SELF: 4_800_00},
    common_part="两处备选场地在竣工图上就是非机动车停放场地，只加棚、硬化和插座，不占绿地和道路，用途没有改变。",
    beneficiaries=96,
    quotes=(
        ("广汉示例钢结构有限公司报价", ("钢架棚、地面、标线  15,690.00 元", "工期 30 天，质保 2 年")),
        ("德阳示例建材有限公司报价", ("钢架棚、地面、标线  17,240.00 元", "工期 35 天，质保 1 年")),
    ),
)


def shed() -> Case:
    """Return the case of the bike shed, closed in August 2025, its warranty running until July 2027."""
    return Case(
        trouble=TROUBLE,
        plan=PLAN,
        diary=DIARY,
        works=(date(2025, 6, 16), date(2025, 7, 18)),
        cosigns=26,
        votes=VOTES,
        objection=(
            "4栋离2栋北侧比较远，老人推车不方便。",
            "选址由各户表决，多数选2栋北侧。4栋东侧的空地保留，充电位不够时再加。谢谢您提出来。",
        ),
        gifts=Gifts(50_00, date(2025, 6, 3), date(2025, 6, 10)),
        payments=((date(2025, 6, 12), 13_440_00), (date(2025, 7, 4), 5_760_00)),
        bills=BILLS,
        after="shed",
        acceptance=("棚架稳固，插座逐个试过，地面平整，合格。", "停了一星期，充电方便，没有积水，同意。"),
        ratings=(22, 16, 2, 0),
        proof="车棚 2025 年 7 月建好，24 个充电位，96 户都能用，质保两年。",
    )
