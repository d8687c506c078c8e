"""What somebody has to do: each app names its own, the desk shows them in one list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
