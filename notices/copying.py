"""What notices have about somebody."""

from estates.models import Person
from estates.privacy.collectors import moment
from estates.privacy.copying import Collector, Row, declare
from notices.models import Objection


def _objections(person: Person) -> list[Row]:
    rows = Objection.objects.filter(person=person).select_related("notice").order_by("id")
    return [
        {"公示": row.notice.title, "时间": moment(row.filed_at), "异议": row.text, "答复": row.reply}
        for row in rows
    ]


declare(Collector("异议", _objections))
