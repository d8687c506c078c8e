"""What votes have about somebody: they are open ones, so one's own choice is in the copy."""

from ballots.models import Slip
from estates.models import Person
from estates.privacy.collectors import moment
from estates.privacy.copying import Collector, Row, declare


def _votes(person: Person) -> list[Row]:
    slips = Slip.objects.filter(cast_by=person).select_related("ballot").order_by("id")
    return [
        {"表决": slip.ballot.title, "时间": moment(slip.cast_at), "代表": _doors(slip), "选择": _words(slip)}
        for slip in slips.prefetch_related("ballot__matters", "ballot__electors")
    ]


def _doors(slip: Slip) -> str:
    return "、".join(row.label for row in slip.ballot.electors.all() if row.no in slip.electors)


def _words(slip: Slip) -> str:
    matters = {str(matter.no): matter for matter in slip.ballot.matters.all()}
    chosen = ((matters[no], choice) for no, choice in slip.choices.items())
    return "；".join(f"{matter.text}：{matter.words(choice)}" for matter, choice in chosen)


declare(Collector("投票", _votes))
