"""What goes on today in the four other named estates: the states of the road that 聚福园 has no case of."""

from datetime import date

from funds.models import Expense, Source
from projects.models import Project, Review
from projects.services import BudgetDraft
from tongxin.demo.case import Bill, Case, Decided, Plan, Trouble, Votes
from tongxin.demo.live import Calendar
from tongxin.demo.plans import METALWORKS, NOT_CHANGED
from tongxin.demo.programme import Town

Need, Category = Project.Need, Expense.Category
Level, Decision = Review.Level, Review.Decision


def elsewhere(town: Town, today: date) -> list[Case]:
    """Return the cases under way in one of the named estates."""
    return _TOLD[town.slug](Calendar(today))


def _plan(title: str, how: str, *lines: BudgetDraft, homes: int, need: Project.Need) -> Plan:
    """Return a plan that the street is asked to pay as a whole."""
    total = sum(line.amount_fen for line in lines)
    return Plan(
        title=title,
        how=how,
        lines=lines,
        sources={Source.STREET: total},
        common_part=NOT_CHANGED,
        beneficiaries=homes,
        need=need,
    )


def _hepingxinqu(days: Calendar) -> list[Case]:
    """One is approved and about to begin, one was voted down, one concern is new."""
    light = _plan(
        "门厅感应灯更换",
        "五栋楼的门厅换感应灯，线路套管。",
        BudgetDraft("感应灯", "盏", 2_000, 86_00, "LED 9 瓦"),
        BudgetDraft("安装和套管", "项", 100, 680_00),
        homes=120,
        need=Need.SAFETY,
    )
    court = _plan(
        "中庭羽毛球场画线",
        "中庭空地画一块羽毛球场，装活动网架。",
        BudgetDraft("画线", "米", 8_000, 9_00),
        BudgetDraft("活动网架", "副", 100, 760_00),
        homes=60,
        need=Need.CONVENIENCE,
    )
    return [
        Case(
            Trouble(
                "各栋门厅",
                "门厅灯不亮，收快递看不清门牌。",
                "dark_stairs",
                days.ago(66),
                days.work(65),
                supports=12,
            ),
            light,
            days.diary(60, 59, 56, 54, 48, 47, 46, 14, 10, 5),
            works=(days.ago(-10), days.ago(-20)),
            cosigns=15,
            votes=Votes(agree=70, disagree=6, abstain=2),
        ),
        Case(
            Trouble(
                "中庭空地",
                "想打羽毛球没有场地，中庭空地可以画一块。",
                "garden",
                days.ago(36),
                days.work(35),
                supports=6,
            ),
            court,
            days.diary(30, 29, 26, 24, 18, 17, 16),
            works=(days.ago(-10), days.ago(-20)),
            member=1,
            cosigns=13,
            votes=Votes(agree=31, disagree=42, abstain=4),
        ),
        Case(Trouble("八段锦晨练处", "晨练的地面砖松了，几位老人差点绊倒。", "step", days.ago(2))),
    ]


def _luqiaogongyu(days: Calendar) -> list[Case]:
    """One is done and waits to be accepted, one was sent back, one has waited too long for the community."""
    canopy = _plan(
        "单元门口雨棚",
        "六个单元门口装耐力板雨棚，边上做滴水。",
        BudgetDraft("耐力板雨棚", "个", 600, 320_00),
        BudgetDraft("安装", "项", 100, 600_00),
        homes=72,
        need=Need.CONVENIENCE,
    )
    fence = _plan(
        "绿化带矮栏杆",
        "中庭绿化带外沿装 40 厘米矮栏杆。",
        BudgetDraft("矮栏杆", "米", 6_000, 38_00),
        BudgetDraft("基座和安装", "项", 100, 520_00),
        homes=72,
        need=Need.ENVIRONMENT,
    )
    drain = _plan(
        "1栋后排水沟盖板",
        "1栋后墙的排水沟换成铸铁盖板，清一次淤。",
        BudgetDraft("铸铁盖板", "米", 1_800, 88_00),
        BudgetDraft("清淤和安装", "项", 100, 416_00),
        homes=72,
        need=Need.SAFETY,
    )
    words = "下雨天站在门口找钥匙，浑身淋湿，老人更不方便。"
    return [
        Case(
            Trouble(
                "1栋后墙",
                "排水沟的盖板碎了几块，晚上踩空过一次。",
                "drain",
                days.ago(70),
                days.work(69),
                supports=8,
            ),
            drain,
            days.diary(65, 64, 61, 59, 53, 52, 51, 24),
            works=(days.ago(-20), days.ago(-25)),
            member=2,
            cosigns=9,
            votes=Votes(agree=40, disagree=2, abstain=1),
        ),
        Case(
            Trouble("六个单元门口", words, "step", days.ago(91), days.work(90), supports=11),
            canopy,
            days.diary(85, 84, 81, 79, 73, 72, 71, 50, 46, 42, 30, 3),
            works=(days.ago(30), days.ago(4)),
            cosigns=11,
            votes=Votes(agree=43, disagree=3, abstain=1),
            payments=((days.work(27), 2_520_00),),
            bills=(
                Bill(
                    METALWORKS,
                    "雨棚 6 个",
                    Category.MATERIALS,
                    1_920_00,
                    days.ago(22),
                    days.ago(21),
                    days.ago(19),
                ),
                Bill(METALWORKS, "雨棚安装", Category.WORK, 600_00, days.ago(9), days.ago(8), days.ago(6)),
            ),
        ),
        Case(
            Trouble(
                "中庭绿化带",
                "狗和小孩踩进绿化带，刚种的草又秃了。",
                "garden",
                days.ago(58),
                days.work(57),
                supports=7,
            ),
            fence,
            days.diary(52, 51, 48, 46, 40, 39, 38, 8, 4),
            works=(days.ago(-15), days.ago(-25)),
            member=1,
            cosigns=10,
            votes=Votes(agree=38, disagree=6, abstain=2),
            decided=Decided(
                Level.COMMUNITY,
                Decision.RETURNED,
                "请补一张绿化带现在的照片，并说明栏杆怎样不挡消防通道。",
                (Review.Item.PHOTOS, Review.Item.PLAN),
            ),
        ),
    ]


def _guanghanzhongxue(days: Calendar) -> list[Case]:
    """One is accepted and waits for its settlement, one was refused, one met an objection."""
    board = _plan(
        "宿舍门前台阶修补",
        "三栋楼门前台阶补平，边沿贴防滑条。",
        BudgetDraft("防滑条", "米", 4_000, 18_00),
        BudgetDraft("台阶修补", "项", 100, 1_080_00),
        homes=60,
        need=Need.SAFETY,
    )
    gate = _plan(
        "校门旁停车位划线",
        "校门旁的通道划 8 个停车位。",
        BudgetDraft("停车位标线", "位", 800, 120_00),
        homes=60,
        need=Need.CONVENIENCE,
    )
    bench = _plan(
        "楼前旧花台改座椅",
        "两处空花台加防腐木座面，给老人歇脚。",
        BudgetDraft("防腐木座面", "米", 900, 140_00),
        BudgetDraft("安装", "项", 100, 340_00),
        homes=60,
        need=Need.CONVENIENCE,
    )
    return [
        Case(
            Trouble(
                "2栋楼前花台",
                "楼前没处歇脚，花台空了几年，想改成座椅。",
                "garden",
                days.ago(34),
                days.work(33),
                supports=7,
            ),
            bench,
            days.diary(28, 27, 24, 21, 8, 7, 4),
            works=(days.ago(-25), days.ago(-30)),
            member=2,
            cosigns=8,
            votes=Votes(agree=33, disagree=5, abstain=2),
            objection=("座椅正对我家卧室窗，晚上有人聊天睡不好，能不能往东挪几米？", ""),
        ),
        Case(
            Trouble(
                "三栋楼门前",
                "台阶缺了角，雨天滑，退休老师摔过。",
                "step",
                days.ago(96),
                days.work(95),
                supports=9,
            ),
            board,
            days.diary(90, 89, 86, 84, 78, 77, 76, 55, 51, 47, 35, 9, 6),
            works=(days.ago(35), days.ago(9)),
            cosigns=9,
            votes=Votes(agree=36, disagree=2, abstain=1),
            payments=((days.work(32), 1_800_00),),
            bills=(
                Bill(
                    "广汉示例建筑劳务有限公司",
                    "台阶修补和防滑条",
                    Category.WORK,
                    1_800_00,
                    days.ago(25),
                    days.ago(24),
                    days.ago(22),
                ),
            ),
            after="step",
            acceptance=("台阶补平了，防滑条粘得牢，合格。", "走着稳，同意。"),
        ),
        Case(
            Trouble(
                "校门旁通道",
                "家长接孩子乱停车，想划几个停车位。",
                "paint",
                days.ago(68),
                days.work(67),
                supports=8,
            ),
            gate,
            days.diary(62, 61, 58, 56, 50, 49, 48, 14, 9, 4),
            works=(days.ago(-10), days.ago(-12)),
            member=1,
            cosigns=8,
            votes=Votes(agree=30, disagree=7, abstain=1),
            decided=Decided(
                Level.STREET, Decision.REFUSED, "通道是学校的消防通道，不能划停车位，建议和学校商量错时停车。"
            ),
        ),
    ]


def _zhanbei(days: Calendar) -> list[Case]:
    """One is being drafted, one may be voted on, one was given up; a resident has not finished writing."""
    rail = _plan(
        "1栋屋顶护栏刷漆",
        "屋顶护栏除锈，刷两遍防锈漆。",
        BudgetDraft("护栏刷漆", "米", 4_800, 26_00),
        homes=24,
        need=Need.SAFETY,
    )
    bins = _plan(
        "投放点遮雨棚",
        "垃圾投放点加遮雨棚。",
        BudgetDraft("遮雨棚", "㎡", 800, 210_00),
        homes=48,
        need=Need.ENVIRONMENT,
    )
    hooks = _plan(
        "2栋墙面晾衣钩",
        "2栋南墙每层装晾衣钩。",
        BudgetDraft("晾衣钩", "组", 1_200, 45_00),
        homes=24,
        need=Need.CONVENIENCE,
    )
    reason = "商量下来墙面不适合打孔，改成在楼间加一组晾衣架，另外再提。"
    return [
        Case(
            Trouble(
                "1栋屋顶", "屋顶护栏锈了，一摸一手铁锈。", "handrail", days.ago(9), days.work(8), supports=5
            ),
            rail,
            days.diary(3),
            works=(days.ago(-30), days.ago(-35)),
        ),
        Case(
            Trouble(
                "垃圾投放点",
                "下雨桶里全是水，提出来滴一路。",
                "bins",
                days.ago(19),
                days.work(18),
                supports=6,
            ),
            bins,
            days.diary(12, 11, 7),
            works=(days.ago(-30), days.ago(-38)),
            member=1,
            cosigns=7,
        ),
        Case(
            Trouble(
                "2栋南墙", "衣服没处晾，想在墙上装钩子。", "racks", days.ago(22), days.work(21), supports=4
            ),
            hooks,
            days.diary(15, 14, 11),
            works=(days.ago(-30), days.ago(-35)),
            member=2,
            cosigns=3,
            given_up=(days.ago(5), reason),
        ),
        Case(Trouble("休闲椅旁", "椅子边的树落果子，衣服上都是印子。", "garden", days.ago(1), is_draft=True)),
    ]


_TOLD = {
    "hepingxinqu": _hepingxinqu,
    "luqiaogongyu": _luqiaogongyu,
    "guanghanzhongxue": _guanghanzhongxue,
    "zhanbei": _zhanbei,
}
