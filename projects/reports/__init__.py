"""What pages say about projects: the case file, checks, what happens next, what is to be done."""

from projects.reports.case_file import CaseFile, OwnPart, case_file, own_part
from projects.reports.checks import Check, Verdict, automatic_checks, checks_of
from projects.reports.next_act import NextAct, Who, next_act, next_page
from projects.reports.queue import desk_queues
from projects.reports.satisfaction import Satisfaction, satisfaction
from projects.reports.work import work_items

__all__ = [
    "CaseFile",
    "Check",
    "NextAct",
    "OwnPart",
    "Satisfaction",
    "Verdict",
    "Who",
    "automatic_checks",
    "case_file",
    "checks_of",
    "desk_queues",
    "next_act",
    "next_page",
    "own_part",
    "satisfaction",
    "work_items",
]
