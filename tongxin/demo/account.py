"""The account of the programme's year: printed by the street, and published by its leader for everybody."""

from collections.abc import Callable
from datetime import date

from core import clock
from estates.models import Post
from overview.models import PrintedReport, StatisticsSnapshot
from overview.services import PRINT, print_statistics, publish_statistics
from overview.statistics import span_of
from tenancy import jobs
from tenancy.models import Job, Street
from tenancy.scope import scope

AS_OF = date(2025, 12, 12)  # the day up to which the published account counts (../shared/data/luocheng.json)


def publish_account(street: Street, say: Callable[[str], object]) -> bool:
    """Print and publish the statistics as of ``AS_OF``, three days later; say whether that was done now."""
    with scope(street):
        if StatisticsSnapshot.objects.exists():
            return False
    with clock.travel_to(2025, 12, 15, 10):
        with scope(street):
            span = span_of(street, year=AS_OF.year, as_of=AS_OF)
            printed = print_statistics(span, by=Post.objects.get(role=Post.Role.STREET_OFFICER))
            job = Job.objects.get(kind=PRINT, key=str(printed.pk))
        jobs.run(street.pk, None, job.pk)
        with scope(street):
            printed = PrintedReport.objects.select_related("pdf").get(pk=printed.pk)
            publish_statistics(printed, by=Post.objects.get(role=Post.Role.STREET_LEADER))
    say(f"  {street.name}：截至 2025 年 12 月 12 日的统计已发布")
    return True
