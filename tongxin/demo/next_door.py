"""The second street's two estates: little happens there, and none of it may be seen next door."""

from datetime import date, timedelta

from estates.models import Post
from notices.models import Notice
from notices.services import publish
from tongxin.demo.case import Trouble
from tongxin.demo.road import report
from tongxin.demo.stage import Players, Story, at, workday

NOTICES = (
    ("关于清洗二次供水水箱的通知", "本周六上午 9 点到 12 点清洗水箱，其间停水，请提前备水。"),
    ("关于疏通化粪池的通知", "本周日上午疏通化粪池，请把停在井盖上的车挪开。"),
)
TROUBLES = (
    ("1栋楼顶", "楼顶防水层起泡，六楼两户下雨渗水，想请大家商量怎么修。", "garden"),
    ("2栋门口", "门口的路灯不亮，晚上下夜班看不清路。", "dark_stairs"),
)


def next_door(players: Players, today: date, number: int) -> Story:
    """A concern before its neighbours, and a notice."""
    yield at(today - timedelta(days=8), 10)
    title, text = NOTICES[number]
    publish(
        estate=players.estate,
        kind=Notice.Kind.INFORMATION,
        title=title,
        paragraphs=[text],
        by=players.post(Post.Role.CHAIR),
    )
    filed, published = today - timedelta(days=6), workday(today - timedelta(days=5))
    yield from report(players, Trouble(*TROUBLES[number], filed, published, supports=4))
