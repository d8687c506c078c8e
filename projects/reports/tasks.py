"""The parts of a draft as a task list: which are done, what stands in them."""

from dataclasses import dataclass

from core.money import format_yuan
from projects.models import Project


@dataclass(frozen=True)
class Task:
    """One part of a draft; ``name`` is the URL name of its page."""

    name: str
    title: str
    is_done: bool
    words: str = ""


def task_list(project: Project) -> list[Task]:
    """Return the parts of a draft in the order they are filled in."""
    planned = sum(line.amount_fen for line in project.funding_lines.all())
    adds_up = project.budget_fen > 0 and planned == project.budget_fen
    answer = {None: "", True: "改变，由业主共同决定", False: "不改变，由各户表决"}[
        project.changes_common_part
    ]
    return [
        Task(
            "projects:need",
            "名称和类别",
            True,
            f"{project.get_need_display()} · {project.get_kind_display()}",
        ),
        Task("projects:plan", "做什么、怎么做", bool(project.plan and project.starts_on), project.place),
        Task("projects:budget", "预算", project.budget_fen > 0, _yuan(project.budget_fen)),
        Task("projects:sources", "资金来源", adds_up, _yuan(planned)),
        Task("projects:common_part", "是否改变共有部分用途", project.changes_common_part is not None, answer),
    ]


def _yuan(fen: int) -> str:
    return f"{format_yuan(fen)} 元" if fen else ""
