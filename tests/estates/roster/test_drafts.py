"""A roster's file from its upload to the register: by a job, once, whole, or not at all."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import NotAllowed
from estates.errors import ColumnsMissing, RosterHasFaults, SheetTooLarge, SheetUnreadable
from estates.models import Post, RosterDraft, RosterImport, Unit
from estates.roster import errors, services
from estates.roster.comparing import compare
from estates.roster.services import drafts
from tenancy import jobs
from tenancy.models import AuditEntry, Estate, Job
from tenancy.rules import set_rules
from tenancy.scope import scope
from tests.cast import Cast
from tests.estates.roster.register import A1, everything, rows_of
from tests.estates.roster.sheets import HEADS, flat, text

State = RosterDraft.State


def _upload(estate: Estate, by: Post, *extra, rows: list | None = None) -> RosterDraft:
    data = text([*(rows_of(estate) if rows is None else rows), *extra])
    with scope(*A1):
        return services.upload_roster(estate, data, file_name="名册.csv", by=by)


def _apply(draft: RosterDraft, by: Post, **other: int) -> Job:
    with scope(*A1):
        shown = compare(draft.estate, bytes(draft.data)).counts | other
        return services.apply_draft(draft, shown=shown, by=by)


def _fresh(draft: RosterDraft) -> RosterDraft:
    with scope(*A1):
        return RosterDraft.objects.select_related("estate").get(pk=draft.pk)


def test_upload_roster_keeps_the_file_to_be_looked_through(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())

    assert (draft.state, draft.file_name, draft.made_by, bytes(draft.data)[:3]) == (
        State.WAITING,
        "名册.csv",
        by,
        b"\xef\xbb\xbf",
    )
    with scope(*A1):
        entry = AuditEntry.objects.get(action="estates.roster_uploaded")
        assert (entry.subject_id, entry.details) == (draft.pk, {"sha256": draft.sha256})
        assert Unit.objects.filter(door="501", building__name="3栋").count() == 0


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"\0\0nothing", SheetUnreadable),
        (b"x" * (10 * 1024 * 1024 + 1), SheetTooLarge),
        (text([flat()[:2]], heads=HEADS[:2]), ColumnsMissing),
    ],
    ids=["no table", "too large", "columns"],
)
def test_upload_roster_refuses_what_is_no_roster(estate: Estate, by: Post, data: bytes, refusal: type):
    before = everything()

    with scope(*A1), pytest.raises(refusal):
        services.upload_roster(estate, data, file_name="x", by=by)

    assert everything() == before


@pytest.mark.parametrize("who", ["chair", "street_finance", "street_leader"])
def test_only_who_keeps_the_register_uploads_applies_and_drops(
    estate: Estate, cast: Cast, by: Post, who: str
):
    draft, other = _upload(estate, by, flat()), getattr(cast, who)
    before = everything()

    for act in (
        lambda: services.upload_roster(estate, text([flat()]), file_name="x", by=other),
        lambda: services.apply_draft(draft, shown={}, by=other),
        lambda: services.drop_draft(draft, by=other),
        lambda: services.export_roster(estate, by=other),
    ):
        with scope(*A1), pytest.raises(NotAllowed):
            act()

    assert everything() == before


def test_apply_draft_has_a_job_take_the_file_over(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())

    job = _apply(draft, by)
    assert _fresh(draft).state == State.APPLYING
    assert jobs.run(*A1, job.pk)

    done = _fresh(draft)
    with scope(*A1):
        row = RosterImport.objects.get()
        assert (row.new, row.changed, row.gone, row.unchanged, row.made_by_id) == (1, 0, 0, 8, by.pk)
        assert (done.state, done.imported_id, bytes(done.data)) == (State.APPLIED, row.pk, b"")
        job.refresh_from_db()
        assert (job.state, job.done_units, job.all_units) == (Job.State.DONE, 10, 10)
        assert jobs.result_of(job) == jobs.Result(f"/e/a1/work/roster/{draft.pk}/")
        assert Unit.objects.in_force().filter(building__name="3栋", door="501").count() == 1


def test_apply_draft_pressed_twice_and_run_twice_is_one_import(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())

    first, second = _apply(draft, by), _apply(draft, by)
    assert (jobs.run(*A1, first.pk), jobs.run(*A1, first.pk)) == (True, False)
    third = _apply_again(draft, by)

    assert first == second == third
    with scope(*A1):
        assert (RosterImport.objects.count(), Job.objects.filter(kind=drafts.IMPORT).count()) == (1, 1)


def _apply_again(draft: RosterDraft, by: Post) -> Job:
    with scope(*A1):
        return services.apply_draft(draft, shown={}, by=by)


def test_apply_draft_refuses_a_roster_with_faults(estate: Estate, by: Post):
    draft = _upload(estate, by, flat(专有部分面积="-1"))
    before = everything()

    with pytest.raises(RosterHasFaults):
        _apply(draft, by)

    assert everything() == before


def test_apply_draft_refuses_what_nobody_was_shown(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())
    before = everything()

    with pytest.raises(errors.RegisterChanged):
        _apply(draft, by, new=2)

    assert everything() == before


def test_a_register_that_changed_before_the_job_ran_is_looked_through_again(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())
    job = _apply(draft, by)
    with scope(*A1):
        Unit.objects.filter(door="801").update(area_centi=9_999)
    before = everything()["RosterImport"]

    assert jobs.run(*A1, job.pk)

    with scope(*A1):
        job.refresh_from_db()
        assert (job.state, job.error) == (
            Job.State.DONE,
            "您核对之后，小区的登记又有了变化，没有导入。下面是新的对比，请再核对一遍，再按“导入”。",
        )
        assert Unit.objects.filter(building__name="3栋").count() == 0
    assert (_fresh(draft).state, everything()["RosterImport"]) == (State.WAITING, before)

    again = _apply(draft, by)
    assert again != job
    assert jobs.run(*A1, again.pk)
    assert _fresh(draft).state == State.APPLIED


def test_an_office_that_ended_before_the_job_ran_takes_nothing_over(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())
    job = _apply(draft, by)
    with scope(1):
        Post.objects.filter(pk=by.pk).update(ends_on=clock.today())

    assert jobs.run(*A1, job.pk)

    with scope(*A1):
        assert RosterImport.objects.count() == 0
    assert _fresh(draft).state == State.WAITING


def test_a_worker_that_dies_leaves_nothing_and_another_finishes(estate: Estate, by: Post, monkeypatch):
    draft = _upload(estate, by, flat())
    job = _apply(draft, by)
    before = everything()
    with monkeypatch.context() as broken:
        broken.setattr("estates.roster.services.importing.propose_names", _die)
        assert not jobs.run(*A1, job.pk)
    after = everything()
    assert {name: after[name] for name in after if name != "Job"} == {
        name: before[name] for name in before if name != "Job"
    }

    with clock.travel(clock.now() + timedelta(minutes=10)):
        assert jobs.run(*A1, job.pk)

    assert _fresh(draft).state == State.APPLIED


def _die(estate: Estate) -> int:
    raise RuntimeError("the worker is gone")


def test_a_job_that_gave_up_leaves_the_draft_to_be_looked_through_again(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())
    job = _apply(draft, by)
    with scope(*A1):
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="多次中断")

    again = _apply(_fresh(draft), by)

    assert again != job
    assert jobs.run(*A1, again.pk)
    assert _fresh(draft).state == State.APPLIED


def test_drop_draft_lets_the_file_go_and_pressed_twice_does_no_harm(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())

    with scope(*A1):
        services.drop_draft(draft, by=by)
        services.drop_draft(draft, by=by)
        assert AuditEntry.objects.filter(action="estates.roster_dropped").count() == 1
    assert (_fresh(draft).state, bytes(_fresh(draft).data)) == (State.DROPPED, b"")

    with pytest.raises(errors.DraftIsOver):
        _apply_again(draft, by)


def test_drop_draft_refuses_what_was_taken_over(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())
    jobs.run(*A1, _apply(draft, by).pk)
    before = everything()

    with scope(*A1), pytest.raises(errors.DraftIsOver):
        services.drop_draft(draft, by=by)

    assert everything() == before


def _emptying(draft: RosterDraft) -> Job:
    with scope(*A1):
        return Job.objects.filter(kind=drafts.EMPTY, args__draft_id=draft.pk).latest("id")


def test_a_file_that_nobody_took_over_goes_when_the_street_says_so(estate: Estate, by: Post):
    with scope(1):
        set_rules(estate.street, {"estates.draft_hours": 2}, note="短一点", by=None)
    draft = _upload(estate, by, flat())
    job = _emptying(draft)

    with clock.travel(clock.now() + timedelta(minutes=119)):
        assert not jobs.run(*A1, job.pk)
    assert _fresh(draft).state == State.WAITING
    with clock.travel(clock.now() + timedelta(minutes=121)):
        assert jobs.run(*A1, job.pk)

    assert (_fresh(draft).state, bytes(_fresh(draft).data)) == (State.DROPPED, b"")


def test_a_file_that_is_being_taken_over_goes_an_hour_later(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())
    _apply(draft, by)
    first = _emptying(draft)

    with clock.travel(clock.now() + timedelta(hours=25)):
        assert jobs.run(*A1, first.pk)
        assert _fresh(draft).state == State.APPLYING
        second = _emptying(draft)

    assert timedelta(hours=1, minutes=59) < second.due_at - first.due_at < timedelta(hours=2, minutes=1)


def test_a_file_that_was_taken_over_is_left_alone_by_the_clock(estate: Estate, by: Post):
    draft = _upload(estate, by, flat())
    jobs.run(*A1, _apply(draft, by).pk)

    with clock.travel(clock.now() + timedelta(hours=25)):
        assert jobs.run(*A1, _emptying(draft).pk)

    assert _fresh(draft).state == State.APPLIED


def test_export_roster_is_written_down(estate: Estate, by: Post):
    with scope(*A1):
        data = services.export_roster(estate, by=by)
        found = compare(estate, data)
        entry = AuditEntry.objects.get(action="estates.roster_exported")

    assert (found.counts["unchanged"], found.faults) == (8, ())
    assert (entry.estate_id, entry.details) == (11, {"bytes": len(data)})
