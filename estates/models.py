"""Who lives where, who owns what, who holds which office."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock, masking
from tenancy.fields import EstateOwned, StreetOwned, TenantForeignKey


class Building(EstateOwned):
    """A building (楼栋) of an estate."""

    name = models.CharField("楼栋", max_length=20)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "楼栋"
        constraints = [models.UniqueConstraint(fields=["estate", "name"], name="one_building_of_a_name")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class DatedQuerySet(models.QuerySet):
    """Rows that hold from one day (included) to another (not included)."""

    def in_force(self, on: object = None) -> "DatedQuerySet":
        """Return the rows that hold on a day (Asia/Shanghai), by default today.

        Where a beginning may be unknown, what has none has always held.
        """
        day = on or clock.today()
        begun = Q(starts_on__lte=day)
        if self.model._meta.get_field("starts_on").null:
            begun |= Q(starts_on=None)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=day))


class Dated(EstateOwned):
    """A link that holds during the half-open interval ``[starts_on, ends_on)``."""

    starts_on = models.DateField("起", default=clock.today)
    ends_on = models.DateField("止", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Unit(Dated):
    """A separately owned part (专有部分): a flat with its area in 0.01 m².

    It stands in the register during ``[starts_on, ends_on)``; without a beginning, for as long as anybody
    knows. ``area_source`` is what the area was taken from (SPC-区分 8). ``heirs_pending``: the owner has died
    and nobody speaks for the heirs yet (domain.md §6 case 46).
    """

    class AreaSource(models.TextChoices):
        TITLE = "title", "产权登记"
        SURVEY = "survey", "测绘"
        CONTRACT = "contract", "买卖合同"

    class Occupancy(models.TextChoices):
        OWNER = "owner", "自住"
        FAMILY = "family", "亲属居住"
        LET = "let", "出租"
        VACANT = "vacant", "空置"

    building = TenantForeignKey(Building, related_name="units", verbose_name="楼栋")
    entrance = models.CharField("单元", max_length=10, blank=True)
    door = models.CharField("房号", max_length=20)
    area_centi = models.PositiveIntegerField("专有部分面积（0.01 ㎡）")
    area_source = models.CharField("面积来源", max_length=8, choices=AreaSource, blank=True)
    occupancy = models.CharField("居住情况", max_length=6, choices=Occupancy, blank=True)
    heirs_pending = models.BooleanField("待继承", default=False)
    starts_on = models.DateField("起", null=True)  # type: ignore[assignment]

    class Meta:
        verbose_name = "房屋"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "building", "entrance", "door"],
                condition=Q(ends_on=None),
                name="one_unit_per_door",
            ),
            models.CheckConstraint(condition=Q(area_centi__gt=0), name="unit_has_area"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="unit_ends_after_start",
            ),
        ]
        ordering = ["building__position", "entrance", "door"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The whole address inside the estate: 3栋2单元501. Needs ``building``."""
        entrance = f"{self.entrance}单元" if self.entrance else ""
        return f"{self.building.name}{entrance}{self.door}"


class Person(StreetOwned):
    """A party (主体): natural or organisation. Residents belong to an estate, staff to the street."""

    class Kind(models.TextChoices):
        NATURAL = "natural", "自然人"
        ORGANISATION = "organisation", "单位"

    class Document(models.TextChoices):
        """What somebody proved who they are with; the number itself is not kept."""

        ID_CARD = "id_card", "居民身份证"
        PASSPORT = "passport", "护照"
        HK_MACAO = "hk_macao", "港澳居民来往内地通行证"
        TAIWAN = "taiwan", "台湾居民来往大陆通行证"
        CREDIT_CODE = "credit_code", "统一社会信用代码"
        OTHER = "other", "其他证件"

    kind = models.CharField("类型", max_length=12, choices=Kind, default=Kind.NATURAL)
    name = models.CharField("姓名或名称", max_length=60)
    phone = models.CharField("联系电话", max_length=16, blank=True)
    document = models.CharField("证件类型", max_length=11, choices=Document, blank=True)
    born_on = models.DateField("出生日期", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="persons", verbose_name="登录账号"
    )
    is_demo = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "人员"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "estate", "user"],
                name="one_person_per_user_and_place",
                nulls_distinct=True,
            )
        ]
        indexes = [models.Index(fields=["user"], name="person_by_user")]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """The name as the public may read it: 张**; organisations in full."""
        return self.name if self.kind == self.Kind.ORGANISATION else masking.mask_name(self.name)


class Ownership(Dated):
    """A person owns a unit: a capacity. Shares are numerator and denominator."""

    unit = TenantForeignKey(Unit, related_name="ownerships", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="ownerships", verbose_name="产权人")
    share_numerator = models.PositiveIntegerField("份额（分子）", default=1)
    share_denominator = models.PositiveIntegerField("份额（分母）", default=1)
    represents_owners = models.BooleanField("共有人代表", default=True)

    class Meta:
        verbose_name = "产权"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "unit", "person", "starts_on"], name="one_ownership_per_person_and_day"
            ),
            models.CheckConstraint(
                condition=Q(share_numerator__gt=0, share_numerator__lte=F("share_denominator")),
                name="ownership_share_is_a_part",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="ownership_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["estate", "person"], name="ownership_by_person")]

    @property
    def actor_label(self) -> str:
        """How the audit log names this capacity."""
        return f"业主 {self.unit.label} {self.person.masked_name}"

    @property
    def actor_user_id(self) -> int | None:
        """The sign-in behind this capacity."""
        return self.person.user_id


class Residency(Dated):
    """A person lives in a unit: a capacity."""

    class Tenure(models.TextChoices):
        OWNER = "owner", "业主自住"
        FAMILY = "family", "家人"
        TENANT = "tenant", "租户"

    unit = TenantForeignKey(Unit, related_name="residencies", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="residencies", verbose_name="居民")
    tenure = models.CharField("居住情况", max_length=6, choices=Tenure)
    verified_at = models.DateTimeField("核实时间", null=True)

    class Meta:
        verbose_name = "居住"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "unit", "person", "starts_on"], name="one_residency_per_person_and_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="residency_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["estate", "person"], name="residency_by_person")]

    @property
    def actor_label(self) -> str:
        """How the audit log names this capacity."""
        return f"居民 {self.unit.label} {self.person.masked_name}"

    @property
    def actor_user_id(self) -> int | None:
        """The sign-in behind this capacity."""
        return self.person.user_id


class Post(StreetOwned):
    """A dated office with a role: a capacity. Estate posts belong to an estate, staff posts to the street."""

    class Role(models.TextChoices):
        CHAIR = "chair", "物管委主任"
        TREASURER = "treasurer", "物管委财务委员"
        MEMBER = "member", "物管委委员"
        SUPERVISOR = "supervisor", "监督小组成员"
        CASHIER = "cashier", "代管出纳"
        BUILDING_LEAD = "building_lead", "楼栋长"
        COMMUNITY_OFFICER = "community_officer", "社区工作者"
        STREET_OFFICER = "street_officer", "街道经办"
        STREET_LEADER = "street_leader", "街道分管领导"
        STREET_FINANCE = "street_finance", "街道财政所"
        SOCIAL_WORKER = "social_worker", "社工"
        AUDITOR = "auditor", "街道审计"

    COMMITTEE = (Role.CHAIR, Role.TREASURER, Role.MEMBER)
    ESTATE_ROLES = (*COMMITTEE, Role.SUPERVISOR, Role.CASHIER, Role.BUILDING_LEAD)

    person = TenantForeignKey(Person, related_name="posts", verbose_name="任职人")
    role = models.CharField("职务", max_length=20, choices=Role)
    community = models.ForeignKey(
        "tenancy.Community", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区"
    )
    starts_on = models.DateField("起", default=clock.today)
    ends_on = models.DateField("止", null=True, blank=True)
    authority = models.CharField("任命依据", max_length=120, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "职务"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["street", "estate", "person", "role", "starts_on"],
                name="one_post_per_person_role_and_day",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["street", "person"], name="post_by_person")]

    @property
    def label(self) -> str:
        """The office in words."""
        return self.get_role_display()

    @property
    def is_committee(self) -> bool:
        """Whether this is a seat of the property-management committee."""
        return self.role in self.COMMITTEE

    @property
    def actor_label(self) -> str:
        """How the audit log names this capacity."""
        return f"{self.label} {self.person.name}"

    @property
    def actor_user_id(self) -> int | None:
        """The sign-in behind this capacity."""
        return self.person.user_id


class RosterImport(EstateOwned):
    """A roster (住户名册) that was taken over: what the file was, who did it, what it changed, in units."""

    file_name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("文件校验值", max_length=64)
    made_at = models.DateTimeField("导入时间", default=clock.now)
    new = models.PositiveIntegerField("新增")
    changed = models.PositiveIntegerField("有变化")
    gone = models.PositiveIntegerField("名册里没有了")
    unchanged = models.PositiveIntegerField("没有变化")

    class Meta:
        verbose_name = "名册导入"
        indexes = [models.Index(fields=["estate", "-id"], name="roster_import_newest")]
