"""Printing and publishing: who may, what is refused, and that nothing changed then."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from core import clock
from core.errors import NotAllowed
from overview.errors import (
    AlreadyPublished,
    AsOfInFuture,
    CorrectionUnexplained,
    NotPrinted,
    OnlyOfOneCommunity,
)
from overview.models import PrintedReport, StatisticsSnapshot
from overview.services import PRINT, print_statistics, publish_statistics
from tenancy import jobs
from tenancy.models import AuditEntry, Community, Job
from tenancy.scope import scope
from tests.overview.statistics.past import span


def _printed(past, community: Community | None = None, as_of: date = date(2026, 6, 1)) -> PrintedReport:
    with scope(1):
        printed = print_statistics(span(as_of, community), by=past.cast.street_officer)
        job = Job.objects.get(kind=PRINT, key=str(printed.pk))
    assert jobs.run(1, None, job.pk)
    with scope(1):
        return PrintedReport.objects.select_related("pdf").get(pk=printed.pk)


def _made() -> tuple[int, int, int]:
    return PrintedReport.objects.count(), StatisticsSnapshot.objects.count(), AuditEntry.objects.count()


def test_print_statistics_puts_the_figures_down_and_asks_for_the_pdf(past):
    with scope(1):
        printed = print_statistics(span(), by=past.cast.street_finance)
        entry = AuditEntry.objects.get(action="overview.statistics_printed")
        job = Job.objects.get(kind=PRINT)

    assert (printed.year, printed.as_of, printed.community_id, printed.pdf_id) == (
        2026,
        date(2026, 6, 1),
        None,
        None,
    )
    assert printed.figures_sha256 == printed.report.sha256
    assert (entry.subject_id, job.args, job.estate_id) == (printed.pk, {"report_id": printed.pk}, None)


@pytest.mark.parametrize(("name", "community"), [("chair", None), ("community_officer", None)])
def test_print_statistics_is_for_those_who_work_there(past, name, community):
    with scope(1):
        before = _made()
        with pytest.raises(NotAllowed):
            print_statistics(span(community=community), by=getattr(past.cast, name))
        other = span(community=Community.objects.get(pk=12))
        with pytest.raises(NotAllowed):
            print_statistics(other, by=getattr(past.cast, name))
        assert _made() == before


def test_publish_statistics_repeats_what_was_printed(past):
    printed = _printed(past)
    with scope(1):
        snapshot = publish_statistics(printed, by=past.cast.street_leader)
        entry = AuditEntry.objects.get(action="overview.statistics_published")

    assert (snapshot.figures, snapshot.pdf_sha256, snapshot.pdf_size) == (
        printed.figures,
        printed.pdf.sha256,
        printed.pdf.size,
    )
    assert (snapshot.version, snapshot.replaces, snapshot.published_by) == (1, None, past.cast.street_leader)
    assert (entry.subject_id, entry.details["version"]) == (snapshot.pk, 1)


@pytest.mark.parametrize("name", ["street_finance", "community_officer", "chair"])
def test_publish_statistics_is_for_those_who_speak_for_the_street(past, name):
    printed = _printed(past)
    with scope(1):
        before = _made()
        with pytest.raises(NotAllowed):
            publish_statistics(printed, by=getattr(past.cast, name))
        assert _made() == before


def test_publish_statistics_refuses_what_is_not_the_streets_or_not_printed(past):
    part = _printed(past, Community(pk=11, name="A1社区"))
    with scope(1):
        waiting = print_statistics(span(date(2026, 5, 1)), by=past.cast.street_officer)
        before = _made()
        with pytest.raises(OnlyOfOneCommunity):
            publish_statistics(part, by=past.cast.street_officer)
        with pytest.raises(NotPrinted):
            publish_statistics(waiting, by=past.cast.street_officer)
        assert _made() == before


def test_publish_statistics_refuses_a_day_that_has_not_come(past):
    printed = _printed(past)
    with scope(1), clock.travel_to(2026, 5, 31):
        before = _made()
        with pytest.raises(AsOfInFuture):
            publish_statistics(printed, by=past.cast.street_officer)
        assert _made() == before


def test_publish_statistics_refuses_the_same_figures_twice(past):
    first, again = _printed(past), _printed(past)
    with scope(1):
        publish_statistics(first, by=past.cast.street_officer)
        before = _made()
        for printed in (first, again):
            with pytest.raises(AlreadyPublished):
                publish_statistics(printed, reason="再发一次", by=past.cast.street_leader)
        assert _made() == before


def test_publish_statistics_asks_why_figures_are_replaced(past):
    first = _printed(past)
    with scope(1, 11):
        type(past.landed).objects.filter(pk=past.landed.pk).update(need="environment")
    second = _printed(past)
    with scope(1):
        one = publish_statistics(first, by=past.cast.street_officer)
        before = _made()
        with pytest.raises(CorrectionUnexplained):
            publish_statistics(second, reason="  ", by=past.cast.street_officer)
        assert _made() == before
        two = publish_statistics(second, reason="类别登记错了。", by=past.cast.street_officer)

    assert (two.version, two.replaces, two.reason) == (2, one, "类别登记错了。")


def test_snapshots_are_read_without_a_scope_and_written_only_within(past):
    printed = _printed(past)
    with scope(1):
        snapshot = publish_statistics(printed, by=past.cast.street_officer)

    assert list(StatisticsSnapshot.objects.all()) == [snapshot]
    assert list(PrintedReport.objects.all()) == []
    for place in ((2, None), (1, 11)):
        with scope(*place):
            assert list(StatisticsSnapshot.objects.all()) == [snapshot]
    values = {field.attname: getattr(snapshot, field.attname) for field in snapshot._meta.concrete_fields}
    copy = StatisticsSnapshot(
        **values | {"id": None, "version": 2, "replaces_id": snapshot.pk, "reason": "假"}
    )
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        copy.save(force_insert=True)
    with scope(2), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        copy.save(force_insert=True)
    assert StatisticsSnapshot.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    ["UPDATE overview_statisticssnapshot SET reason = 'x'", "DELETE FROM overview_statisticssnapshot"],
)
def test_snapshots_are_never_changed(past, change):
    with scope(1), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change)


def test_a_printed_report_gets_its_pdf_and_changes_in_nothing_else(past):
    printed = _printed(past)
    with scope(1), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PrintedReport.objects.filter(pk=printed.pk).update(year=2027)
    with scope(1):
        assert not jobs.run(1, None, Job.objects.get(kind=PRINT).pk)
        assert PrintedReport.objects.get().pdf_id == printed.pdf_id
