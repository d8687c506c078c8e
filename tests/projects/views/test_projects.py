"""Pages that everybody may read, and what residents do there; nobody's name, phone or door in them."""

from uuid import uuid4

import pytest

from core import clock
from funds.models import Source
from projects import services
from projects.models import Document, Project, Rating
from tests.cast import Cast
from tests.projects import road

State = Project.State
LIST = "/e/a1/projects/"
# What a page that everybody may read never shows: whole names, telephones of people, doors.
PRIVATE = ("示例一", "示例三", "示例四", "示例chair", "示例member", "1380000", "单元101", "单元201", "1单元")


def _post(client, url: str, **fields):
    return client.post(url, {"idempotency_key": uuid4().hex, **fields})


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(cast: Cast, count: int, django_assert_num_queries):
    for number in range(count):
        road.bring_to(cast, State.RESULT_NOTICE, title=f"项目之{number}")
    client = cast.client("visitor")

    with django_assert_num_queries(9):
        page = client.get(LIST).content.decode()

    assert [f"项目之{number}</a>" in page for number in range(3)] == [number < count for number in range(3)]


def test_list_shows_no_drafts_and_narrows_by_stage(cast: Cast):
    road.make_draft(cast, title="还在起草")
    road.bring_to(cast, State.COSIGNED, title="要投票的")
    road.bring_to(cast, State.COMPLETED, title="在办的")
    client = cast.client("visitor")

    seen = {
        stage: [
            title for title in ("还在起草", "要投票的", "在办的") if title in client.get(url).content.decode()
        ]
        for stage, url in (
            ("", LIST),
            ("2", f"{LIST}?stage=2"),
            ("3", f"{LIST}?stage=3"),
            ("9", f"{LIST}?stage=9"),
        )
    }

    assert seen == {
        "": ["要投票的", "在办的"],
        "2": ["要投票的"],
        "3": ["在办的"],
        "9": ["要投票的", "在办的"],
    }


def test_list_is_empty_and_says_what_comes_next(cast: Cast):
    assert "这里还没有项目。" in cast.client("visitor").get(LIST).content.decode()


def test_show_is_one_case_file_without_anybody_s_name(cast: Cast):
    project = road.bring_to(cast, State.CLOSED)

    page = cast.client("visitor").get(f"{LIST}{project.pk}/").content.decode()

    told = (
        "众人评",
        "1,250.00 元",
        "通过：",
        "街道复审",
        "核定激励资金 1,000.00 元",
        "合格",
        "2028年4月21日",
        "71.4%",
    )
    assert [words for words in told if words not in page] == []
    assert [words for words in PRIVATE if words in page] == []


@pytest.mark.parametrize(
    "state", [State.PROPOSED, State.VOTING, State.STREET_REVIEW, State.COMPLETED], ids=str
)
def test_show_hides_people_in_every_stage(cast: Cast, state: State):
    project = road.bring_to(cast, state)
    if state == State.COMPLETED:
        road.accept_by_committee(cast, project)

    for name in ("visitor", "stranger"):
        page = cast.client(name).get(f"{LIST}{project.pk}/").content.decode()
        assert [words for words in PRIVATE if words in page] == []


def test_show_does_not_tell_how_a_running_vote_stands(cast: Cast):
    project = road.bring_to(cast, State.VOTING)
    road.vote(cast, project, "ffaa")

    page = cast.client("chair").get(f"{LIST}{project.pk}/").content.decode()

    assert [words for words in ("同意 2 户", "不同意 2 户", "4 户") if words in page] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_show_asks_the_same_number_of_queries(cast: Cast, rows: int, django_assert_num_queries):
    project = road.bring_to(cast, State.SETTLED)
    road.rate(cast, project, "vsd"[:rows])
    with road.at_home():
        paper = {"kind": Document.Kind.AFTER, "note": "完工", "photo": road.photo(), "is_shown": True}
        for _ in range(rows):
            services.add_document(project, **paper, by=cast.member)
    client = cast.client("visitor")

    with django_assert_num_queries(11):
        page = client.get(f"{LIST}{project.pk}/").content.decode()

    assert page.count("完工照片：完工") == rows


def test_a_draft_is_nobody_else_s_business(cast: Cast):
    draft = road.make_draft(cast)

    for name in ("visitor", "owner", "chair"):
        assert cast.client(name).get(f"{LIST}{draft.pk}/").status_code == 404


def test_co_signing_from_the_page(cast: Cast):
    project = road.bring_to(cast, State.PROPOSED)
    client = cast.client("owner")

    before = client.get(f"{LIST}{project.pk}/").content.decode()
    answer = _post(client, f"{LIST}{project.pk}/cosign/")
    after = client.get(f"{LIST}{project.pk}/").content.decode()

    assert ("我家联名" in before, answer.status_code, "您家已经联名" in after) == (True, 302, True)
    assert _post(client, f"{LIST}{project.pk}/cosign/").status_code == 409
    assert "登录后联名" not in after


def test_a_visitor_is_led_to_sign_in_and_back(cast: Cast):
    project = road.bring_to(cast, State.PROPOSED)
    client = cast.client("visitor")

    page = client.get(f"{LIST}{project.pk}/").content.decode()

    assert f"?next=/e/a1/projects/{project.pk}/" in page
    assert _post(client, f"{LIST}{project.pk}/cosign/").status_code == 302


def test_a_resident_accepts_from_the_page_and_the_committee_cannot(cast: Cast):
    project = road.bring_to(cast, State.COMPLETED)
    url = f"{LIST}{project.pk}/accept/"
    assert cast.client("tenant").get(url).status_code == 404
    road.accept_by_committee(cast, project)

    assert "填写居民验收意见" in cast.client("tenant").get(f"{LIST}{project.pk}/").content.decode()
    assert _post(cast.client("chair"), url, conclusion="passed").status_code == 403
    assert _post(cast.client("tenant"), url, conclusion="rectify", words="").status_code == 422
    assert _post(cast.client("tenant"), url, conclusion="passed", words="好用").status_code == 302
    with road.at_home():
        assert road.fresh(project).state == State.ACCEPTED


def test_rating_from_the_page_counts_once(cast: Cast):
    project = road.bring_to(cast, State.SETTLED)
    client, url = cast.client("owner"), f"{LIST}{project.pk}/rate/"
    with clock.travel_to(2026, 4, 28):
        assert "去评价" in client.get(f"{LIST}{project.pk}/").content.decode()
        assert _post(client, url).status_code == 422
        assert _post(client, url, level="satisfied").status_code == 302
        assert _post(client, url, level="dissatisfied").status_code == 409
    with road.at_home():
        assert [row.level for row in Rating.objects.all()] == ["satisfied"]


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        ("visitor", 200, 404),
        ("owner", 200, 404),
        ("stranger", 200, 404),
        ("chair", 200, 200),
        ("community_officer", 200, 200),
        ("street_officer", 200, 200),
    ],
)
def test_papers_are_public_only_where_they_are_harmless(cast: Cast, name: str, shown: int, hidden: int):
    project = road.bring_to(cast, State.PROPOSED)
    with road.at_home():
        papers = [
            services.add_document(
                project,
                kind=Document.Kind.QUOTE,
                note="",
                photo=road.photo(),
                is_shown=is_shown,
                by=cast.member,
            )
            for is_shown in (True, False)
        ]
    client = cast.client(name)

    found = [client.get(f"{LIST}{project.pk}/documents/{paper.pk}/").status_code for paper in papers]

    assert found == [shown, hidden]


def test_the_photo_of_an_acceptance_is_handed_out_to_whom_it_may(cast: Cast):
    project = road.bring_to(cast, State.COMPLETED)
    with road.at_home():
        hidden = services.file_acceptance(
            project, conclusion="passed", words="好", photo=road.photo(), photo_shown=False, by=cast.chair
        )
    url = f"{LIST}{project.pk}/acceptances/{hidden.pk}/photo/"

    assert {name: cast.client(name).get(url).status_code for name in ("visitor", "tenant", "stranger")} == {
        "visitor": 404,
        "tenant": 200,
        "stranger": 404,
    }


def test_a_gap_is_told_to_everybody(cast: Cast):
    road.give_budget(cast)
    project = road.bring_to(cast, State.STREET_REVIEW, plan={Source.STREET: 1_000_00, Source.GIFT: 250_00})
    road.review_by_street(cast, project, granted_fen=800_00, reason="超出标准")

    page = cast.client("visitor").get(f"{LIST}{project.pk}/").content.decode()

    assert "街道核定后还差 200.00 元，来源待落实" in page
