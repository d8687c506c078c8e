"""What the pages of joining show: units with their slips, a print that is under way."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core import clock
from estates.joining.services.slips import PRINT
from estates.models import ClaimSlip, JoinRequest, Ownership, PhoneChange, Residency, SlipBatch, Unit
from tenancy import jobs
from tenancy.models import Estate, Job

NONE, OPEN, USED, EXPIRED = "none", "open", "used", "expired"
SLIP_WORDS = {OPEN: "已发，还没用", USED: "已使用", EXPIRED: "已过期", NONE: "没有发过"}
SLIP_KINDS = {OPEN: "blue", USED: "green", EXPIRED: "amber", NONE: ""}


def units_with_slips(estate: Estate) -> QuerySet[Any]:
    """Return the units of the register with ``slip`` (the state of the newest) and ``has_sign_in``."""
    newest = ClaimSlip.objects.filter(unit=OuterRef("pk"), withdrawn_at=None).order_by("-id")
    lives = Residency.objects.in_force().filter(unit=OuterRef("pk"), person__user__isnull=False)
    owns = Ownership.objects.in_force().filter(unit=OuterRef("pk"), person__user__isnull=False)
    units = Unit.objects.in_force().filter(estate=estate).select_related("building")
    return units.annotate(
        slip_used_at=Subquery(newest.values("used_at")[:1]),
        slip_expires_at=Subquery(newest.values("expires_at")[:1]),
        has_sign_in=Exists(lives) | Exists(owns),
    ).annotate(
        slip=Case(
            When(slip_used_at__isnull=False, then=Value(USED)),
            When(slip_expires_at=None, then=Value(NONE)),
            When(slip_expires_at__lte=clock.now(), then=Value(EXPIRED)),
            default=Value(OPEN),
            output_field=CharField(),
        )
    )


def units_to_print(estate: Estate, *, building_id: int | None = None) -> list[Unit]:
    """Return the units, of one building or of all, for which nobody can sign in yet."""
    units = units_with_slips(estate).filter(has_sign_in=False)
    if building_id is not None:
        units = units.filter(building_id=building_id)
    return list(units.order_by("building__position", "building_id", "entrance", "door"))


@dataclass(frozen=True)
class SlipCount:
    """How many units have a slip in a state."""

    state: str
    label: str
    kind: str
    count: int


def slip_counts(estate: Estate) -> list[SlipCount]:
    """Return the number of units by the state of their newest slip, with one query."""
    rows = units_with_slips(estate).order_by().values_list("slip").annotate(Count("pk"))
    counts = dict(rows)
    return [
        SlipCount(state, SLIP_WORDS[state], SLIP_KINDS[state], counts.get(state, 0)) for state in SLIP_WORDS
    ]


def slip_words(unit: Unit) -> tuple[str, str]:
    """Return how the list says the state of a unit's slip, and the colour of it."""
    state: str = unit.slip  # type: ignore[attr-defined]
    return SLIP_WORDS[state], SLIP_KINDS[state]


@dataclass(frozen=True)
class Print:
    """A print under way, with the names of ``components/job.html``."""

    state: str
    what: str
    position: int
    reason: str

    @property
    def has_ended(self) -> bool:
        """Whether there is nothing left to wait for."""
        return self.state in (Job.State.DONE, Job.State.FAILED)


def print_of(batch: SlipBatch) -> Print:
    """Return how far the print of a batch is."""
    job = Job.objects.get(estate_id=batch.estate_id, kind=PRINT, key=str(batch.pk))
    position = jobs.position(job) if job.state == Job.State.QUEUED else 0
    return Print(job.state, jobs.label_of(job), position, job.error)


def batches(estate: Estate) -> QuerySet[SlipBatch]:
    """Return the batches, the newest first, without their files; ``is_there`` says whether one is kept."""
    rows = SlipBatch.objects.filter(estate=estate).defer("pdf").select_related("made_by__person")
    return rows.annotate(is_there=Case(When(Q(pdf__isnull=False), then=True), default=False))


def with_waiting(estates: QuerySet[Estate]) -> QuerySet[Estate]:
    """Return the estates with ``waiting``, the number of requests that nobody has decided."""
    filed = JoinRequest.objects.filter(estate=OuterRef("pk"), state=JoinRequest.State.FILED).order_by()
    counted = filed.values("estate").annotate(count=Count("pk")).values("count")
    return estates.annotate(waiting=Coalesce(Subquery(counted), 0))


def waiting_first(changes: QuerySet[PhoneChange]) -> QuerySet[PhoneChange]:
    """Return the changes in their order, those first that wait for a decision."""
    waits = Case(When(state=PhoneChange.State.FILED, then=0), default=1)
    return changes.order_by(waits, "-id")
