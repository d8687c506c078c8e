"""What the directory says of an estate: whether it was 三无, whether the community runs it, what it has."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.rows import locked, update
from estates.models import Post
from estates.register.errors import EstateFactsImpossible
from estates.register.services import keeping
from tenancy.audit import record
from tenancy.models import Estate

# Only the first is known; the street names the others (domain.md §3.8).
SIX_HAVES = (
    ("body", _("治理有主体")),
    ("second", _("第二项（待街道确认）")),
    ("third", _("第三项（待街道确认）")),
    ("fourth", _("第四项（待街道确认）")),
    ("fifth", _("第五项（待街道确认）")),
    ("sixth", _("第六项（待街道确认）")),
)
FIRST_YEAR = 1900  # no building that people live in here is older


@dataclass(frozen=True)
class Facts:
    """What is said of an estate; ``six_haves`` are keys of ``SIX_HAVES``."""

    lacks_management: bool
    lacks_supervisor: bool
    lacks_security: bool
    three_no_cleared_on: date | None
    year_built: int | None
    in_custody: bool
    custody_staff: int | None
    six_haves: Sequence[str]

    @classmethod
    def of(cls, estate: Estate) -> "Facts":
        """Return what is said of ``estate`` now."""
        return cls(**{name: getattr(estate, name) for name in cls.__dataclass_fields__})


@transaction.atomic
def set_estate_facts(estate: Estate, facts: Facts, *, by: Post) -> Estate:
    """Return the estate of which ``facts`` are said from now on; the log keeps what was said before.

    Raises NotAllowed, EstateFactsImpossible.
    """
    keeping.need_keeper(by, estate)
    _need_possible(facts)
    before = Facts.of(locked(estate))
    for name, value in asdict(facts).items():
        setattr(estate, name, value)
    update(estate, *asdict(facts))
    told = {
        name: [_plain(getattr(before, name)), _plain(value)]
        for name, value in asdict(facts).items()
        if getattr(before, name) != value
    }
    record("estates.facts_set", estate, by=by, estate=estate.slug, **told)
    return estate


def _need_possible(facts: Facts) -> None:
    today = clock.today()
    lacked = facts.lacks_management or facts.lacks_supervisor or facts.lacks_security
    if facts.three_no_cleared_on is not None:
        if not lacked:
            raise EstateFactsImpossible(field="three_no_cleared_on", reason="没有勾选三无，不会有摘掉的日期")
        if facts.three_no_cleared_on > today:
            raise EstateFactsImpossible(field="three_no_cleared_on", reason="摘掉三无的日期在今天以后")
    if facts.year_built is not None and not FIRST_YEAR <= facts.year_built <= today.year:
        raise EstateFactsImpossible(
            field="year_built", reason=f"建成年份要在 {FIRST_YEAR} 到 {today.year} 之间"
        )
    if facts.custody_staff and not facts.in_custody:
        raise EstateFactsImpossible(field="custody_staff", reason="不是社区代管，不会有代管工作人员")
    if set(facts.six_haves) - {key for key, _label in SIX_HAVES}:
        raise EstateFactsImpossible(field="six_haves", reason="没有这一项")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
