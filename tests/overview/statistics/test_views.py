"""The statistics at the street's desk and for everybody."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overview.models import PrintedReport, StatisticsSnapshot
from overview.statistics import DEFINITIONS, Section
from projects.models import Concern
from tenancy import jobs
from tenancy.models import Job
from tenancy.scope import scope

DESK = "/office/street-a/statistics/"
REPORTS = DESK + "reports/"
CITY = "/city/510681/"


def _post(client: Client, url: str, **fields: str):
    return client.post(url, {"idempotency_key": uuid4().hex, **fields})


def _print(past, name: str = "street_officer", **fields: str) -> PrintedReport:
    """Return a report printed by the desk's button and the worker."""
    response = _post(past.cast.client(name), DESK + "print/", **fields)
    with scope(1):
        printed = PrintedReport.objects.order_by("-pk").first()
        job = Job.objects.get(kind="overview.print_statistics", key=str(printed.pk))
    assert response.headers["Location"] == f"{REPORTS}{printed.pk}/"
    assert jobs.run(1, None, job.pk)
    with scope(1):
        return PrintedReport.objects.select_related("pdf").get(pk=printed.pk)


def _publish(past, printed: PrintedReport, name: str = "street_officer", **fields: str):
    return _post(past.cast.client(name), f"{REPORTS}{printed.pk}/publish/", **fields)


def test_statistics_shows_every_figure_and_its_way_to_the_rows(past):
    page = past.cast.client("street_officer").get(DESK).content.decode()

    shown = [row.key for row in DEFINITIONS.values() if row.section is not Section.INNER]
    assert [key for key in shown if f'href="{DESK}{key}/?year=2026&amp;as_of=2026-06-01"' not in page] == []
    assert ("1,474.56 元" in page, "80.0%" in page, "7 户次，太少" in page) == (True, True, True)
    assert "核对：1,179.65 + 235.93 + 0.00 + 0.00 + 58.98 = 1,474.56 元，各来源相加等于累计投入。" in page
    assert "核对：0 + 1 + 0 + 0 + 1 = 2 个，各档相加等于落地项目。" in page


def test_statistics_of_a_past_day(past):
    page = past.cast.client("street_officer").get(DESK, {"as_of": "2026-04-20"}).content.decode()

    assert ("截至2026年4月20日" in page, "1,234.56 元" in page, "1,474.56" in page) == (True, True, False)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"as_of": "2026-06-02"}, "截止日期还没有到。"),
        ({"as_of": "2026-02-30"}, "日期不对。"),
        ({"year": "2025", "as_of": "2026-01-01"}, "截止日期不在 2025 年里。"),
        ({"year": "1999"}, "没有 1999 年的统计。"),
        ({"year": "99999"}, "请填四位数的年份。"),
        ({"year": "abc"}, "请填四位数的年份。"),
    ],
)
def test_statistics_says_at_the_field_what_is_wrong(past, asked, words):
    response = past.cast.client("street_officer").get(DESK, asked)
    page = response.content.decode()

    assert response.status_code == 422
    field = "as_of" if "as_of" in asked else "year"
    assert f'<a href="#id_{field}">{words}' in page
    assert "累计投入" not in page


def test_statistics_of_a_communitys_staff_are_of_its_estates(past):
    own = past.cast.client("community_officer").get(DESK).content.decode()
    whole = past.cast.client("street_officer").get(DESK).content.decode()

    assert ("只统计本社区的小区" in own, "A街道A1社区" in own, "A2小区" in own) == (True, True, False)
    assert ("只统计本社区的小区" in whole, "A2小区" in whole) == (False, True)


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("estates", 2),
        ("communities", 2),
        ("committees", 1),
        ("committee_members", 3),
        ("concerns_collected", 3),
        ("projects_landed", 2),
        ("projects_up_to_3000_yuan", 1),
        ("invested_fen", 2),
        ("subsidy_share", 2),
        ("satisfaction", 7),
        ("in_kind_fen", 1),
    ],
)
def test_statistic_lists_the_rows_behind_a_figure(past, key, rows):
    page = past.cast.client("street_officer").get(f"{DESK}{key}/").content.decode()

    assert page.count('data-th="内容"') == rows


@pytest.mark.parametrize("key", ["projects_up_to_3000_yuan", "projects_band_2"])
def test_statistic_says_the_limits_of_the_street_in_its_headings(past, key):
    page = past.cast.client("street_officer").get(f"{DESK}{key}/").content.decode()

    assert "{" not in page.split("<main")[1]
    assert page.count("3,000 元以下") > 3


def test_statistic_of_ratings_tells_nobody_what_a_home_said(past):
    page = past.cast.client("street_officer").get(DESK + "satisfaction/").content.decode()

    assert page.count("修车棚") == 7
    assert [word for word in ("很满意", "一般", "不满意") if word in page.split('class="tbl"')[1]] == []


@pytest.mark.parametrize("key", ["nothing", "ratings_satisfied", "ratings"])
def test_statistic_knows_no_other_key(past, key):
    assert past.cast.client("street_officer").get(f"{DESK}{key}/").status_code == 404


def test_statistic_of_a_day_that_cannot_be_is_not_there(past):
    assert past.cast.client("street_officer").get(DESK + "estates/?as_of=2027-01-01").status_code == 404


def test_a_printed_report_stays_as_it_was(past):
    printed = _print(past, as_of="2026-05-20")
    client = past.cast.client("street_officer")
    page = client.get(f"{REPORTS}{printed.pk}/").content.decode()
    file = client.get(f"{REPORTS}{printed.pk}.pdf")

    assert (printed.year, printed.as_of, printed.report.invested_fen) == (2026, date(2026, 5, 20), 1_474_56)
    assert printed.figures_sha256 == printed.report.sha256
    assert (printed.pdf.sha256 in page, file.status_code, file.content[:5]) == (True, 200, b"%PDF-")
    assert client.get(REPORTS).content.decode().count("2026年5月20日") == 1


def test_a_report_that_waits_for_its_pdf_says_how_far_it_is(past):
    _post(past.cast.client("street_officer"), DESK + "print/")
    with scope(1):
        printed = PrintedReport.objects.get()
    client = past.cast.client("street_officer")
    page = client.get(f"{REPORTS}{printed.pk}/").content.decode()
    part = client.get(f"{REPORTS}{printed.pk}/", headers={"HX-Request": "true"})

    assert ("在排队" in page, 'http-equiv="refresh"' in page, "发布给所有人看" in page) == (True, True, False)
    assert (part.status_code, "<html" in part.content.decode()) == (200, False)
    assert client.get(f"{REPORTS}{printed.pk}.pdf").status_code == 404


def test_a_community_prints_and_reads_its_own_report_only(past):
    own, whole = _print(past, "community_officer"), _print(past)
    client = past.cast.client("community_officer")

    assert (own.community_id, whole.community_id, own.report.place) == (11, None, "A街道A1社区")
    assert [client.get(f"{REPORTS}{row.pk}/").status_code for row in (own, whole)] == [200, 404]
    assert [client.get(f"{REPORTS}{row.pk}.pdf").status_code for row in (own, whole)] == [200, 404]
    assert client.get(REPORTS).content.decode().count("全街道") == 0
    assert past.cast.client("street_officer").get(f"{REPORTS}{own.pk}/").status_code == 200


def test_publishing_shows_the_figures_first_and_then_to_everybody(past, client):
    printed = _print(past)
    check = past.cast.client("street_leader").get(f"{REPORTS}{printed.pk}/publish/").content.decode()
    empty = client.get(CITY).content.decode()
    response = _publish(past, printed, "street_leader")
    city, street = client.get(CITY).content.decode(), client.get(CITY + "street-a/").content.decode()

    assert ("还没有发布" in check, "确认发布" in check, "1,474.56 元" in check) == (True, True, True)
    assert empty.count("这个街道还没有发布统计。") == 2
    assert response.headers["Location"] == CITY + "street-a/"
    snapshot = StatisticsSnapshot.objects.get()
    assert (snapshot.version, snapshot.figures, snapshot.pdf_sha256) == (
        1,
        printed.figures,
        printed.pdf.sha256,
    )
    for page in (city, street):
        assert ("1,474.56 元" in page, snapshot.pdf_sha256 in page, "第 1 版" in page) == (True, True, True)
    assert (city.count("这个街道还没有发布统计。"), "截至2026年6月1日" in street) == (1, True)
    file = client.get(f"{CITY}street-a/{snapshot.pk}.pdf")
    assert (file.status_code, file.content[:5]) == (200, b"%PDF-")


def test_a_correction_is_a_new_version_that_names_the_old_one(past, client):
    _publish(past, _print(past))
    first = StatisticsSnapshot.objects.get()
    again = _publish(past, _print(past))
    with scope(1, 11):
        type(past.landed).objects.filter(pk=past.landed.pk).update(need="environment")
    printed = _print(past)
    unsaid = _publish(past, printed)
    said = _publish(past, printed, reason="一个项目的需求类别登记错了。")
    latest = client.get(CITY + "street-a/").content.decode()
    old = client.get(f"{CITY}street-a/{first.pk}/").content.decode()

    assert (again.status_code, "已经发布过" in again.content.decode()) == (409, True)
    assert (unsaid.status_code, "还没有写更正的原因。" in unsaid.content.decode()) == (422, True)
    assert said.status_code == 302
    assert [
        (row.version, row.replaces_id, row.reason) for row in StatisticsSnapshot.objects.order_by("pk")
    ] == [
        (1, None, ""),
        (2, first.pk, "一个项目的需求类别登记错了。"),
    ]
    assert ("这是更正后的数字" in latest, "第 2 版" in latest) == (True, True)
    assert ("这一版已经更正" in old, "第 1 版" in old) == (True, True)


@pytest.mark.parametrize(
    "path", ["/city/999999/", "/city/510681/nowhere/", "/city/999999/street-a/", "/city/510681/street-a/1/"]
)
def test_city_knows_no_other_place(past, client, path):
    assert client.get(path).status_code == 404


def test_a_snapshot_of_another_street_is_not_found_under_this_one(past, client):
    _publish(past, _print(past))
    snapshot = StatisticsSnapshot.objects.get()

    assert client.get(f"{CITY}street-b/{snapshot.pk}/").status_code == 404
    assert client.get(f"{CITY}street-b/{snapshot.pk}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("path", "queries"), [("", 12), ("concerns_collected/", 13), ("invested_fen/", 13), ("reports/", 11)]
)
def test_pages_need_the_same_queries_with_many_rows(past, path, queries):
    client = past.cast.client("street_officer")
    asked = []
    for more in (0, 1_000):
        with scope(1, 11):
            (concern,) = Concern.objects.order_by("pk")[:1]
            Concern.objects.bulk_create(_again(concern) for _ in range(more))
        with CaptureQueriesContext(connection) as context:
            assert client.get(DESK + path).status_code == 200
        asked.append(len(context))

    assert asked == [queries, queries]


def _again(concern: Concern) -> Concern:
    values = {field.attname: getattr(concern, field.attname) for field in concern._meta.concrete_fields}
    return Concern(**values | {"id": None})


def test_public_pages_ask_little(past, client):
    _publish(past, _print(past))
    asked = []
    for path in (CITY, CITY + "street-a/"):
        with CaptureQueriesContext(connection) as context:
            client.get(path)
        asked.append(len(context))

    assert asked == [2, 4]
