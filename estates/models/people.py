"""Persons, and what they own and where they live."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import masking
from estates.models.dated import Dated
from estates.models.places import Unit
from tenancy.fields import StreetOwned, TenantForeignKey


class Person(StreetOwned):
    """A party (主体): natural or organisation. Residents belong to an estate, staff to the street.

    The number of a document is never kept, only its keyed hash: enough to see that two are one.
    """

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
    document_hash = models.CharField("证件号码校验值", max_length=64, blank=True, editable=False)
    born_on = models.DateField("出生日期", null=True)
    deceased_on = models.DateField("去世日期", null=True)
    guardian = TenantForeignKey("self", null=True, related_name="wards", verbose_name="监护人")
    erased_at = models.DateTimeField("资料删除时间", null=True)
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
            ),
            models.UniqueConstraint(
                fields=["street", "estate", "document_hash"],
                condition=~Q(document_hash=""),
                nulls_distinct=False,
                name="one_person_per_document",
            ),
            models.CheckConstraint(
                condition=Q(guardian=None) | ~Q(guardian=F("id")), name="nobody_is_their_own_guardian"
            ),
        ]
        indexes = [
            models.Index(fields=["user"], name="person_by_user"),
            models.Index(fields=["estate", "name", "id"], name="person_by_name"),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        """The name as the public may read it: 张**; organisations in full."""
        return self.name if self.kind == self.Kind.ORGANISATION else masking.mask_name(self.name)


class Ownership(Dated):
    """A person owns a unit: a capacity. Shares are numerator and denominator."""

    class Acquired(models.TextChoices):
        ROSTER = "roster", "名册登记"
        SALE = "sale", "买卖"
        INHERITANCE = "inheritance", "继承"
        GIFT = "gift", "赠与"
        JUDGEMENT = "judgement", "法院判决"
        OTHER = "other", "其他"

    unit = TenantForeignKey(Unit, related_name="ownerships", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="ownerships", verbose_name="产权人")
    share_numerator = models.PositiveIntegerField("份额（分子）", default=1)
    share_denominator = models.PositiveIntegerField("份额（分母）", default=1)
    represents_owners = models.BooleanField("共有人代表", default=True)
    acquired_by = models.CharField("取得方式", max_length=11, choices=Acquired, default=Acquired.ROSTER)
    evidence = models.CharField("依据", max_length=120, blank=True)

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

    class Source(models.TextChoices):
        """How somebody came to be registered as living here."""

        STAFF = "staff", "工作人员登记"
        ROSTER = "roster", "名册导入"
        SLIP = "slip", "凭认领码"
        REQUEST = "request", "申请后核实"
        ASSISTED = "assisted", "上门代办"

    unit = TenantForeignKey(Unit, related_name="residencies", verbose_name="房屋")
    person = TenantForeignKey(Person, related_name="residencies", verbose_name="居民")
    tenure = models.CharField("居住情况", max_length=6, choices=Tenure)
    source = models.CharField("登记方式", max_length=8, choices=Source, default=Source.STAFF)
    verified_at = models.DateTimeField("核实时间", null=True)
    # Who helps the resident with the portal (亲属协助), if somebody acts so: set by the capacities, not kept.
    helper: "Person | None" = None

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
        """How the audit log names this capacity, and who helps."""
        helped = f"（由 {self.helper.masked_name} 协助）" if self.helper else ""
        return f"居民 {self.unit.label} {self.person.masked_name}{helped}"

    @property
    def actor_user_id(self) -> int | None:
        """The sign-in behind this capacity: of who presses the buttons."""
        return (self.helper or self.person).user_id
