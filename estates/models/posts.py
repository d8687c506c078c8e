"""Offices: who holds which, from when to when."""

from django.db import models
from django.db.models import F, Q

from core import clock
from estates.models.dated import DatedQuerySet
from estates.models.people import Person
from tenancy.fields import StreetOwned, TenantForeignKey


class Post(StreetOwned):
    """A dated office with a role: a capacity. Estate posts belong to an estate, staff posts to the street."""

    class Role(models.TextChoices):
        CHAIR = "chair", "物管委主任"
        TREASURER = "treasurer", "物管委财务委员"
        MEMBER = "member", "物管委委员"
        SUPERVISOR = "supervisor", "监督小组成员"
        CASHIER = "cashier", "代管出纳"
        BUILDING_LEAD = "building_lead", "楼栋长"
        PARTY_SECRETARY = "party_secretary", "小区党支部书记"
        COMMUNITY_SECRETARY = "community_secretary", "社区书记"
        COMMUNITY_OFFICER = "community_officer", "社区工作者"
        STREET_OFFICER = "street_officer", "街道经办"
        STREET_LEADER = "street_leader", "街道分管领导"
        STREET_FINANCE = "street_finance", "街道财政所"
        SOCIAL_WORKER = "social_worker", "社工"
        AUDITOR = "auditor", "街道审计"
        SYSTEM_ADMIN = "system_admin", "系统管理员"
        SECURITY_ADMIN = "security_admin", "安全管理员"
        AUDIT_ADMIN = "audit_admin", "安全审计员"

    COMMITTEE = (Role.CHAIR, Role.TREASURER, Role.MEMBER)
    ESTATE_ROLES = (*COMMITTEE, Role.SUPERVISOR, Role.CASHIER, Role.BUILDING_LEAD, Role.PARTY_SECRETARY)
    COMMUNITY = (Role.COMMUNITY_OFFICER, Role.COMMUNITY_SECRETARY)
    # Three people (三员分立, GB/T 22239), who neither decide nor read what the others keep.
    ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    STREET = (Role.STREET_OFFICER, Role.STREET_LEADER, Role.STREET_FINANCE, Role.SOCIAL_WORKER, Role.AUDITOR)
    # Staff, and whoever signs for or touches money, sign in with a second factor (ASVS 6.3.3).
    NEEDS_SECOND_FACTOR = (Role.CHAIR, Role.TREASURER, Role.CASHIER, *COMMUNITY, *STREET, *ADMINISTRATORS)

    person = TenantForeignKey(Person, related_name="posts", verbose_name="任职人")
    role = models.CharField("职务", max_length=20, choices=Role)
    community = models.ForeignKey(
        "tenancy.Community", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="社区"
    )
    starts_on = models.DateField("起", default=clock.today)
    ends_on = models.DateField("止", null=True, blank=True)
    authority = models.CharField("任命依据", max_length=120, blank=True)
    ending = models.CharField("离任依据", max_length=120, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "职务"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["street", "estate", "person", "role", "starts_on"],
                name="one_post_per_person_role_and_day",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["street", "person"], name="post_by_person"),
            models.Index(fields=["street", "-starts_on", "-id"], name="post_newest"),
        ]

    @property
    def label(self) -> str:
        """The office in words."""
        return self.get_role_display()

    @property
    def needs_second_factor(self) -> bool:
        """Whether nobody acts in this office who signed in by the phone alone."""
        return self.role in self.NEEDS_SECOND_FACTOR

    @property
    def is_committee(self) -> bool:
        """Whether this is a seat of the property-management committee."""
        return self.role in self.COMMITTEE

    @property
    def is_community(self) -> bool:
        """Whether this is an office with a community: it reaches that community's estates."""
        return self.role in self.COMMUNITY

    @property
    def is_administrator(self) -> bool:
        """Whether this office runs the portal itself and does nothing of what the portal is for."""
        return self.role in self.ADMINISTRATORS

    @property
    def actor_label(self) -> str:
        """How the audit log names this capacity."""
        return f"{self.label} {self.person.name}"

    @property
    def actor_user_id(self) -> int | None:
        """The sign-in behind this capacity."""
        return self.person.user_id
