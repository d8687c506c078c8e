"""What is going on in the estate today: a case in each of the five 众人, told in days before today."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from funds.models import Expense
from tongxin.demo import plans
from tongxin.demo.case import Bill, Case, Diary, Gifts, Trouble, Votes
from tongxin.demo.stage import workday

Category = Expense.Category
OF_STAFF = ("community", "street")


@dataclass(frozen=True)
class Calendar:
    """Counts days back from today; a negative count lies ahead."""

    today: date

    def ago(self, days: int) -> date:
        """Return the day so many days before today."""
        return self.today - timedelta(days=days)

    def work(self, days: int) -> date:
        """Return the last working day at or before the day so many days ago."""
        return workday(self.ago(days))

    def diary(self, *days: int) -> Diary:
        """Return the diary of a case from how many days ago each of its entries was, in their order.

        Drafted, proposed, cosigned; vote opens, votes until, vote closes, counted; submitted, community,
        street; started, completed, accepted; settled, rated. The staff's are working days.
        """
        names = [entry.name for entry in fields(Diary)][: len(days)]
        return Diary(
            **{
                name: self.work(count) if name in OF_STAFF else self.ago(count)
                for name, count in zip(names, days, strict=True)
            }
        )


def live(today: date) -> list[Case]:
    """Return the cases that are under way on ``today``, from the freshest concern to the one being rated."""
    days = Calendar(today)
    cases = (ramp, lamps, gym, bins, cameras, handrails, racks)
    return [*troubles(days), *(case(days) for case in cases)]


def troubles(days: Calendar) -> list[Case]:
    """众人事: one waits to be looked over, two are before the neighbours, one was kept back."""
    ago, work = days.ago, days.work
    loose = "门口的井盖松了，走上去会响，晚上看不清，怕老人绊倒。"
    lines = "消防通道的黄线磨没了，总有车停在上面，想重新划线。"
    bricks = "花坛的砖掉了好几块，雨天泥水流到路上。"
    noise = "楼上那家天天半夜拖椅子，请把他家的名字公布出来。"
    reason = "邻里之间的事点名公开会伤人，社区已经上门调解。要帮助请打小区电话。"
    reported = (
        Trouble("3栋1单元门口", loose, "drain", ago(1)),
        Trouble("小区大门内通道", lines, "paint", ago(6), work(5), supports=9),
        Trouble("中庭花坛", bricks, "garden", ago(9), work(8), supports=5),
        Trouble("1栋2单元楼上", noise, "dark_stairs", ago(12), work(11), declined_because=reason),
    )
    return [Case(trouble) for trouble in reported]


def ramp(days: Calendar) -> Case:
    """众人提: six of the ten homes that are needed have put their names under it."""
    words = "门口有三级台阶，轮椅和婴儿车上不去，想加一段坡道和扶手。"
    return Case(
        trouble=Trouble("4栋1单元门口", words, "step", days.ago(10), days.work(9), supports=7),
        plan=plans.RAMP,
        diary=days.diary(5, 4, 1),
        works=(days.ago(-30), days.ago(-45)),
        cosigns=6,
    )


def lamps(days: Calendar) -> Case:
    """众人议: the ballot is open for five days more, half of the homes have voted."""
    words = "楼道灯坏了一半，剩下的整夜亮着，想换成声控的。"
    return Case(
        trouble=Trouble("1栋和3栋楼道", words, "dark_stairs", days.ago(16), days.work(15), supports=11),
        plan=plans.LAMPS,
        diary=days.diary(11, 10, 6, 4, 1, -5),
        works=(days.ago(-25), days.ago(-35)),
        cosigns=13,
        votes=Votes(agree=38, disagree=4, abstain=2),
    )


def gym(days: Calendar) -> Case:
    """众人议: the result hangs out, objections can still be raised."""
    words = "健身器材的螺丝松了，两台已经不能用，小孩爬上去危险。"
    return Case(
        trouble=Trouble("中庭健身角", words, "garden", days.ago(26), days.work(25), supports=8),
        plan=plans.GYM,
        diary=days.diary(20, 19, 15, 10, 3, 2, 1),
        works=(days.ago(-30), days.ago(-40)),
        cosigns=12,
        votes=Votes(agree=47, disagree=5, abstain=2),
    )


def bins(days: Calendar) -> Case:
    """众人议: it waits for the community."""
    words = "分类亭没有顶，下雨桶里积水，气味大，投放的人也没处躲雨。"
    return Case(
        trouble=Trouble("大门旁垃圾分类亭", words, "bins", days.ago(52), days.work(51), supports=10),
        plan=plans.BINS,
        diary=days.diary(47, 46, 43, 41, 35, 34, 33, 2),
        works=(days.ago(-20), days.ago(-32)),
        member=1,
        cosigns=11,
        votes=Votes(agree=44, disagree=6, abstain=1),
    )


def cameras(days: Calendar) -> Case:
    """众人议: the community has agreed, it waits for the street; above 3,000 yuan, so with two quotes."""
    words = "上个月丢了两辆电动车，大门没有监控，想在公共出入口装几个探头。"
    return Case(
        trouble=Trouble("小区大门和车棚", words, "gate", days.ago(60), days.work(59), supports=14),
        plan=plans.CAMERAS,
        diary=days.diary(55, 54, 51, 48, 42, 41, 40, 6, 3),
        works=(days.ago(-15), days.ago(-25)),
        member=2,
        cosigns=16,
        votes=Votes(agree=49, disagree=3, abstain=2),
    )


def handrails(days: Calendar) -> Case:
    """众人办: work goes on; one bill is paid, one approved, one waits for the chair.

    The first part of the grant pays its share of just these three: the chair can sign the third.
    """
    words = "2栋老人多，楼梯只有一边有扶手，还松动了，想在靠墙一侧加装。"
    payee = plans.METALWORKS
    return Case(
        trouble=Trouble("2栋楼梯", words, "handrail", days.ago(90), days.work(89), supports=12),
        plan=plans.HANDRAILS,
        diary=days.diary(85, 84, 81, 79, 73, 72, 71, 50, 46, 42, 30),
        works=(days.ago(30), days.ago(-10)),
        member=1,
        cosigns=12,
        votes=Votes(agree=45, disagree=4, abstain=3),
        gifts=Gifts(40_00, days.ago(38), days.ago(33), flats=24),
        payments=((days.work(27), 2_448_00),),
        bills=(
            Bill(
                payee,
                "扶手材料第一批",
                Category.MATERIALS,
                2_040_00,
                days.ago(24),
                days.ago(23),
                days.ago(22),
            ),
            Bill(payee, "1单元扶手安装", Category.WORK, 510_00, days.ago(4), days.ago(3)),
            Bill(payee, "2单元扶手安装", Category.WORK, 510_00, days.ago(1)),
        ),
    )


def racks(days: Calendar) -> Case:
    """众人评: homes rate what is done; 300 yuan less than planned were spent and go back."""
    words = "公共晾衣架锈断了，被子没处晒，大家把绳子拴在树上。"
    payee = "广汉示例五金经营部"
    return Case(
        trouble=Trouble("3栋和4栋楼间", words, "racks", days.ago(116), days.work(115), supports=9),
        plan=plans.RACKS,
        diary=days.diary(111, 110, 107, 105, 99, 98, 97, 78, 74, 70, 58, 24, 22, 5, 1),
        works=(days.ago(58), days.ago(30)),
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
