"""The open data of a street: whole, masked, harmless to spreadsheets, made only when something changed."""

import csv
import io
import zipfile
from datetime import date

import pytest

from core import clock, files
from core.masking import scan
from estates.models import Person
from funds.services import disclose_month
from overview import open_data
from overview.tasks import OPEN_DATA, due_open_data
from tenancy import jobs
from tenancy.models import Estate, Job, StoredFile
from tenancy.scope import scope
from tests.api_client import Api
from tests.cast import Cast
from tests.funds import money
from tests.funds.money import YUAN
from tests.projects import road

Rows = list[dict[str, str]]


@pytest.fixture
def busy(cast: Cast) -> None:
    """Let a1 have a settled project with its counted ballot, and four published months."""
    with clock.travel_to(*road.TODAY):
        road.give_budget(cast)
        road.bring_to(cast, road.State.SETTLED)
    with clock.travel_to(2026, 6, 25):
        money.paid(cast, money.funded(cast), 500 * YUAN, seed=1, purpose="=HYPERLINK(1)")
    with clock.travel_to(2026, 7, 2), scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        for month in (3, 4, 5, 6):
            disclose_month(estate, date(2026, month, 1), by=cast.treasurer)
        ids = list(Job.objects.filter(kind="notices.print").values_list("pk", flat=True))
    with clock.travel_to(2026, 7, 2):
        for job_id in ids:
            jobs.run(1, 11, job_id)


def _make(day: date = date(2026, 7, 12)) -> None:
    with clock.travel_to(day.year, day.month, day.day):
        due_open_data()
        for street in (1, 2):
            with scope(street):
                job = Job.objects.filter(street_id=street, kind=OPEN_DATA).latest("id")
            jobs.run(street, None, job.pk)


def _download(cast: Cast, street: str = "street-a") -> dict[str, bytes]:
    answer = Api(cast, "visitor").get(f"streets/{street}/open-data.zip")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="open-data-street-')
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def _rows(data: bytes) -> Rows:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.usefixtures("busy")
def test_the_archive_holds_every_table_and_says_what_each_column_is(cast: Cast):
    _make()
    got = _download(cast)

    tables = {name.removesuffix(".csv"): _rows(data) for name, data in got.items() if name.endswith(".csv")}
    told = {(row["文件"], row["列"]): row["说明"] for row in tables.pop("data-dictionary")}
    assert set(tables) == {"estates", "projects", "disclosures", "entries", "results"}
    assert {(f"{name}.csv", column) for name, rows in tables.items() for column in rows[0]} == set(told)
    assert all(told.values()) and "截至 2026-07-12" in got["README.txt"].decode()


@pytest.mark.usefixtures("busy")
def test_the_figures_are_those_that_were_published(cast: Cast):
    _make()
    got = _download(cast)

    months, entries = _rows(got["disclosures.csv"]), _rows(got["entries.csv"])
    assert [row["month"] for row in months] == ["2026-03", "2026-04", "2026-05", "2026-06"]
    for month in months:
        moved = sum(int(row["amount_fen"]) for row in entries if row["month"] == month["month"])
        assert moved == int(month["income_fen"]) - int(month["expense_fen"])
    (project,) = _rows(got["projects.csv"])
    assert (project["budget_fen"], project["state"], project["satisfied"]) == ("125000", "居民评价", "")
    assert project["settled_fen"] == "0"


@pytest.mark.usefixtures("busy")
def test_nobody_is_named_and_no_cell_computes(cast: Cast):
    _make()
    got = _download(cast)

    text = "".join(data.decode("utf-8-sig") for data in got.values())
    with scope(1):
        names = set(Person.objects.values_list("name", flat=True))
    assert len(names) > 10 and not [name for name in names if name in text]
    assert not scan(text) and "1单元101" not in text
    cells = [
        cell
        for name, data in got.items()
        if name.endswith(".csv")
        for row in _rows(data)
        for cell in row.values()
    ]
    assert "'=HYPERLINK(1)" in cells
    assert not [
        cell for cell in cells if cell[:1] in tuple("=+@\t") or (cell[:1] == "-" and not cell[1:].isdigit())
    ]


@pytest.mark.usefixtures("busy")
def test_results_say_what_the_result_notice_says(cast: Cast):
    _make()
    results = _rows(_download(cast)["results.csv"])

    assert {(row["roll"], row["decided"], row["taking_part"]) for row in results} == {("7", "通过", "7")}
    assert [(row["choice"], row["heads"]) for row in results] == [
        ("同意", "6"),
        ("不同意", "1"),
        ("弃权", "0"),
    ]


@pytest.mark.usefixtures("busy")
def test_a_file_is_made_again_only_when_something_changed(cast: Cast):
    _make(date(2026, 7, 12))
    _make(date(2026, 7, 13))
    with scope(1):
        kept = StoredFile.objects.filter(mime="application/zip", street_id=1)
        names = list(kept.values_list("name", flat=True))
    assert names == ["open-data-street-a-2026-07-12.zip"]

    with clock.travel_to(2026, 7, 14):
        road.propose(cast, road.make_draft(cast))
    _make(date(2026, 7, 14))

    with scope(1):
        assert kept.count() == 2
    shown = Api(cast, "visitor").get("streets/street-a/").json()
    assert shown["open_data_as_of"] == "2026-07-14"


def test_due_open_data_queues_once_a_day_for_each_street(cast: Cast):
    with clock.travel_to(2026, 7, 12):
        due_open_data()
        due_open_data()

    for street in (1, 2):
        with scope(street):
            assert list(Job.objects.values_list("street_id", "key")) == [(street, "2026-07-12")]


def test_the_file_of_one_street_holds_nothing_of_another(cast: Cast):
    _make()

    assert [row["estate"] for row in _rows(_download(cast)["estates.csv"])] == ["a1", "a2"]
    assert [row["estate"] for row in _rows(_download(cast, "street-b")["estates.csv"])] == ["b1"]


def test_zipped_gives_the_same_bytes_for_the_same_files_and_day():
    made = [open_data.zipped({"a.csv": b"1"}, street="A街道", day=date(2026, 7, 12)) for _ in range(2)]

    assert made[0] == made[1] and files.put(made[0]) == files.put(made[1])


def test_before_the_first_there_is_none(cast: Cast):
    answer = Api(cast, "visitor").get("streets/street-a/open-data.zip")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found_here")
