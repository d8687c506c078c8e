"""Pages of concerns: three steps, what neighbours see, who looks over."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects import services
from projects.models import Concern, ConcernSupport
from tests.cast import Cast
from tests.projects import road

LIST = "/e/a1/concerns/"


def _post(client, url: str, **fields):
    return client.post(url, {"idempotency_key": uuid4().hex, **fields})


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", road.photo(), "image/jpeg")


def test_a_resident_reports_in_three_steps(cast: Cast):
    client = cast.client("owner")

    first = _post(client, f"{LIST}new/", photo=_photo())
    with road.at_home():
        pk = Concern.objects.get().pk
    second = _post(client, first.url, place="楼道", words="灯坏了")
    third = client.get(second.url).content.decode()
    done = _post(client, second.url)

    assert (first.status_code, first.url) == (302, f"{LIST}{pk}/words/")
    assert second.url == f"{LIST}{pk}/check/"
    assert "核对一下，还没有提交" in third and "灯坏了" in third
    assert done.url == f"{LIST}{pk}/"
    with road.at_home():
        assert Concern.objects.get().state == Concern.State.FILED


def test_a_failed_form_keeps_the_photo(cast: Cast):
    client = cast.client("owner")
    first = _post(client, f"{LIST}new/", photo=_photo())

    again = _post(client, first.url, place="", words="灯坏了")

    assert again.status_code == 422
    page = again.content.decode()
    assert "请填写在哪里。" in page and "照片已经保存" in page and "灯坏了" in page
    assert client.get(f"{LIST}new/").content.decode().count("您有一条没写完的诉求") == 1


def test_new_concern_refuses_what_is_no_photo_in_words(cast: Cast):
    answer = _post(cast.client("owner"), f"{LIST}new/", photo=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))

    assert answer.status_code == 422
    assert "这个文件不是照片。" in answer.content.decode()
    with road.at_home():
        assert Concern.objects.count() == 0


@pytest.mark.parametrize("step", ["words", "check"])
def test_going_back_after_filing_leads_the_reporter_to_the_concern(cast: Cast, step: str):
    concern = road.make_concern(cast)
    client, url = cast.client("owner"), f"{LIST}{concern.pk}/"

    back, again = client.get(f"{url}{step}/"), _post(client, f"{url}{step}/", place="x", words="y")

    assert [(answer.status_code, answer.url) for answer in (back, again)] == [(302, url)] * 2
    assert "这条诉求已经提交过了，不用再提交。" in client.get(url).content.decode()
    with road.at_home():
        row = Concern.objects.get()
        assert (row.state, row.words) == (Concern.State.FILED, concern.words)


@pytest.mark.parametrize("name", ["spouse", "neighbour", "chair", "stranger"])
@pytest.mark.parametrize("step", ["words", "check"])
def test_the_steps_of_somebody_elses_concern_are_not_found(cast: Cast, name: str, step: str):
    filed, draft = road.make_concern(cast), road.make_concern(cast, filed=False)
    client = cast.client(name)

    statuses = [client.get(f"{LIST}{concern.pk}/{step}/").status_code for concern in (filed, draft)]

    assert statuses == [404, 404]


def test_the_check_page_shows_what_neighbours_will_read_of_numbers_and_the_own_name(cast: Cast):
    words = "灯坏了，打13812345678找钱示例一，1栋1单元101"
    concern = road.make_concern(cast, words=words, filed=False)

    page = cast.client("owner").get(f"{LIST}{concern.pk}/check/").content.decode()

    assert words in page
    assert "您写了手机号、您的姓名、您的房号。" in page
    assert "灯坏了，打138****5678找钱**，1栋1单元***" in page


def test_the_check_page_says_nothing_of_hiding_where_nothing_is_hidden(cast: Cast):
    concern = road.make_concern(cast, filed=False)

    page = cast.client("owner").get(f"{LIST}{concern.pk}/check/").content.decode()

    assert "公开时会替您隐去" not in page
    assert page.count(concern.words) == 1


def test_who_looks_over_begins_with_the_words_the_reporter_was_shown(cast: Cast):
    concern = road.make_concern(cast, words="灯坏了，打13812345678找钱示例一")

    page = cast.client("chair").get(f"/e/a1/work/concerns/{concern.pk}/").content.decode()

    proposed = page[page.index('name="words"') :]
    assert "灯坏了，打13812345678找钱示例一" in page
    assert "灯坏了，打138****5678找钱**</textarea>" in proposed


@pytest.mark.parametrize("count", [1, 3])
def test_concerns_asks_the_same_number_of_queries(cast: Cast, count: int, django_assert_num_queries):
    for number in range(count):
        road.publish(cast, road.make_concern(cast), words=f"诉求之{number}")
    client = cast.client("tenant")

    with django_assert_num_queries(13):
        page = client.get(LIST).content.decode()

    assert page.count("诉求之") == count


def test_neighbours_read_the_public_words_and_no_name_or_door(cast: Cast):
    concern = road.publish(
        cast, road.make_concern(cast, words="找101的钱示例一，电动车淋湿"), words="车棚漏雨"
    )

    page = cast.client("neighbour").get(f"{LIST}{concern.pk}/").content.decode()

    assert "车棚漏雨" in page and "1栋1单元*** 钱**" in page
    assert [word for word in ("钱示例一", "101", "淋湿", "13800000001") if word in page] == []


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("owner", 200),
        ("spouse", 404),
        ("neighbour", 404),
        ("chair", 200),
        ("community_officer", 200),
        ("street_officer", 404),
        ("stranger", 404),
        ("visitor", 302),
    ],
)
def test_a_filed_concern_is_seen_by_reporter_committee_and_community(cast: Cast, name: str, status: int):
    concern = road.make_concern(cast, with_photo=True)
    client = cast.client(name)

    assert client.get(f"{LIST}{concern.pk}/").status_code == status
    assert client.get(f"{LIST}{concern.pk}/photo/").status_code == status


@pytest.mark.parametrize(("shown", "status"), [(True, 200), (False, 404)])
def test_the_photo_is_shown_to_neighbours_only_where_somebody_allowed_it(
    cast: Cast, shown: bool, status: int
):
    concern = road.make_concern(cast, with_photo=True)
    with road.at_home():
        services.publish_concern(concern, place="1栋", words="漏雨", photo_shown=shown, by=cast.chair)

    assert cast.client("neighbour").get(f"{LIST}{concern.pk}/photo/").status_code == status
    assert cast.client("chair").get(f"{LIST}{concern.pk}/photo/").status_code == 200


def test_support_is_given_once_and_taken_back(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    client = cast.client("tenant")

    first = _post(client, f"{LIST}{concern.pk}/support/")
    second = _post(client, f"{LIST}{concern.pk}/support/")
    with road.at_home():
        between = ConcernSupport.objects.count()
    third = _post(client, f"{LIST}{concern.pk}/support/withdraw/")

    assert (first.status_code, second.status_code, third.status_code, between) == (302, 409, 302, 1)
    assert "一套房屋只算一次" in second.content.decode()


@pytest.mark.parametrize("name", ["chair", "community_officer"])
def test_looking_over_publishes_or_says_what_stands_in_the_way(cast: Cast, name: str):
    concern = road.make_concern(cast, with_photo=True)
    client, url = cast.client(name), f"/e/a1/work/concerns/{concern.pk}/"

    refused = _post(client, url, place="1栋", words="打 13800001234", photo_shown="no")
    published = _post(client, url, place="1栋", words="漏雨", photo_shown="yes")

    assert refused.status_code == 422
    assert "文字里有手机号，不能公开。" in refused.content.decode()
    assert (published.status_code, published.url) == (302, "/e/a1/work/concerns/")
    with road.at_home():
        row = Concern.objects.get()
        assert (row.state, row.public_words, row.photo_shown) == (Concern.State.PUBLISHED, "漏雨", True)


def test_declining_needs_a_reason_that_the_reporter_reads(cast: Cast):
    concern = road.make_concern(cast)
    client, url = cast.client("chair"), f"/e/a1/work/concerns/{concern.pk}/"

    assert _post(client, url, decline="1", reason="").status_code == 422
    assert _post(client, url, decline="1", reason="已有同样的诉求").status_code == 302
    assert "已有同样的诉求" in cast.client("owner").get(f"{LIST}{concern.pk}/").content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("owner", 403), ("cashier", 403), ("street_officer", 403), ("visitor", 302)]
)
def test_looking_over_is_for_committee_and_community(cast: Cast, name: str, status: int):
    concern = road.make_concern(cast)
    client = cast.client(name)

    assert client.get("/e/a1/work/concerns/").status_code == status
    assert client.get(f"/e/a1/work/concerns/{concern.pk}/").status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_review_concerns_asks_the_same_number_of_queries(cast: Cast, count: int, django_assert_num_queries):
    for _ in range(count):
        road.make_concern(cast)
    client = cast.client("chair")

    with django_assert_num_queries(12):
        page = client.get("/e/a1/work/concerns/").content.decode()

    assert page.count("钱示例一") == count


def test_resolving_shows_the_proof(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    answer = _post(
        cast.client("chair"), f"/e/a1/work/concerns/{concern.pk}/resolve/", words="已换灯泡", photo=_photo()
    )
    neighbour = cast.client("neighbour")

    assert answer.status_code == 302
    assert "已换灯泡" in neighbour.get(f"{LIST}{concern.pk}/").content.decode()
    assert neighbour.get(f"{LIST}{concern.pk}/proof/").status_code == 200


def test_long_words_begin_in_the_list_and_end_in_chinese_dots(cast: Cast):
    road.publish(cast, road.make_concern(cast), words="雨" * 41)

    page = cast.client("owner").get(LIST).content.decode()

    assert f"{'雨' * 40}……<" in page and "雨..." not in page
