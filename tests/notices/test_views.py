"""Pages of notices, as the people of the cast see them; no scope is open around a request."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from core import clock
from notices.models import Notice, Objection
from notices.services import answer_objection, file_objection, publish, withdraw
from notices.tasks import finish, load
from tenancy.models import Job
from tenancy.scope import scope
from tests.notices.conftest import POSTED

PDF = b"%PDF-1.7 example"


@pytest.fixture(autouse=True)
def _posted(at):
    with at(POSTED + timedelta(days=1)):
        yield


@pytest.fixture
def published(cast, estate):
    """Return a function that publishes in estate a1 and closes the scope again."""

    def make(pdf: bytes | None = None, **changes) -> Notice:
        given = {
            "kind": "result",
            "title": "关于示例车棚的公示",
            "paragraphs": ["第一段。"],
            "by": cast.chair,
        }
        with clock.travel(POSTED), scope(1, 11):
            notice = publish(estate=estate, **given | changes)
            if pdf is not None:
                job = Job.objects.get(key=str(notice.pk))
                finish(job, load(job), pdf)
            notice.refresh_from_db()
            return notice

    return make


@pytest.fixture
def objected(cast):
    """Return a function that files an objection to a notice."""

    def file(notice: Notice, by, answered: bool = False) -> Objection:
        with scope(1, 11):
            objection = file_objection(notice, text="票数不对。", by=by)
            if answered:
                answer_objection(objection, outcome="rejected", text="已核对。", by=cast.chair)
            return objection

    return file


def _post(client: Client, url: str, **fields):
    return client.post(url, {"idempotency_key": uuid4().hex, **fields})


def _rows() -> tuple[int, int]:
    with scope(1, 11):
        return Notice.objects.filter(state="withdrawn").count(), Objection.objects.count()


@pytest.mark.parametrize("count", [1, 3])
def test_list_shows_every_published_notice_with_the_same_number_of_queries(
    published, count, client, django_assert_num_queries
):
    for number in range(count):
        published(title=f"公示之{number}")
    published(title="还没好", await_pdf=True)

    with django_assert_num_queries(9):
        page = client.get("/e/a1/notices/").content.decode()

    assert [f"公示之{number}" in page for number in range(4)] == [n < count for n in range(4)]
    assert "还没好" not in page


def test_list_narrows_by_kind(published, client):
    published(title="结果一份")
    published(title="公告一份", kind="announcement")

    page = client.get("/e/a1/notices/?kind=announcement").content.decode()

    assert ("公告一份" in page, "结果一份" in page) == (True, False)
    assert client.get("/e/a1/notices/?kind=nonsense").content.decode().count("一份") == 2


def test_list_is_empty_and_says_what_comes_next(estate, client):
    assert "还没有公示。" in client.get("/e/a1/notices/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_show_asks_the_same_number_of_queries_for_any_number_of_objections(
    published, objected, cast, count, django_assert_num_queries
):
    notice = published(pdf=PDF)
    for by in (cast.owner, cast.neighbour, cast.landlord)[:count]:
        objected(notice, by, answered=True)
    client = cast.client("tenant")

    with django_assert_num_queries(14):
        page = client.get(f"/e/a1/notices/{notice.pk}/").content.decode()

    assert page.count("票数不对。") == count
    assert page.count("异议不成立。已核对。") == count


def test_show_tells_the_period_and_masks_who_objects(published, objected, cast, client):
    notice = published(snapshot={"facts": [["范围", "全体住户"]], "conclusion": "通过。"})
    objected(notice, cast.owner)

    page = client.get(f"/e/a1/notices/{notice.pk}/").content.decode()

    for words in ("11月14日 至 11月20日 24:00", "还剩 6 天", "1栋 钱**", "等待答复", "全体住户", "通过。"):
        assert words in page
    for secret in ("钱示例", "单元", "1栋1", "1380000", "撤回这份公示", "/work/"):
        assert secret not in page


def test_show_offers_an_objection_until_the_period_is_over(published, cast, objected):
    notice = published()
    offer = f'href="/e/a1/notices/{notice.pk}/object/"'
    owner, spouse, neighbour = cast.client("owner"), cast.client("spouse"), cast.client("neighbour")
    assert offer in owner.get(f"/e/a1/notices/{notice.pk}/").content.decode()

    objected(notice, cast.owner)

    assert offer not in spouse.get(f"/e/a1/notices/{notice.pk}/").content.decode()
    assert offer in neighbour.get(f"/e/a1/notices/{notice.pk}/").content.decode()
    with clock.travel(notice.ends_at):
        assert offer not in neighbour.get(f"/e/a1/notices/{notice.pk}/").content.decode()


def test_show_hides_a_prepared_notice_from_all_but_those_who_publish(published, cast, client):
    notice = published(await_pdf=True)
    url = f"/e/a1/notices/{notice.pk}/"

    assert [client.get(url).status_code, cast.client("owner").get(url).status_code] == [404, 404]
    page = cast.client("chair").get(url).content.decode()
    assert "PDF 做好后会自动公布" in page
    assert "/e/a1/jobs/" in page


def test_show_is_not_found_through_another_estate(published, client):
    notice = published()

    assert client.get(f"/e/a2/notices/{notice.pk}/").status_code == 404
    assert client.get(f"/e/b1/notices/{notice.pk}/").status_code == 404


def test_show_keeps_a_withdrawn_notice_readable_with_its_reason(published, cast, client):
    notice = published()
    with scope(1, 11):
        withdraw(notice, reason="数字有误。", by=cast.chair)

    page = client.get(f"/e/a1/notices/{notice.pk}/").content.decode()

    assert "数字有误。" in page and "第一段。" in page


def test_show_and_pdf_conceal_a_leak_from_the_public_only(published, cast, client):
    notice = published(pdf=PDF, title="漏了名字", paragraphs=["张示例三住在这里。"])
    with scope(1, 11):
        withdraw(notice, reason="有个人信息。", by=cast.chair, conceal=True)
    url = f"/e/a1/notices/{notice.pk}"

    for reader in (client, cast.client("owner")):
        pages = [
            reader.get(address).content.decode()
            for address in (f"{url}/", "/e/a1/notices/", f"/v/{notice.code}/")
        ]
        assert [("漏了名字" in page, "张示例三" in page) for page in pages] == [(False, False)] * 3
        assert reader.get(f"{url}.pdf").status_code == 404
    assert "张示例三" in cast.client("chair").get(f"{url}/").content.decode()
    assert cast.client("chair").get(f"{url}.pdf").headers["Cache-Control"] == "no-store, private"


def test_pdf_hands_out_the_stored_bytes(published, client):
    notice = published(pdf=PDF)

    answer = client.get(f"/e/a1/notices/{notice.pk}.pdf")

    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
        200,
        PDF,
        "application/pdf",
    )
    assert answer.headers["Content-Disposition"] == 'inline; filename="a1-result-2026-1.pdf"'


def test_pdf_is_not_found_before_it_is_made(published, client):
    assert client.get(f"/e/a1/notices/{published().pk}.pdf").status_code == 404


def test_object_takes_one_objection_and_leads_back(published, cast):
    notice = published()
    client = cast.client("owner")
    url = f"/e/a1/notices/{notice.pk}/object/"
    assert "1栋 钱**" in client.get(url).content.decode()

    answer = _post(client, url, text="票数不对。")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/e/a1/notices/{notice.pk}/")
    assert _rows() == (0, 1)


def test_object_takes_an_owner_without_a_home_here(published, cast):
    with scope(1, 11):
        title = cast.neighbour_second_title
    notice = published()

    answer = _post(cast.client("neighbour"), f"/e/a1/notices/{notice.pk}/object/", text="票数不对。")

    assert (answer.status_code, title.unit_id != cast.neighbour.unit_id) == (302, True)


@pytest.mark.parametrize("text", ["", "请打 13800001234"])
def test_object_says_at_the_form_what_can_not_be_taken(published, cast, text):
    answer = _post(cast.client("owner"), f"/e/a1/notices/{published().pk}/object/", text=text)

    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert _rows() == (0, 0)


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 302), ("stranger", 404), ("foreigner", 404), ("cashier", 403), ("street_officer", 403)],
)
def test_object_is_for_homes_and_owners_of_the_estate(published, cast, name, status):
    answer = _post(cast.client(name), f"/e/a1/notices/{published().pk}/object/", text="票数不对。")

    assert answer.status_code == status
    assert _rows() == (0, 0)


def test_answer_publishes_the_reply(published, objected, cast, client):
    notice = published()
    objection = objected(notice, cast.owner)
    chair = cast.client("chair")
    url = f"/e/a1/work/objections/{objection.pk}/"
    assert "票数不对。" in chair.get(url).content.decode()

    answer = _post(chair, url, outcome="partly", text="已核对选票。")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/e/a1/notices/{notice.pk}/")
    page = client.get(f"/e/a1/notices/{notice.pk}/").content.decode()
    assert "异议部分成立。已核对选票。" in page and "物管委主任答复" in page


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 302), ("owner", 403), ("supervisor", 403), ("stranger", 404), ("foreigner", 404)],
)
def test_answer_is_for_committee_community_and_street(published, objected, cast, name, status):
    objection = objected(published(), cast.owner)

    answer = _post(
        cast.client(name), f"/e/a1/work/objections/{objection.pk}/", outcome="rejected", text="没事。"
    )

    assert answer.status_code == status
    with scope(1, 11):
        assert Objection.objects.get().state == Objection.State.OPEN


def test_answer_refuses_an_outcome_that_is_none(published, objected, cast):
    objection = objected(published(), cast.owner)

    answer = _post(cast.client("chair"), f"/e/a1/work/objections/{objection.pk}/", outcome="x", text="没事。")

    assert answer.status_code == 422
    with scope(1, 11):
        assert Objection.objects.get().state == Objection.State.OPEN


def test_withdraw_takes_a_notice_back(published, cast):
    notice = published()
    client = cast.client("member")
    url = f"/e/a1/work/notices/{notice.pk}/withdraw/"
    assert "撤回后不能恢复" in client.get(url).content.decode()

    answer = _post(client, url, reason="数字有误。", conceal="on")

    assert (answer.status_code, _rows()) == (302, (1, 0))
    with scope(1, 11):
        assert Notice.objects.get().concealed is True


def test_withdraw_asks_for_a_reason(published, cast):
    answer = _post(cast.client("chair"), f"/e/a1/work/notices/{published().pk}/withdraw/", reason=" ")

    assert (answer.status_code, _rows()) == (422, (0, 0))


@pytest.mark.parametrize("name", ["owner", "supervisor", "cashier"])
def test_withdraw_is_for_those_who_publish(published, cast, name):
    answer = _post(cast.client(name), f"/e/a1/work/notices/{published().pk}/withdraw/", reason="示例")

    assert (answer.status_code, _rows()) == (403, (0, 0))


@pytest.mark.parametrize("count", [1, 3])
def test_work_lists_what_waits_for_a_reply(published, objected, cast, count, django_assert_num_queries):
    notice = published(pdf=PDF)
    for by in (cast.owner, cast.neighbour, cast.landlord)[:count]:
        objected(notice, by)
    client = cast.client("chair")

    with django_assert_num_queries(11):
        page = client.get("/e/a1/work/notices/").content.decode()

    assert page.count("答复异议：关于示例车棚的公示") == count
    assert page.count("生成 PDF：关于示例车棚的公示") == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 302), ("owner", 403), ("chair", 200), ("community_officer", 200), ("stranger", 404)],
)
def test_work_is_for_those_who_publish(cast, name, status):
    assert cast.client(name).get("/e/a1/work/notices/").status_code == status


def test_a_home_that_has_objected_reads_where_the_answer_will_stand(published, objected, cast):
    notice = published()
    objected(notice, cast.owner)

    page = cast.client("owner").get(f"/e/a1/notices/{notice.pk}/").content.decode()

    assert "您家已经提过异议，答复会写在下面。" in page
