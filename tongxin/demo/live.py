"""What is going on in the estate today: a case in each of the five 众人, told in days before today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from funds.models import Expense, Source
from projects.models import Project
from projects.services import BudgetDraft
from tongxin.demo.case import Bill, Case, Diary, Gifts, Trouble, Votes
from tongxin.demo.stage import workday

Category = Expense.Category
Need, Kind = Project.Need, Project.Kind
Ago = Callable[[int], date]
NOT_CHANGED = "在原来的位置修理或更换，共有部分的用途没有改变。"


@dataclass(frozen=True)
class Calendar:
    """Counts days back from today; ``work`` takes the last working day before where it has to."""

    today: date

    def ago(self, days: int) -> date:
        """Return the day so many days before today; a negative count lies ahead."""
        return self.today - timedelta(days=days)

    def work(self, days: int) -> date:
        """Return the last working day at or before the day so many days ago."""
        return workday(self.ago(days))


def live(today: date) -> list[Case]:
    """Return the cases that are under way on ``today``, from the freshest concern to the one being rated."""
    days = Calendar(today)
    return [
        *troubles(days),
        ramp(days),
        lamps(days),
        gym(days),
        bins(days),
        cameras(days),
        handrails(days),
        racks(days),
    ]


def troubles(days: Calendar) -> list[Case]:
    """众人事: one waits to be looked over, two are before the neighbours, one was kept back."""
    waits = Trouble(
        "3栋1单元门口", "门口的井盖松了，走上去会响，晚上看不清，怕老人绊倒。", "drain", days.ago(1)
    )
    paint = Trouble(
        "小区大门内通道",
        "消防通道的黄线磨没了，总有车停在上面，想重新划线。",
        "paint",
        days.ago(6),
        days.work(5),
        supports=9,
    )
    garden = Trouble(
        "中庭花坛",
        "花坛的砖掉了好几块，雨天泥水流到路上。",
        "garden",
        days.ago(9),
        days.work(8),
        supports=5,
    )
    kept = Trouble(
        "1栋2单元楼上",
        "楼上那家天天半夜拖椅子，还说得出名字，请公布出来。",
        "dark_stairs",
        days.ago(12),
        days.work(11),
        declined_because="邻里之间的事点名公开会伤人，社区已经上门调解。需要帮助请打小区电话。",
    )
    return [Case(waits), Case(paint), Case(garden), Case(kept)]


def ramp(days: Calendar) -> Case:
    """众人提: six of the ten homes that are needed have put their names under it."""
    return Case(
        trouble=Trouble(
            "4栋1单元门口",
            "门口有三级台阶，轮椅和婴儿车上不去，想加一段坡道和扶手。",
            "step",
            days.ago(10),
            days.work(9),
            supports=7,
        ),
        diary=Diary(drafted=days.ago(5), proposed=days.ago(4), cosigned=days.ago(1)),
        title="4栋1单元门口坡道",
        plan="沿台阶一侧做 1:12 的混凝土坡道，装不锈钢扶手，保留原台阶。",
        lines=(
            BudgetDraft("混凝土坡道", "米", 480, 265_00, "宽 1.2 米，防滑面"),
            BudgetDraft("不锈钢扶手", "米", 480, 160_00, "双侧，高 0.85 米"),
        ),
        sources={Source.STREET: 1_632_00, Source.SELF: 408_00},
        common_part="坡道做在原台阶的范围内，出入口还是出入口，不占绿地和通道，用途没有改变。",
        beneficiaries=12,
        works_from=days.ago(-30),
        works_until=days.ago(-45),
        cosigns=6,
    )


def lamps(days: Calendar) -> Case:
    """众人议: the ballot is open, half of the homes have voted."""
    return Case(
        trouble=Trouble(
            "1栋和3栋楼道",
            "楼道灯坏了一半，剩下的整夜亮着，想换成声控的。",
            "dark_stairs",
            days.ago(16),
            days.work(15),
            supports=11,
        ),
        diary=Diary(
            drafted=days.ago(11),
            proposed=days.ago(10),
            cosigned=days.ago(6),
            vote_opens=days.ago(4),
            votes_until=days.ago(1),
            vote_closes=days.ago(-5),
        ),
        title="楼道声控灯更换",
        need=Need.SAFETY,
        plan="1栋和3栋每层楼梯口换声光控 LED 吸顶灯，老线路逐户检查后更换接头。",
        lines=(
            BudgetDraft("声光控吸顶灯", "盏", 4_800, 38_00, "LED 7 瓦"),
            BudgetDraft("安装和线路检查", "盏", 4_800, 12_00),
        ),
        sources={Source.STREET: 1_920_00, Source.PUBLIC: 480_00},
        common_part=NOT_CHANGED,
        beneficiaries=48,
        works_from=days.ago(-25),
        works_until=days.ago(-35),
        cosigns=13,
        votes=Votes(agree=38, disagree=4, abstain=2),
    )


def gym(days: Calendar) -> Case:
    """众人议: the result hangs out, objections can still be raised."""
    return Case(
        trouble=Trouble(
            "中庭健身角",
            "健身器材的螺丝松了，两台已经不能用，小孩爬上去危险。",
            "garden",
            days.ago(26),
            days.work(25),
            supports=8,
        ),
        diary=Diary(
            drafted=days.ago(20),
            proposed=days.ago(19),
            cosigned=days.ago(15),
            vote_opens=days.ago(10),
            votes_until=days.ago(3),
            vote_closes=days.ago(2),
            counted=days.ago(1),
        ),
        title="健身器材维修更换",
        need=Need.SAFETY,
        plan="紧固和上漆四台，更换两台不能用的器材，地面补胶垫。",
        lines=(
            BudgetDraft("健身器材", "台", 200, 980_00, "漫步机、扭腰器"),
            BudgetDraft("维修上漆", "台", 400, 110_00),
            BudgetDraft("安全胶垫", "㎡", 800, 75_00),
        ),
        sources={Source.STREET: 2_400_00, Source.GIFT: 600_00},
        common_part=NOT_CHANGED,
        beneficiaries=96,
        works_from=days.ago(-30),
        works_until=days.ago(-40),
        cosigns=12,
        votes=Votes(agree=47, disagree=5, abstain=2),
    )


def bins(days: Calendar) -> Case:
    """众人议: it waits for the community."""
    return Case(
        trouble=Trouble(
            "大门旁垃圾分类亭",
            "分类亭没有顶，下雨桶里积水，气味大，投放的人也没处躲雨。",
            "bins",
            days.ago(52),
            days.work(51),
            supports=10,
        ),
        diary=Diary(
            drafted=days.ago(47),
            proposed=days.ago(46),
            cosigned=days.ago(43),
            vote_opens=days.ago(41),
            votes_until=days.ago(35),
            vote_closes=days.ago(34),
            counted=days.ago(33),
            submitted=days.ago(2),
        ),
        title="垃圾分类亭雨棚和洗手池",
        need=Need.ENVIRONMENT,
        plan="在原分类亭上加钢架雨棚，接一个洗手龙头，地面做坡排水。",
        lines=(
            BudgetDraft("钢架雨棚", "㎡", 900, 240_00),
            BudgetDraft("洗手池和给排水", "套", 100, 640_00),
        ),
        sources={Source.STREET: 2_240_00, Source.PUBLIC: 560_00},
        common_part=NOT_CHANGED,
        beneficiaries=96,
        works_from=days.ago(-20),
        works_until=days.ago(-32),
        member=1,
        cosigns=11,
        votes=Votes(agree=44, disagree=6, abstain=1),
    )


def cameras(days: Calendar) -> Case:
    """众人议: the community has agreed, it waits for the street; above 3,000 yuan, so with two quotes."""
    return Case(
        trouble=Trouble(
            "小区大门和车棚",
            "上个月丢了两辆电动车，大门没有监控，想在公共出入口装几个探头。",
            "gate",
            days.ago(60),
            days.work(59),
            supports=14,
        ),
        diary=Diary(
            drafted=days.ago(55),
            proposed=days.ago(54),
            cosigned=days.ago(51),
            vote_opens=days.ago(48),
            votes_until=days.ago(42),
            vote_closes=days.ago(41),
            counted=days.ago(40),
            submitted=days.ago(6),
            community=days.work(3),
        ),
        title="大门和车棚监控",
        need=Need.SAFETY,
        plan="大门两个、车棚两个探头，只拍公共出入口，不对着住户门窗；录像存 30 天，调看要登记。",
        lines=(
            BudgetDraft("网络摄像机", "个", 400, 420_00, "400 万像素，夜视"),
            BudgetDraft("录像机和硬盘", "套", 100, 1_560_00, "8 路，4TB"),
            BudgetDraft("布线和安装", "项", 100, 1_160_00),
        ),
        sources={Source.STREET: 3_520_00, Source.PUBLIC: 880_00},
        common_part="探头装在大门立柱和车棚梁上，门还是门、棚还是棚，用途没有改变。",
        beneficiaries=96,
        works_from=days.ago(-15),
        works_until=days.ago(-25),
        member=2,
        quotes=(
            ("广汉示例安防有限公司报价", ("探头 4 个、录像机、安装  4,400.00 元", "质保 2 年")),
            ("德阳示例电子有限公司报价", ("探头 4 个、录像机、安装  4,780.00 元", "质保 1 年")),
        ),
        cosigns=16,
        votes=Votes(agree=49, disagree=3, abstain=2),
    )


def handrails(days: Calendar) -> Case:
    """众人办: work goes on; one bill is paid, one approved, one waits for the chair, a part of the grant too."""
    payee = "广汉示例金属制品有限公司"
    return Case(
        trouble=Trouble(
            "2栋楼梯",
            "2栋老人多，楼梯只有一边有扶手，还松动了，想在靠墙一侧加装。",
            "handrail",
            days.ago(90),
            days.work(89),
            supports=12,
        ),
        diary=Diary(
            drafted=days.ago(85),
            proposed=days.ago(84),
            cosigned=days.ago(81),
            vote_opens=days.ago(79),
            votes_until=days.ago(73),
            vote_closes=days.ago(72),
            counted=days.ago(71),
            submitted=days.ago(50),
            community=days.work(46),
            street=days.work(42),
            started=days.ago(30),
        ),
        title="2栋楼梯加装扶手",
        need=Need.SAFETY,
        plan="2栋两个单元靠墙一侧每层加装木质扶手，原有扶手加固。",
        lines=(
            BudgetDraft("靠墙扶手", "米", 6_000, 68_00, "橡胶木，带托架"),
            BudgetDraft("原扶手加固", "层", 1_200, 60_00),
        ),
        sources={Source.STREET: 3_840_00, Source.SELF: 960_00},
        common_part=NOT_CHANGED,
        beneficiaries=24,
        works_from=days.ago(30),
        works_until=days.ago(-10),
        member=1,
        quotes=(
            (f"{payee}报价", ("扶手 60 米和加固  4,800.00 元", "质保 2 年")),
            ("德阳示例木业有限公司报价", ("扶手 60 米和加固  5,260.00 元", "质保 2 年")),
        ),
        cosigns=12,
        votes=Votes(agree=45, disagree=4, abstain=3),
        gifts=Gifts(40_00, days.ago(38), days.ago(33), flats=24),
        payments=((days.work(27), 2_448_00),),
        bills=(
            Bill(payee, "扶手材料", Category.MATERIALS, 2_040_00, days.ago(24), days.ago(23), days.ago(22)),
            Bill(payee, "1单元扶手安装", Category.WORK, 1_020_00, days.ago(4), days.ago(3)),
            Bill(payee, "2单元扶手安装", Category.WORK, 1_020_00, days.ago(1)),
        ),
    )


def racks(days: Calendar) -> Case:
    """众人评: homes rate what is done; 300 yuan less than planned were spent and go back."""
    payee = "广汉示例五金经营部"
    return Case(
        trouble=Trouble(
            "3栋和4栋楼间",
            "公共晾衣架锈断了，被子没处晒，大家把绳子拴在树上。",
            "racks",
            days.ago(116),
            days.work(115),
            supports=9,
        ),
        diary=Diary(
            drafted=days.ago(111),
            proposed=days.ago(110),
            cosigned=days.ago(107),
            vote_opens=days.ago(105),
            votes_until=days.ago(99),
            vote_closes=days.ago(98),
            counted=days.ago(97),
            submitted=days.ago(78),
            community=days.work(74),
            street=days.work(70),
            started=days.ago(58),
            completed=days.ago(24),
            accepted=days.ago(22),
            settled=days.ago(5),
            rated=days.ago(1),
        ),
        title="公共晾衣架翻新",
        plan="拆掉锈断的架子，原位装六组不锈钢晾衣架，基座重新浇筑。",
        lines=(
            BudgetDraft("不锈钢晾衣架", "组", 600, 350_00),
            BudgetDraft("拆除和基座", "组", 600, 110_00),
        ),
        sources={Source.STREET: 2_208_00, Source.SELF: 552_00},
        common_part=NOT_CHANGED,
        beneficiaries=48,
        works_from=days.ago(58),
        works_until=days.ago(30),
        member=2,
        cosigns=12,
        votes=Votes(agree=46, disagree=3, abstain=2),
        gifts=Gifts(46_00, days.ago(66), days.ago(61), flats=12),
        payments=((days.work(55), 2_208_00),),
        bills=(
            Bill(
                payee, "晾衣架 6 组", Category.EQUIPMENT, 2_100_00, days.ago(50), days.ago(49), days.ago(47)
            ),
            Bill(payee, "拆除和基座", Category.WORK, 360_00, days.ago(30), days.ago(29), days.ago(27)),
        ),
        after="new_racks",
        acceptance=("六组都装牢了，摇不动，合格。", "晒了被子，稳当，同意。"),
        ratings=(9, 8, 2, 0),
    )
