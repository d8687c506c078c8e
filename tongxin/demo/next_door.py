"""The second street's estate: little happens there, and none of it may be seen next door."""

from datetime import date, timedelta

from estates.models import Post
from notices.models import Notice
from notices.services import publish
from tongxin.demo.case import Trouble
from tongxin.demo.road import report
from tongxin.demo.stage import Players, Story, at, workday


def next_door(players: Players, today: date) -> Story:
    """A concern before its neighbours, and a notice."""
    yield at(today - timedelta(days=8), 10)
    publish(
        estate=players.estate,
        kind=Notice.Kind.INFORMATION,
        title="关于清洗二次供水水箱的通知",
        paragraphs=["本周六上午 9 点到 12 点清洗水箱，其间停水，请提前备水。"],
        by=players.post(Post.Role.CHAIR),
    )
    trouble = Trouble(
        "1栋楼顶",
        "楼顶防水层起泡，六楼两户下雨渗水，想请大家商量怎么修。",
        "garden",
        today - timedelta(days=6),
        workday(today - timedelta(days=5)),
        supports=4,
    )
    yield from report(players, trouble)
