"""Rosters that were brought, and what people decided about them."""

from django.db import models
from django.db.models import F, Q

from core import clock
from estates.models.people import Person
from estates.models.posts import Post
from tenancy.fields import EstateOwned, StreetOwned, TenantForeignKey, TenantOneToOneField


class RosterImport(EstateOwned):
    """A roster (住户名册) that was taken over: what the file was, who did it, what it changed, in units.

    ``effects`` names the rows that were made, changed (with what they said before) and ended, so that it can
    be taken back: by another import, which says that it ``reverses`` this one.
    """

    file_name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("文件校验值", max_length=64)
    made_at = models.DateTimeField("导入时间", default=clock.now)
    made_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="经办")
    new = models.PositiveIntegerField("新增")
    changed = models.PositiveIntegerField("有变化")
    gone = models.PositiveIntegerField("名册里没有了")
    unchanged = models.PositiveIntegerField("没有变化")
    effects = models.JSONField("改动", default=dict)
    reverses = TenantOneToOneField("self", null=True, related_name="reversal", verbose_name="撤销的导入")

    class Meta:
        verbose_name = "名册导入"
        indexes = [models.Index(fields=["estate", "-id"], name="roster_import_newest")]


class RosterDraft(EstateOwned):
    """A roster's file that somebody looks through before it is taken over.

    ``data`` holds everybody of an estate: it is emptied when the file was taken over or put away, and after
    ``estates.draft_hours`` in any case.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待核对"
        APPLYING = "applying", "正在导入"
        APPLIED = "applied", "已导入"
        DROPPED = "dropped", "已放弃"

    MOVES = {
        State.WAITING: (State.APPLYING, State.DROPPED),
        State.APPLYING: (State.APPLIED, State.WAITING),
    }

    file_name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("文件校验值", max_length=64)
    data = models.BinaryField("文件")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField("上传时间", default=clock.now)
    made_by = TenantForeignKey(Post, related_name="+", verbose_name="上传人")
    imported = TenantOneToOneField(RosterImport, null=True, related_name="draft", verbose_name="导入")

    class Meta:
        verbose_name = "待导入的名册"
        indexes = [models.Index(fields=["estate", "-id"], name="roster_draft_newest")]


class ColumnName(StreetOwned):
    """What a street's sheets call a column of the template; remembered when somebody said so once."""

    head = models.CharField("表头", max_length=40)
    column = models.CharField("模板的列", max_length=20)

    class Meta:
        verbose_name = "列名"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "estate", "head"], name="one_meaning_of_a_head", nulls_distinct=False
            )
        ]


class SamePerson(EstateOwned):
    """Two persons of one name who may be one: people decide, no program (domain.md §6 case 3)."""

    class State(models.TextChoices):
        OPEN = "open", "待核对"
        SAME = "same", "是同一人"
        DIFFERENT = "different", "不是同一人"

    MOVES = {State.OPEN: (State.SAME, State.DIFFERENT)}

    first = TenantForeignKey(Person, related_name="+", verbose_name="先登记的")
    second = TenantForeignKey(Person, related_name="+", verbose_name="后登记的")
    state = models.CharField("状态", max_length=9, choices=State, default=State.OPEN)
    reason = models.CharField("依据", max_length=120, blank=True)
    decided_at = models.DateTimeField("核对时间", null=True)
    decided_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="核对人")

    class Meta:
        verbose_name = "同名核对"
        constraints = [
            models.UniqueConstraint(fields=["estate", "first", "second"], name="one_question_about_two"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="first_was_registered_first"),
        ]
        indexes = [
            models.Index(fields=["estate", "id"], condition=Q(state="open"), name="same_person_open"),
        ]
