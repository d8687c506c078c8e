"""The buildings of an estate and what is in them."""

from django.db import models
from django.db.models import F, Q

from estates.models.dated import Dated
from tenancy.fields import EstateOwned, TenantForeignKey


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

    class Use(models.TextChoices):
        HOME = "home", "住宅"
        SHOP = "shop", "商铺"
        OFFICE = "office", "办公"
        GARAGE = "garage", "车库车位"
        OTHER = "other", "其他"

    class Tenure(models.TextChoices):
        """Who may own it at all: in public housing the unit's owner is an organisation (§6 case 48)."""

        PRIVATE = "private", "私有产权"
        PUBLIC = "public", "公房"
        DEVELOPER = "developer", "开发商未售"

    building = TenantForeignKey(Building, related_name="units", verbose_name="楼栋")
    entrance = models.CharField("单元", max_length=10, blank=True)
    door = models.CharField("房号", max_length=20)
    area_centi = models.PositiveIntegerField("专有部分面积（0.01 ㎡）")
    area_source = models.CharField("面积来源", max_length=8, choices=AreaSource, blank=True)
    occupancy = models.CharField("居住情况", max_length=6, choices=Occupancy, blank=True)
    use = models.CharField("用途", max_length=6, choices=Use, default=Use.HOME)
    tenure = models.CharField("房屋性质", max_length=9, choices=Tenure, default=Tenure.PRIVATE)
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


class UnitSuccession(EstateOwned):
    """One unit came out of another on a day, by a split or a merger; both stay in the register."""

    class Kind(models.TextChoices):
        SPLIT = "split", "拆分"
        MERGE = "merge", "合并"

    kind = models.CharField("方式", max_length=5, choices=Kind)
    earlier = TenantForeignKey(Unit, related_name="later_units", verbose_name="原房屋")
    later = TenantForeignKey(Unit, related_name="earlier_units", verbose_name="新房屋")
    on = models.DateField("日期")
    evidence = models.CharField("依据", max_length=120)

    class Meta:
        verbose_name = "房屋拆并"
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "earlier", "later"], name="one_succession_of_two_units"
            ),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="no_unit_follows_itself"),
        ]
