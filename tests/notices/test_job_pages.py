"""The page of a long job: estate and street office, with and without htmx."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from notices.services import publish
from notices.tasks import finish, load
from tenancy import jobs
from tenancy.models import Job
from tenancy.scope import scope

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def job(cast, estate) -> Job:
    """The queued print of a notice of estate a1."""
    with scope(1, 11):
        publish(estate=estate, kind="other", title="题", paragraphs=["文"], by=None, await_pdf=True)
        return Job.objects.get()


def _set(job: Job, **values: object) -> None:
    with scope(1, 11):
        Job.objects.filter(pk=job.pk).update(**values)


def _state(job: Job) -> str:
    with scope(1, 11):
        return Job.objects.get(pk=job.pk).state


def test_job_shows_place_in_the_queue_and_polls(job, cast, estate):
    with scope(1, 11):
        publish(estate=estate, kind="other", title="题二", paragraphs=["文"], by=None)
        second = Job.objects.order_by("-pk")[0]
    client = cast.client("chair")

    page = client.get(f"/e/a1/jobs/{second.pk}/").content.decode()

    assert "生成公示 PDF" in page and "在排队，第 2 位" in page
    assert f'hx-get="/e/a1/jobs/{second.pk}/" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "在排队，第 1 位" in client.get(f"/e/a1/jobs/{job.pk}/").content.decode()


def test_job_answers_htmx_with_the_moving_part_only(job, cast):
    answer = cast.client("chair").get(f"/e/a1/jobs/{job.pk}/", **HTMX)

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode() and "在排队" in answer.content.decode()


def test_job_asks_less_often_after_a_minute(job, cast):
    with clock.travel(job.made_at + timedelta(seconds=61)):
        page = cast.client("chair").get(f"/e/a1/jobs/{job.pk}/").content.decode()

    assert 'hx-trigger="every 10s"' in page


def test_job_shows_progress_while_it_runs(job, cast):
    _set(job, state="running", done_units=11, all_units=27)

    page = cast.client("chair").get(f"/e/a1/jobs/{job.pk}/").content.decode()

    assert "11 / 27" in page and "正在生成" in page


def test_job_stops_polling_and_leads_to_the_notice_when_done(job, cast):
    with scope(1, 11):
        finish(job, load(job), b"x" * 3000)
    _set(job, state="done")
    client = cast.client("chair")

    page, part = client.get(f"/e/a1/jobs/{job.pk}/"), client.get(f"/e/a1/jobs/{job.pk}/", **HTMX)

    assert (page.status_code, part.status_code) == (200, 286)
    for body in (page.content.decode(), part.content.decode()):
        assert "hx-get" not in body and "noscript" not in body
        assert f'href="/e/a1/notices/{job.args["notice_id"]}/"' in body and "3 KB" in body


def test_job_says_why_it_failed_and_lets_only_the_committee_retry(job, cast):
    _set(job, state="failed", error="多次中断")
    chair, owner = cast.client("chair"), cast.client("owner")
    url = f"/e/a1/jobs/{job.pk}/"

    assert "多次中断" in chair.get(url).content.decode() and "再试一次" in chair.get(url).content.decode()
    assert "再试一次" not in owner.get(url).content.decode()
    assert chair.get(url, **HTMX).status_code == 286
    assert owner.post(f"{url}retry/", {"idempotency_key": uuid4().hex}).status_code == 403
    assert _state(job) == Job.State.FAILED

    answer = chair.post(f"{url}retry/", {"idempotency_key": uuid4().hex})

    assert (answer.status_code, answer.headers["Location"], _state(job)) == (302, url, Job.State.QUEUED)


def test_retry_job_refuses_one_that_did_not_fail(job, cast):
    answer = cast.client("chair").post(f"/e/a1/jobs/{job.pk}/retry/", {"idempotency_key": uuid4().hex})

    assert (answer.status_code, _state(job)) == (409, Job.State.QUEUED)


def test_job_of_an_unknown_kind_still_has_a_page(job, cast):
    _set(job, kind="old.kind")

    assert "old.kind" in cast.client("chair").get(f"/e/a1/jobs/{job.pk}/").content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("visitor", 302), ("owner", 200), ("stranger", 404), ("foreigner", 404)]
)
def test_job_is_for_members_of_the_estate(job, cast, name, status):
    assert cast.client(name).get(f"/e/a1/jobs/{job.pk}/").status_code == status


@pytest.mark.parametrize("place", ["/e/a2", "/e/b1", "/office/street-b"])
def test_job_is_not_found_from_another_place(job, cast, place):
    statuses = {
        cast.client(name).get(f"{place}/jobs/{job.pk}/").status_code for name in ("stranger", "foreigner")
    }

    assert statuses == {404}


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 302), ("chair", 404), ("owner", 404), ("foreigner", 404)]
    + [(name, 200) for name in ("street_officer", "street_leader", "street_finance", "community_officer")],
)
def test_office_job_is_for_the_street_and_the_community_of_the_estate(job, cast, name, status):
    assert cast.client(name).get(f"/office/street-a/jobs/{job.pk}/").status_code == status


def test_office_job_hides_estates_of_other_communities_from_a_community(cast):
    with scope(1, 12):
        job = jobs.enqueue("notices.print", "1", street_id=1, estate_id=12, notice_id=1)

    statuses = [
        cast.client(name).get(f"/office/street-a/jobs/{job.pk}/").status_code
        for name in ("community_officer", "street_officer")
    ]

    assert statuses == [404, 200]


def test_office_job_retries_a_failed_one(job, cast):
    _set(job, state="failed", error="多次中断")
    client = cast.client("street_officer")
    url = reverse("notices:office_job", args=["street-a", job.pk])
    assert "再试一次" in client.get(url).content.decode()

    answer = client.post(f"{url}retry/", {"idempotency_key": uuid4().hex})

    assert (answer.status_code, answer.headers["Location"], _state(job)) == (302, url, Job.State.QUEUED)
