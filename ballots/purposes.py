"""What votes keep about people, and why."""

from core.purposes import Basis, Purpose, declare

declare(
    Purpose(
        "ballots.votes",
        "投票",
        {
            "ballots.Elector": ("label",),
            "ballots.Slip": ("cast_by", "electors", "choices"),
            "ballots.Vote": ("choice",),
            "ballots.PaperCount": ("counted_by", "sheet"),
        },
        "哪一户投了、由谁投、选了什么（记名投票）；纸质票的计票单照片",
        "计票、复核，防止冒名和重复投票（民法典 278）",
        Basis.LAW,
        "5 年",
        "您自己看得到自己的选择；别人只看到合计",
    ),
)
