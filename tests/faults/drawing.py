"""Notices that wait to be drawn, and whether each came out exactly once (trust.md D2, R1)."""

import hashlib
from collections import Counter
from collections.abc import Collection

from django.conf import settings

from core import files as store
from notices.models import Notice
from notices.services import publish
from tenancy.models import AuditEntry, Estate, Job, StoredFile
from tenancy.scope import scope

STREETS = (1, 2)


def prepare(estates: Collection[int], per_estate: int) -> None:
    """Prepare notices in these estates, each long enough to be drawn for a moment."""
    for estate in Estate.objects.select_related("street", "community").filter(pk__in=estates):
        with scope(estate.street_id, estate):
            for number in range(per_estate):
                rows = [[f"第 {row} 项", row * 7, f"{estate.name} {number}"] for row in range(120)]
                table = {"caption": "明细", "columns": ["摘要", "数量#", "备注"], "rows": rows}
                publish(
                    estate=estate,
                    kind=Notice.Kind.OTHER,
                    title=f"{estate.name}第 {number} 份示例公示",
                    paragraphs=["见附表。"],
                    snapshot={"tables": [table]},
                    by=None,
                    await_pdf=True,
                )


def states() -> Counter[str]:
    """Return how many jobs are in which state, over both streets."""
    found: Counter[str] = Counter()
    for street in STREETS:
        with scope(street):
            found.update(Job.objects.values_list("state", flat=True))
    return found


def claims() -> set[object]:
    """Return the tokens of the jobs that are claimed, by the living and by the dead."""
    tokens: set[object] = set()
    for street in STREETS:
        with scope(street):
            tokens.update(Job.objects.filter(state=Job.State.RUNNING).values_list("token", flat=True))
    return tokens


def check(estates: Collection[int], per_estate: int) -> int:
    """Check that everything is there once; return how often a job was started in all."""
    starts = 0
    for estate in Estate.objects.filter(pk__in=estates):
        with scope(estate.street_id, estate):
            attempts = list(Job.objects.values_list("attempts", flat=True))
            notices = list(Notice.objects.select_related("pdf").order_by("sequence"))
            published = AuditEntry.objects.filter(action="notices.published")
            times = Counter(published.values_list("subject_id", flat=True))
            kept = list(StoredFile.objects.values_list("sha256", flat=True))
        assert [notice.sequence for notice in notices] == list(range(1, per_estate + 1))
        assert {notice.state for notice in notices} == {Notice.State.PUBLISHED}
        assert times == {notice.pk: 1 for notice in notices}
        assert sorted(kept) == sorted(notice.pdf.sha256 for notice in notices)
        assert [hashlib.sha256(store.read(sha256)).hexdigest() for sha256 in kept] == kept
        assert len(set(kept)) == per_estate
        assert max(attempts) <= 5
        starts += sum(attempts)
    assert list((settings.FILES_ROOT / "unfinished").glob("*")) == []
    return starts
