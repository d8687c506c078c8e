"""What somebody has to do: each app names its own, a page of committee or street shows them together."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core import clock

SHOWN = 8  # rows of a queue that the desk shows before its own page


class When(StrEnum):
    """In which part of the list an entry stands."""

    TODAY = "today"  # 今天要办: it waits for the reader
    OTHERS = "others"  # 等别人: it waits for somebody else
    DONE = "done"  # 最近完成


@dataclass(frozen=True)
class WorkItem:
    """One thing to do; ``due_at`` (aware) orders it, ``note`` says what to do or for whom it waits."""

    title: str
    url: str
    note: str = ""
    due_at: datetime | None = None
    group: When = When.TODAY


@dataclass(frozen=True)
class Waiting:
    """One row of a queue; ``fen`` where it is about money, ``due_on`` where it has a term."""

    title: str
    estate: str
    url: str
    note: str = ""
    fen: int | None = None
    due_on: date | None = None
    no_term: str = ""  # why no term runs: 决算后

    @property
    def is_late(self) -> bool:
        """Whether its term is over."""
        return self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True)
class Queue:
    """What of one kind waits for the reader at the street's desk: all of it counted, the first rows shown.

    ``url`` leads to the whole of it, where it has a page; ``fen`` where it is about money.
    """

    title: str
    empty: str
    rows: list[Waiting]
    count: int
    late: int = 0
    fen: int | None = None
    url: str = ""

    @property
    def link(self) -> str:
        """What the link to the whole of it says: 全部 12 项."""
        return f"全部 {self.count} 项"
