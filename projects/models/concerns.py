"""What troubles residents (众人事), and which homes it troubles too."""

from django.db import models
from django.db.models import Q

from core import clock, masking
from estates.models import Building, Person, Post, Residency, Unit
from tenancy.fields import EstateOwned, TenantForeignKey
from tenancy.models import StoredFile

PLACE_LENGTH = 60  # characters: one line on a phone, and in the queue
WORDS_LENGTH = 500  # characters: what a notice page prints beside the photo


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns by who may read them."""

    def public(self) -> "ConcernQuerySet":
        """Return what every member of the estate may read, masked."""
        return self.filter(state__in=Concern.PUBLIC)

    def to_look_over(self) -> "ConcernQuerySet":
        """Return what waits for the committee or the community, the oldest first."""
        return self.filter(state=Concern.State.FILED).order_by("filed_at", "id")

    def of_reporter(self, residency: Residency) -> "ConcernQuerySet":
        """Return what this person reported, in any state."""
        return self.filter(estate_id=residency.estate_id, person_id=residency.person_id)


class Concern(EstateOwned):
    """A trouble (诉求) a resident reported: where, in which words, with which photo.

    ``place`` and ``words`` are the reporter's own and stay with those who look it over; neighbours read
    ``public_place`` and ``public_words``, and see the photo only where somebody has found it harmless.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "没写完"
        FILED = "filed", "等待查看"
        PUBLISHED = "published", "已公开"
        DECLINED = "declined", "未公开"
        PROPOSED = "proposed", "已提成项目"
        RESOLVED = "resolved", "已解决"

    MOVES = {
        State.DRAFT: (State.FILED,),
        State.FILED: (State.PUBLISHED, State.DECLINED),
        # A small matter is settled inside the estate without a project (domain.md §1.2).
        State.PUBLISHED: (State.PROPOSED, State.RESOLVED),
        State.DECLINED: (),
        # A project that came to nothing gives its concern back to the neighbours.
        State.PROPOSED: (State.RESOLVED, State.PUBLISHED),
        State.RESOLVED: (),
    }
    PUBLIC = (State.PUBLISHED, State.PROPOSED, State.RESOLVED)

    residency = TenantForeignKey(Residency, related_name="+", verbose_name="反映人")
    person = TenantForeignKey(Person, related_name="+", verbose_name="反映人")
    unit = TenantForeignKey(Unit, related_name="+", verbose_name="房屋")
    building = TenantForeignKey(Building, null=True, related_name="+", verbose_name="楼栋")
    place = models.CharField("位置", max_length=PLACE_LENGTH, blank=True)
    words = models.CharField("情况", max_length=WORDS_LENGTH, blank=True)
    photo = TenantForeignKey(StoredFile, null=True, related_name="+", verbose_name="照片")
    state = models.CharField("状态", max_length=9, choices=State, default=State.DRAFT)
    started_at = models.DateTimeField("开始填写", default=clock.now)
    filed_at = models.DateTimeField("提交时间", null=True)

    public_place = models.CharField("公开的位置", max_length=PLACE_LENGTH, blank=True)
    public_words = models.CharField("公开的内容", max_length=WORDS_LENGTH, blank=True)
    photo_shown = models.BooleanField("照片可以公开", default=False)
    reviewed_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="查看人")
    reviewed_at = models.DateTimeField("查看时间", null=True)
    decline_reason = models.CharField("不公开的原因", max_length=200, blank=True)

    resolution = models.CharField("怎样解决的", max_length=300, blank=True)
    proof = TenantForeignKey(StoredFile, null=True, related_name="+", verbose_name="解决后的照片")
    resolved_at = models.DateTimeField("解决时间", null=True)
    resolved_by = TenantForeignKey(Post, null=True, related_name="+", verbose_name="办理人")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(filed_at__isnull=False) & ~Q(place="") & ~Q(words="")),
                name="filed_concern_says_what_and_where",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "proposed", "resolved"])
                | (Q(reviewed_at__isnull=False) & ~Q(public_words="") & ~Q(public_place="")),
                name="public_concern_was_looked_over",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="declined_concern_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="resolved") | (Q(resolved_at__isnull=False) & ~Q(resolution="")),
                name="resolved_concern_has_proof",
            ),
        ]
        indexes = [
            models.Index(fields=["estate", "state", "filed_at", "id"], name="concern_by_state"),
            models.Index(fields=["estate", "person"], name="concern_by_reporter"),
        ]

    def __str__(self) -> str:
        return self.public_words or f"诉求 {self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether neighbours may read it."""
        return self.state in self.PUBLIC

    @property
    def masked_words(self) -> str:
        """The reporter's words as neighbours may read them; needs ``person`` and ``unit__building``."""
        return self._masked(self.words)

    @property
    def masked_place(self) -> str:
        """Where, as neighbours may read it; needs ``person`` and ``unit__building``."""
        return self._masked(self.place)

    def at(self, place: str) -> str:
        """Return ``place`` with the building before it, unless it begins with the building itself."""
        name = self.building.name if self.building else ""
        return place if place.replace(" ", "").startswith(name) else f"{name}{place}"

    @property
    def whole_place(self) -> str:
        """Where, as the reporter wrote it, with the building."""
        return self.at(self.place)

    @property
    def masked_whole_place(self) -> str:
        """Where, with the building, as neighbours may read it; needs ``person`` and ``unit__building``."""
        return self.at(self.masked_place)

    @property
    def hidden(self) -> list[str]:
        """What the reporter wrote that neighbours will not read, in words: 手机号, 您的姓名."""
        written = f"{self.place}\n{self.words}"
        numbers = dict.fromkeys(finding.kind.value for finding in masking.scan(written))
        own = (("您的姓名", self.person.name), ("您的房号", self.unit.label))
        return [*numbers, *(what for what, text in own if text in written)]

    def _masked(self, text: str) -> str:
        """Return ``text`` without numbers of persons, the reporter's full name and door."""
        shown = masking.redact(text).replace(self.unit.label, self._masked_door)
        return shown.replace(self.person.name, self.person.masked_name)

    @property
    def _masked_door(self) -> str:
        unit = self.unit
        return masking.mask_door(unit.building.name, unit.entrance, unit.door, masking.Audience.RESIDENT)

    @property
    def reporter_label(self) -> str:
        """Who reported it, as neighbours may read it: 3栋2单元*** 张**.

        Needs ``person`` and ``unit__building``.
        """
        return f"{self._masked_door} {self.person.masked_name}"


class ConcernSupport(EstateOwned):
    """A home says 我家也有: once per unit, whoever of the home says it."""

    concern = TenantForeignKey(Concern, related_name="supports", verbose_name="诉求")
    unit = TenantForeignKey(Unit, related_name="+", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="+", verbose_name="表示人")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "我家也有"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "concern", "unit"], name="one_support_per_unit_and_concern"
            )
        ]
