"""What is past its time: counted, then taken away, holds respected, figures kept."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.models import SignIn, User
from core import clock
from estates.models import DataRequest, Look, Ownership, Person, Residency, RosterDraft, SlipBatch
from estates.privacy.retention import count_or_apply_everywhere
from estates.privacy.services import note_look, place_hold
from estates.privacy.tasks import RETENTION
from overview.tasks import due_retention
from tenancy import jobs
from tenancy.models import AuditEntry, Estate, IdempotencyKey, Job
from tenancy.scope import scope
from tests.cast import Cast

EXPECTED = {"keys": 1, "drafts": 1, "slips": 1, "copies": 1, "looks": 1, "people": 1}


@pytest.fixture
def old(cast: Cast) -> Cast:
    """One of each kind past its time, one of each kind that is not."""
    now = clock.now()
    with scope(1, 11):
        for key, days in (("a" * 32, 31), ("b" * 32, 29)):
            IdempotencyKey.objects.create(key=key, body_sha256="", made_at=now - timedelta(days=days))
        for hours in (25, 23):
            made = now - timedelta(hours=hours)
            by = cast.community_officer
            RosterDraft.objects.create(file_name="册", sha256="x", data=b"PK", made_at=made, made_by=by)
            SlipBatch.objects.create(made_at=made, made_by=by, pdf=b"%PDF")
            DataRequest.objects.create(
                person=cast.owner.person,
                kind="copy",
                state="done",
                due_on=clock.today(),
                data=b"PK",
                expires_at=now + timedelta(hours=24 - hours),
            )
        for months in (14, 2):
            look = note_look(cast.owner.person, f"{months}个月前", by=cast.chair)
            assert look is not None
            _redate(look, now - timedelta(days=30 * months))
        gone = now.date() - timedelta(days=800)
        Residency.objects.filter(pk=cast.tenant.pk).update(ends_on=gone)
        Residency.objects.filter(pk=cast.spouse.pk).update(ends_on=now.date() - timedelta(days=100))
    return cast


def _redate(look: Look, at) -> None:
    """Write a look as of another day: a row of its own, since the log takes no change."""
    Look.objects.create(
        person=look.person, what=look.what, post=look.post, viewer=look.viewer, user=look.user, at=at
    )


def _run(*arguments: str) -> dict:
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    return json.loads(out.getvalue())


def _rows(told: dict, street: str = "street-a") -> dict[str, int]:
    return {name: term["rows"] for name, term in told["streets"][street].items()}


def test_retention_counts_and_changes_nothing_unless_told(old: Cast):
    told = _run()

    assert told["applied"] is False and _rows(told) == EXPECTED
    assert set(_rows(told, "street-b").values()) == {0}
    assert told["streets"]["street-a"]["looks"] == {
        "table": "estates_look",
        "rule": "estates.look_months",
        "rows": 1,
    }
    assert _rows(_run()) == EXPECTED


def test_retention_takes_away_what_it_counted_and_no_more(old: Cast):
    assert _rows(_run("--apply")) == EXPECTED
    assert _rows(_run("--apply", "--street", "street-a")) == dict.fromkeys(EXPECTED, 0)

    with scope(1, 11):
        assert IdempotencyKey.objects.count() == 1
        drafts = RosterDraft.objects.order_by("id").values_list("state", "data")
        assert [(state, bytes(data)) for state, data in drafts] == [("dropped", b""), ("waiting", b"PK")]
        assert [batch.pdf is None for batch in SlipBatch.objects.order_by("id")] == [True, False]
        copies = DataRequest.objects.order_by("id").values_list("data", flat=True)
        assert [data is None for data in copies] == [True, False]
        assert Look.objects.count() == 3
        assert Person.objects.get(pk=old.tenant.person_id).name == "已删除"
        assert Person.objects.get(pk=old.spouse.person_id).name == "周示例二"


def test_a_hold_keeps_people_and_looks(old: Cast):
    with scope(1, 11):
        place_hold(Estate.objects.get(pk=11), reason="某案", by=old.street_officer)

    counts = _rows(_run("--apply"))

    assert (counts["looks"], counts["people"]) == (0, 0)
    with scope(1, 11):
        assert Person.objects.get(pk=old.tenant.person_id).name == "吴示例三"


def test_who_still_owns_is_not_gone(old: Cast):
    with scope(1, 11):
        Ownership.objects.create(unit=old.units[1], person=old.tenant.person)

    assert _rows(_run())["people"] == 0


def test_the_database_lets_go_of_no_young_look(old: Cast):
    for sql in ("DELETE FROM estates_look", "UPDATE estates_look SET what = 'x'"):
        with (
            pytest.raises(DatabaseError, match=r"append-only|permission denied"),
            transaction.atomic(),
            scope(1, 11),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)

    with scope(1, 11):
        assert Look.objects.count() == 4


def test_the_database_lets_go_of_no_young_sign_in(cast: Cast):
    SignIn.objects.create(user=cast.user("owner"), succeeded=True)
    before = SignIn.objects.count()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SignIn.objects.all().delete()

    assert SignIn.objects.count() == before


def test_everywhere_clears_the_log_and_closes_what_nobody_verified(cast: Cast):
    now, user = clock.now(), cast.user("owner")
    for days in (500, 100):
        SignIn.objects.create(user=user, succeeded=True, at=now - timedelta(days=days))
        User.objects.create_user(f"+8613800009{days}", joined_at=now - timedelta(days=days))
    young = User.objects.create_user("+8613800009003", joined_at=now - timedelta(days=89))
    before = SignIn.objects.count()

    assert count_or_apply_everywhere(apply=False) == {"sign_ins": 1, "unverified": 2, "sessions": 0}
    assert count_or_apply_everywhere(apply=True) == {"sign_ins": 1, "unverified": 2, "sessions": 0}
    assert count_or_apply_everywhere(apply=True) == {"sign_ins": 0, "unverified": 0, "sessions": 0}

    young.refresh_from_db()
    assert young.is_active and SignIn.objects.count() == before - 1
    assert User.objects.filter(phone__startswith="erased-", is_active=False).count() == 2


def test_retention_refuses_an_unknown_street(cast: Cast):
    with pytest.raises(CommandError, match="没有这个街道"):
        _run("--street", "nowhere")


def test_due_retention_queues_one_job_a_day_that_does_the_same(old: Cast):
    due_retention()
    due_retention()
    with scope(1):
        (job,) = Job.objects.filter(kind=RETENTION)

    assert jobs.run(1, None, job.pk)

    with scope(1):
        entry = AuditEntry.objects.get(action="estates.retention_applied")
        assert entry.details == EXPECTED
    assert _rows(_run()) == dict.fromkeys(EXPECTED, 0)
