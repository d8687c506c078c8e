"""Pages of the roster: uploading, looking through, taking over and back, who is who."""

import io
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from estates.models import RosterDraft, RosterImport, SamePerson, Unit
from estates.roster.services import import_roster
from tenancy import jobs
from tenancy.models import Estate, Job
from tenancy.scope import scope
from tests.cast import Cast, make_person
from tests.estates.roster.register import A1, everything, rows_of
from tests.estates.roster.sheets import HEADS, flat, text, xlsx

ROSTER = "/e/a1/work/roster/"


@pytest.fixture
def client(cast: Cast) -> Client:
    """Return the browser of the community's officer."""
    return cast.client("community_officer")


def _post(client: Client, path: str, **data):
    return client.post(path, {"idempotency_key": uuid4().hex, **data})


def _upload(client: Client, data: bytes, name: str = "名册.csv"):
    return _post(client, ROSTER, file=SimpleUploadedFile(name, data))


def _shown(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(new|changed|gone|unchanged)" value="(\d+)"', page))


def test_the_first_page_says_what_to_do_where_nothing_was_imported(client: Client):
    page = client.get(ROSTER).content.decode()

    assert "还没有导入过名册。" in page
    assert "下载空白模板" in page


def test_the_template_and_the_register_are_workbooks(client: Client, estate: Estate):
    template = client.get(f"{ROSTER}template.xlsx")
    register = _post(client, f"{ROSTER}export/")

    heads = [cell.value for cell in load_workbook(io.BytesIO(template.content)).active[1]]
    assert heads == HEADS
    assert load_workbook(io.BytesIO(register.content)).active.max_row == 9
    assert register.headers["Cache-Control"] == "no-store, private"


def test_the_register_asked_for_twice_with_one_press_leads_back(client: Client):
    key = {"idempotency_key": uuid4().hex}
    client.post(f"{ROSTER}export/", key)

    assert client.post(f"{ROSTER}export/", key).headers["Location"] == ROSTER


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\0\0", "读不懂这个文件。请用我们的模板填写，存成 .xlsx 或 .csv 再传。"),
        (b"\xd0\xcf\x11\xe0", "这是老格式（.xls）或加了密码的文件，读不了。"),
        (b"x" * 10_485_761, "文件太大，没有收下。名册最大 10 MB。"),
        (text([["1栋", "101"]], heads=["楼栋", "房号"]), "没有找到这几列：专有部分面积、产权人。"),
    ],
    ids=["no table", "old", "large", "columns"],
)
def test_a_bad_file_is_refused_beside_the_field_and_nothing_is_stored(
    client: Client, data: bytes, words: str
):
    before = everything()

    response = _upload(client, data)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert everything() == before


def test_a_roster_with_faults_says_which_and_can_not_be_imported(client: Client, estate: Estate):
    rows = [*rows_of(estate), flat(专有部分面积="九十"), flat(房号="502", 产权人="")]
    response = _upload(client, text(rows))
    draft = response.headers["Location"]

    page = client.get(draft).content.decode()
    faults = load_workbook(io.BytesIO(client.get(f"{draft}faults.xlsx").content)).active
    refused = _post(client, draft, new=1, changed=0, gone=0, unchanged=8)

    assert "有 1 处要改，改好才能导入" in page
    assert "面积只写数字，单位平方米，最多两位小数。例如：89.50。" in page
    assert ">导入</button>" not in page
    assert faults.max_row == 2
    assert refused.status_code == 422
    assert "名册里有 1 处要改，没有导入。" in refused.content.decode()


def test_a_roster_is_looked_through_and_imported_by_the_job(client: Client, estate: Estate):
    rows = rows_of(estate)
    rows[0][3], rows[0][5], rows[0][7] = "90.25", "钱示例一、孙示例新", "共同共有"
    rows[0][8] = "13800000777"
    draft = _upload(client, xlsx([*rows[:-1], flat()]), "名册.xlsx").headers["Location"]

    page = client.get(f"{draft}?part=changed").content.decode()
    assert _shown(page) == {"new": "1", "changed": "1", "gone": "1", "unchanged": "6"}
    for words in ("89.50", "90.25", "钱示例一、孙示例新", "138****0777"):
        assert words in page
    assert "13800000777" not in page
    assert "少了很多房屋" in page
    assert "示例甲" in client.get(f"{draft}?part=new").content.decode()

    response = _post(client, draft, **_shown(page))
    with scope(*A1):
        job = Job.objects.get(kind="estates.import_roster")
    assert response.headers["Location"] == f"/e/a1/jobs/{job.pk}/"
    assert client.get(draft).headers["Location"] == f"/e/a1/jobs/{job.pk}/"
    assert jobs.run(*A1, job.pk)

    with scope(*A1):
        done = RosterImport.objects.get()
    assert client.get(draft).headers["Location"] == f"{ROSTER}imports/{done.pk}/"
    outcome = client.get(f"{ROSTER}imports/{done.pk}/").content.decode()
    assert "名册已导入" in outcome
    assert "撤销这次导入" in outcome


def test_a_register_that_changed_meanwhile_is_shown_anew(client: Client, estate: Estate):
    draft = _upload(client, text([*rows_of(estate), flat()])).headers["Location"]
    shown = _shown(client.get(draft).content.decode())
    with scope(*A1):
        Unit.objects.filter(door="801").update(area_centi=1)

    response = _post(client, draft, **shown)

    page = response.content.decode()
    assert response.status_code == 422
    assert "您核对之后，小区的登记又有了变化，没有导入。" in page
    assert _shown(page) == {"new": "1", "changed": "1", "gone": "0", "unchanged": "7"}


def test_a_job_that_took_nothing_over_leads_back_to_the_preview_with_the_words(
    client: Client, estate: Estate
):
    draft = _upload(client, text([*rows_of(estate), flat()])).headers["Location"]
    _post(client, draft, **_shown(client.get(draft).content.decode()))
    with scope(*A1):
        Unit.objects.filter(door="801").update(area_centi=1)
        job = Job.objects.get(kind="estates.import_roster")
    jobs.run(*A1, job.pk)

    page = client.get(draft).content.decode()

    assert "上次没有导入" in page
    assert "您核对之后，小区的登记又有了变化" in page


def test_a_draft_is_put_away(client: Client, estate: Estate):
    draft = _upload(client, text(rows_of(estate))).headers["Location"]
    assert "没有变化" in client.get(draft).content.decode()

    response = _post(client, f"{draft}drop/")

    assert response.headers["Location"] == ROSTER
    assert "这份名册已经放弃" in client.get(draft).content.decode()
    assert client.get(f"{draft}faults.xlsx").status_code == 404
    with scope(*A1):
        assert bytes(RosterDraft.objects.get().data) == b""


def test_heads_that_nobody_knows_are_asked_about_once(client: Client, estate: Estate):
    heads = [*HEADS[:5], "房主", *HEADS[6:]]
    draft = _upload(client, text([*rows_of(estate), flat()], heads=heads)).headers["Location"]

    asked = client.get(draft)
    assert asked.headers["Location"] == f"{draft}columns/"
    page = client.get(f"{draft}columns/").content.decode()
    assert "房主" in page
    assert ">楼栋<" not in page
    refused = _post(client, f"{draft}columns/")
    assert (refused.status_code, "请选择哪一列是“产权人”。" in refused.content.decode()) == (422, True)

    answered = _post(client, f"{draft}columns/", column_0="房主")
    assert answered.headers["Location"] == draft
    assert _shown(client.get(draft).content.decode())["new"] == "1"
    again = _upload(client, text(rows_of(estate), heads=heads)).headers["Location"]
    assert client.get(again).status_code == 200


def test_an_import_is_taken_back_from_its_page(client: Client, estate: Estate):
    with scope(*A1):
        done = import_roster(estate, text([*rows_of(estate), flat()]), file_name="名册.csv", by=None)
    page = f"{ROSTER}imports/{done.pk}/reverse/"
    assert "撤销这次导入？" in client.get(page).content.decode()

    response = _post(client, page)

    with scope(*A1):
        row = RosterImport.objects.get(reverses=done)
    assert response.headers["Location"] == f"{ROSTER}imports/{row.pk}/"
    assert "撤销了一次导入" in client.get(response.headers["Location"]).content.decode()
    assert "已撤销" in client.get(f"{ROSTER}imports/{done.pk}/").content.decode()
    assert "已撤销" in client.get(ROSTER).content.decode()
    assert _post(client, page).status_code == 409


def test_namesakes_are_decided_about_on_one_page(client: Client):
    with scope(*A1):
        first, *others = (make_person("孔示例同名") for _ in range(4))
        asked = [SamePerson.objects.create(first=first, second=other).pk for other in others]
    assert "孔示例同名" in client.get(f"{ROSTER}names/").content.decode()
    page = f"{ROSTER}names/{first.pk}/"
    assert client.get(page).content.decode().count("checked") == 3

    nobody = _post(client, page, decision="same")
    without = _post(client, page, people=asked, decision="different")
    assert (nobody.status_code, without.status_code) == (422, 422)
    assert "还没有勾选。" in nobody.content.decode()
    assert "请写明为什么不是同一人。" in without.content.decode()
    response = _post(client, page, people=asked, decision="same")

    assert response.headers["Location"] == f"{ROSTER}names/"
    assert "没有要核对的名字。" in client.get(f"{ROSTER}names/").content.decode()
    assert "已经核对过" in client.get(page).content.decode()


def _more(client: Client, estate: Estate, number: int) -> None:
    """Add an import, a draft with a new unit, and two of one name."""
    with scope(*A1):
        first, second = make_person(f"孔示例{number}"), make_person(f"孔示例{number}")
        SamePerson.objects.create(first=first, second=second)
        import_roster(estate, text([*rows_of(estate), flat(房号=f"5{number}1")]), file_name="x", by=None)
    _upload(client, text([*rows_of(estate), flat(房号=f"6{number}1"), flat(房号=f"7{number}1")]))


def _queries(client: Client) -> list[int]:
    with scope(*A1):
        draft = RosterDraft.objects.latest("id")
    counts = []
    for path in (ROSTER, f"{ROSTER}names/", f"{ROSTER}{draft.pk}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(path).status_code == 200
        counts.append(len(sent))
    return counts


def test_lists_ask_as_much_for_one_row_as_for_three(client: Client, estate: Estate):
    _more(client, estate, 1)
    one = _queries(client)
    _more(client, estate, 2)
    _more(client, estate, 3)

    assert _queries(client) == one
    assert max(one) <= 16
