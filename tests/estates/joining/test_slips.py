"""Printing slips: drawn by a job, hashed, older ones withdrawn, the file cleared in time."""

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest

from core import clock, pdf
from core.errors import NotAllowed
from estates.joining.codes import make_code
from estates.joining.errors import NothingToPrint
from estates.joining.printing import html_of, slip_of
from estates.joining.reports import slip_counts, units_to_print
from estates.joining.services import clear_slips, order_slips
from estates.joining.services.slips import CLEAR, PRINT, SLIPS_PER_FILE
from estates.models import ClaimSlip, Post, SlipBatch
from tenancy import jobs
from tenancy.models import AuditEntry, Job
from tests.cast import Cast
from tests.estates.joining.conftest import at_home, here, print_slips
from tests.estates.joining.reading import codes_in


def _counts() -> dict[str, int]:
    return {each.state: each.count for each in slip_counts(here())}


def test_order_slips_waits_for_its_print(cast: Cast):
    with at_home():
        (batch,) = order_slips(here(), cast.units[:2], by=cast.chair)

        assert (batch.unit_ids, batch.count, batch.pdf) == ([u.pk for u in cast.units[:2]], 2, None)
        assert Job.objects.get(kind=PRINT).key == str(batch.pk)
        assert not ClaimSlip.objects.exists()
        entry = AuditEntry.objects.get(action="estates.slips_ordered")
        assert (entry.subject_id, entry.details, entry.user_id) == (
            batch.pk,
            {"count": 2},
            cast.chair.person.user_id,
        )


def test_order_slips_takes_several_files_for_many_units(cast: Cast):
    with at_home():
        batches = order_slips(here(), [cast.units[0]] * (SLIPS_PER_FILE + 1), by=cast.community_officer)

        assert [batch.count for batch in batches] == [SLIPS_PER_FILE, 1]


@pytest.mark.parametrize("name", ["supervisor", "cashier", "street_leader", "street_finance", "auditor"])
def test_order_slips_refuses_other_offices(cast: Cast, name: str):
    with at_home(), pytest.raises(NotAllowed):
        order_slips(here(), cast.units[:1], by=getattr(cast, name))

    with at_home():
        assert not SlipBatch.objects.exists() and not Job.objects.filter(kind=PRINT).exists()


def test_order_slips_refuses_the_chair_and_the_community_of_another_estate(cast: Cast):
    with at_home():
        other = Post(role=Post.Role.CHAIR, estate_id=12, street_id=1, person=cast.chair.person)
        for by in (other, Post(role=Post.Role.COMMUNITY_OFFICER, community_id=12, street_id=1)):
            with pytest.raises(NotAllowed):
                order_slips(here(), cast.units[:1], by=by)

        assert not SlipBatch.objects.exists()


def test_order_slips_refuses_nothing(cast: Cast):
    with at_home(), pytest.raises(NothingToPrint):
        order_slips(here(), [], by=cast.chair)

    with at_home():
        assert not SlipBatch.objects.exists()


@pytest.mark.committed
def test_the_job_draws_the_sheets_and_keeps_only_hashes(cast: Cast):
    with at_home(), clock.travel_to(2026, 11, 2):
        (batch,) = order_slips(here(), cast.units, by=cast.chair)
        job = Job.objects.get(kind=PRINT)
    with clock.travel_to(2026, 11, 2):
        assert jobs.run(1, 11, job.pk) and not jobs.run(1, 11, job.pk)

    with at_home():
        batch = SlipBatch.objects.get()
        sheets = bytes(batch.pdf)
        codes = codes_in(sheets)
        slips = list(ClaimSlip.objects.order_by("unit__door"))
        assert (len(codes), len(slips), batch.count, pdf.page_count(sheets)) == (8, 8, 8, 1)
        assert {slip.sha256 for slip in slips} == {
            hashlib.sha256(f"1011-{code[5:].replace('-', '')}".encode()).hexdigest() for code in codes
        }
        # The last day is the thirtieth from today, whole.
        assert {slip.expires_at for slip in slips} == {
            clock.midnight(clock.local(slips[0].made_at).date()) + timedelta(days=31)
        }
        kept = (
            str(list(ClaimSlip.objects.values()))
            + str(list(Job.objects.values()))
            + str(list(AuditEntry.objects.values()))
        )
        assert not any(code in kept or code[5:].replace("-", "") in kept for code in codes)
        clearing = Job.objects.get(kind=CLEAR)
        assert clearing.due_at - slips[0].made_at == timedelta(hours=24)


def test_the_sheets_have_eight_slips_a_page_and_say_what_is_needed(cast: Cast):
    with at_home():
        estate = here()
    slips = [slip_of(f"1栋1单元{n}01", make_code(estate.number)) for n in range(1, 10)]

    html = html_of(estate, slips, last_day=clock.today().replace(year=2026, month=12, day=2))

    assert pdf.page_count(pdf.render(html)) == 2
    assert (html.count('class="slip"'), html.count('class="sheet"')) == (9, 2)
    assert all(part in html for part in ("1栋1单元901", "2026年12月2日前有效", "0838-0000001", "/claim/"))
    with pikepdf.open(io.BytesIO(pdf.render(html))) as file:
        assert {tuple(map(round, page.mediabox)) for page in file.pages} == {(0, 0, 595, 842)}


def test_printing_again_kills_the_open_slip_of_that_unit_only(cast: Cast):
    print_slips(cast, *cast.units[:2])
    print_slips(cast, cast.units[0])

    with at_home():
        rows = ClaimSlip.objects.order_by("id").values_list("unit_id", "withdrawn_at")
        assert [(unit, withdrawn is None) for unit, withdrawn in rows] == [
            (cast.units[0].pk, False),
            (cast.units[1].pk, True),
            (cast.units[0].pk, True),
        ]
        assert _counts() == {"open": 2, "used": 0, "expired": 0, "none": 6}


def test_slip_counts_tell_open_from_expired(cast: Cast):
    print_slips(cast, *cast.units[:3])

    with at_home():
        ClaimSlip.objects.filter(unit=cast.units[0]).update(expires_at=clock.now())

        assert _counts() == {"open": 2, "used": 0, "expired": 1, "none": 5}


def test_units_to_print_leaves_out_where_somebody_signs_in(cast: Cast):
    with at_home():
        building = cast.units[0].building_id
        assert units_to_print(here()) == []
        cast.owner.person.user = None
        cast.owner.person.save(update_fields=["user"])
        cast.spouse.person.user = None
        cast.spouse.person.save(update_fields=["user"])

        assert [unit.pk for unit in units_to_print(here(), building_id=building)] == [cast.units[0].pk]
        assert units_to_print(here(), building_id=building + 999) == []


def test_clear_slips_empties_the_file_and_leaves_the_codes(cast: Cast):
    batch, _ = print_slips(cast, cast.units[0])
    with at_home():
        batch = SlipBatch.objects.select_related("estate").get()

        clear_slips(batch, by=cast.chair)
        clear_slips(batch, by=cast.chair)

        batch = SlipBatch.objects.get()
        assert (batch.pdf, batch.emptied_at is not None, ClaimSlip.objects.count()) == (None, True, 1)
        assert AuditEntry.objects.filter(action="estates.slips_cleared").count() == 1


def test_clear_slips_refuses_other_offices(cast: Cast):
    print_slips(cast, cast.units[0])

    with at_home(), pytest.raises(NotAllowed):
        clear_slips(SlipBatch.objects.select_related("estate").get(), by=cast.supervisor)

    with at_home():
        assert SlipBatch.objects.get().pdf is not None


@pytest.mark.committed
def test_the_file_is_cleared_when_its_time_is_over(cast: Cast):
    with clock.travel_to(2026, 11, 2):
        print_slips(cast, cast.units[0])
        with at_home():
            job = Job.objects.get(kind=CLEAR)
        assert not jobs.run(1, 11, job.pk)
    with clock.travel_to(2026, 11, 3):
        assert (1, 11, job.pk) in jobs.due(1)
        assert jobs.run(1, 11, job.pk) and not jobs.run(1, 11, job.pk)

    with at_home():
        batch = SlipBatch.objects.get()
        assert (batch.pdf, batch.emptied_at) == (
            None,
            clock.midnight(clock.local(batch.made_at).date()) + timedelta(days=1, hours=9),
        )
