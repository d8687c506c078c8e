"""What concerns and projects have about somebody."""

from estates.models import Person
from estates.privacy.collectors import moment
from estates.privacy.copying import Collector, Row, declare
from projects.models import Acceptance, Concern, ConcernSupport, CoSign, Rating


def _concerns(person: Person) -> list[Row]:
    return [
        {
            "位置": row.place,
            "情况": row.words,
            "时间": moment(row.filed_at or row.started_at),
            "状态": row.get_state_display(),
        }
        for row in Concern.objects.filter(person=person).order_by("id")
    ]


def _part(person: Person) -> list[Row]:
    """Return what somebody supported, co-signed, accepted and rated."""
    supports = ConcernSupport.objects.filter(person=person).select_related("concern")
    found = [("支持诉求", row.concern.public_words, row.at, "") for row in supports]
    cosigns = CoSign.objects.filter(person=person).select_related("project")
    found += [("联名", row.project.title, row.at, "") for row in cosigns]
    for field, words, at in (("person", "words", "at"), ("resident_person", "resident_words", "resident_at")):
        accepted = Acceptance.objects.filter(**{field: person}).select_related("project")
        found += [("验收", row.project.title, getattr(row, at), getattr(row, words)) for row in accepted]
    ratings = Rating.objects.filter(person=person).select_related("project")
    found += [
        ("评价", row.project.title, row.at, f"{row.get_level_display()} {row.words}".strip())
        for row in ratings
    ]
    return [
        {"事项": what, "对象": title, "时间": moment(at), "内容": words} for what, title, at, words in found
    ]


declare(Collector("诉求", _concerns), Collector("参与项目", _part))
