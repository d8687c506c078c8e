"""The street's estates with what is said of them, and how many households there are to look after."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from estates.models import Post, Residency, Unit
from tenancy.models import Estate


@dataclass(frozen=True)
class Line:
    """An estate: its units, the households registered in them, what is said of it."""

    estate: Estate
    units: int
    households: int

    @property
    def lacks(self) -> list[str]:
        """What it lacks, or lacked before it was cleared."""
        said = (
            (self.estate.lacks_management, "无物业管理"),
            (self.estate.lacks_supervisor, "无主管单位"),
            (self.estate.lacks_security, "无人防物防"),
        )
        return [words for lacks, words in said if lacks]

    @property
    def state(self) -> str:
        """``three_no``, ``cleared`` or nothing."""
        if not self.lacks:
            return ""
        return "three_no" if self.estate.three_no_cleared_on is None else "cleared"


@dataclass(frozen=True)
class CommunityLine:
    """A community: how many estates and households it has."""

    name: str
    estates: int
    units: int
    households: int


@dataclass(frozen=True)
class Directory:
    """What a reader's estates are, together."""

    lines: Sequence[Line]

    @property
    def three_no(self) -> int:
        """How many are 三无 still."""
        return sum(line.state == "three_no" for line in self.lines)

    @property
    def cleared(self) -> int:
        """How many were cleared of it."""
        return sum(line.state == "cleared" for line in self.lines)

    @property
    def in_custody(self) -> Sequence[Line]:
        """Those the community runs."""
        return [line for line in self.lines if line.estate.in_custody]

    @property
    def custody_staff(self) -> int:
        """How many people run them."""
        return sum(line.estate.custody_staff or 0 for line in self.in_custody)

    @property
    def households_per_staff(self) -> int | None:
        """How many households one of them looks after, rounded; None where nobody is counted."""
        staff = self.custody_staff
        served = sum(line.households for line in self.in_custody if line.estate.custody_staff)
        return (2 * served + staff) // (2 * staff) if staff else None

    @property
    def communities(self) -> Sequence[CommunityLine]:
        """The communities in the order of their first estate."""
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(line.estate.community.name, []).append(line)
        return [
            CommunityLine(
                name, len(own), sum(line.units for line in own), sum(line.households for line in own)
            )
            for name, own in groups.items()
        ]


def estates_of(by: Post) -> QuerySet[Estate]:
    """Return the estates in a post's reach: all of the street, or its community's."""
    rows = Estate.objects.filter(street=by.street_id, ends_on=None).select_related("community", "street")
    return rows.filter(community=by.community_id) if by.role in Post.COMMUNITY else rows


def directory(by: Post) -> Directory:
    """Return the estates in reach with their figures of today; three queries."""
    units, households = _units(), _households()
    return Directory(
        [
            Line(estate, units.get(estate.pk, 0), households.get(estate.pk, 0))
            for estate in estates_of(by).order_by("community_id", "sort_key", "pk")
        ]
    )


def _units() -> dict[int, int]:
    rows = Unit.objects.in_force().order_by().values_list("estate_id").annotate(count=Count("pk"))
    return dict(rows)


def _households() -> dict[int, int]:
    """Return how many units somebody is registered in, by estate (domain.md §0.2)."""
    homes = Residency.objects.in_force().order_by().values_list("estate_id")
    return dict(homes.annotate(count=Count("unit_id", distinct=True)))
