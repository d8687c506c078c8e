"""The committee's pages: a proposal from nothing, and the acts on the road."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from projects import services
from projects.models import Project, Rating
from tests.cast import Cast
from tests.projects import road

State = Project.State
WORK = "/e/a1/work/projects/"


def _post(client, url: str, **fields):
    return client.post(url, {"idempotency_key": uuid4().hex, **fields})


def _lines(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    fields = {"lines-TOTAL_FORMS": str(len(rows) + 3), "lines-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        for name, value in zip(("item", "unit", "quantity_centi", "unit_price_fen"), row, strict=True):
            fields[f"lines-{number}-{name}"] = value
    return fields


def test_a_member_makes_a_proposal_through_the_task_list(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    client = cast.client("member")

    made = _post(client, f"{WORK}new/{concern.pk}/", title="修车棚", need="safety", kind="facility")
    url = made.url
    plan = {"place": "1栋东侧", "plan": "换顶棚", "starts_on": "2026-07-01", "ends_on": "2026-07-20"}
    parts = (
        (
            "plan/",
            {**plan, "beneficiaries": "8", "warranty_months": "24", "responsible": str(cast.member.pk)},
        ),
        ("budget/", _lines(("顶棚", "㎡", "12.5", "100"), ("人工", "项", "1", "50.50"))),
        ("sources/", {"street_incentive": "1,000", "self_raised": "300.5"}),
        ("common-part/", {"changes": "no", "reason": "原址换棚"}),
        ("propose/", {}),
    )
    answers = [_post(client, url + part, **fields) for part, fields in parts]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, url)] * 5
    with road.at_home():
        project = Project.objects.get()
        assert (project.state, project.budget_fen) == (State.PROPOSED, 1_300_50)
        assert dict(project.funding_lines.values_list("source", "amount_fen")) == {
            "street_incentive": 1_000_00,
            "self_raised": 300_50,
        }


def test_forms_show_what_the_service_could_not_take(cast: Cast):
    draft = road.make_draft(cast)
    client = cast.client("chair")

    off = _post(client, f"{WORK}{draft.pk}/sources/", street_incentive="1000", self_raised="249.99")
    bad = _post(client, f"{WORK}{draft.pk}/budget/", **_lines(("顶棚", "㎡", "很多", "100")))
    none = _post(client, f"{WORK}{draft.pk}/budget/", **_lines())

    assert (off.status_code, bad.status_code, none.status_code) == (422, 422, 422)
    assert "还少 0.01 元" in off.content.decode()
    assert "数量请填数字，最多两位小数。" in bad.content.decode()
    assert "至少要有一行。" in none.content.decode()


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ((("", "", "", ""), ("顶棚", "㎡", "0", "100")), "lines-1-quantity_centi"),
        ((("", "", "", ""), ("顶棚", "㎡", "2", "0")), "lines-1-unit_price_fen"),
        ((("人工", "项", "1", "80"), ("找13812345678", "㎡", "2", "9")), "lines-1-item"),
        ((("", "", "", ""),), "lines-0-item"),
    ],
)
def test_budget_says_it_at_the_line_and_keeps_all_lines(cast: Cast, rows, field: str):
    draft = road.make_draft(cast)

    answer = _post(cast.client("chair"), f"{WORK}{draft.pk}/budget/", **_lines(*rows))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还有 1 处要改" in page and "<title>错误：预算" in page
    assert f'href="#id_{field}"' in page and f'id="id_{field}_error"' in page
    assert [value for row in rows for value in row if value and f'value="{value}"' not in page] == []
    with road.at_home():
        assert draft.budget_lines.count() == 1


@pytest.mark.parametrize(
    ("act", "state", "typed", "field"),
    [
        ("sources", State.DRAFT, {"street_incentive": "1000", "self_raised": "249.99"}, "street_incentive"),
        ("need", State.DRAFT, {"title": "找13812345678", "need": "safety", "kind": "goods"}, "title"),
        ("open-vote", State.COSIGNED, {"closes_on": "2026-12-31"}, "closes_on"),
        ("open-vote", State.COSIGNED, {"closes_on": "2026-03-11", "options_1": "阳光板"}, "options_1"),
        (
            "open-vote",
            State.COSIGNED,
            {"closes_on": "2026-03-11", "options_0": "东\n西", "options_2": "甲\n找13812345678"},
            "options_2",
        ),
        ("cancel", State.PROPOSED, {"reason": "打13812345678"}, "reason"),
        ("close", State.SETTLED, {"proof": "打13812345678"}, "proof"),
    ],
)
def test_an_act_says_it_at_the_field_and_keeps_what_was_typed(cast: Cast, act, state, typed, field):
    project = road.make_draft(cast) if state == State.DRAFT else road.bring_to(cast, state)
    client = cast.client("chair")
    if act == "close":
        road.rate(cast, project)
        road.refund(cast, project)

    with clock.travel_to(*((2026, 5, 20) if act == "close" else (2026, 3, 4))):
        answer = _post(client, f"{WORK}{project.pk}/{act}/", **typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page and f'id="id_{field}_error"' in page
    assert [value for value in typed.values() if value.split("\n")[-1] not in page] == []
    with road.at_home():
        assert road.fresh(project).state == state


def test_saving_more_lines_comes_back_to_the_budget(cast: Cast):
    draft = road.make_draft(cast)
    url = f"{WORK}{draft.pk}/budget/"

    answer = _post(cast.client("chair"), url, more="1", **_lines(("顶棚", "㎡", "1", "100")))

    assert (answer.status_code, answer.url) == (302, url)


def test_a_line_that_is_emptied_goes_away(cast: Cast):
    draft = road.make_draft(cast)
    fields = _lines(("", "", "", ""), ("人工", "项", "1", "80"))

    answer = _post(
        cast.client("chair"), f"{WORK}{draft.pk}/budget/", **{**fields, "lines-INITIAL_FORMS": "1"}
    )

    assert answer.status_code == 302
    with road.at_home():
        assert list(draft.budget_lines.values_list("item", "amount_fen")) == [("人工", 80_00)]


def test_opening_a_vote_from_the_page_asks_until_a_day(cast: Cast):
    project = road.bring_to(cast, State.COSIGNED)
    client = cast.client("chair")
    with clock.travel_to(2026, 3, 4):
        answer = _post(
            client, f"{WORK}{project.pk}/open-vote/", closes_on="2026-03-11", options_1="阳光板\n彩钢瓦\n"
        )

    assert answer.status_code == 302
    with road.at_home():
        ballot = road.fresh(project).ballot
        assert clock.local(ballot.closes_at).strftime("%m-%d %H:%M") == "03-11 18:00"
        assert [matter.options for matter in ballot.matters.all()] == [[], ["阳光板", "彩钢瓦"]]


def test_the_page_before_a_vote_shows_what_it_freezes_and_freezes_nothing(cast: Cast):
    project = road.bring_to(cast, State.COSIGNED)

    page = cast.client("chair").get(f"{WORK}{project.pk}/open-vote/").content.decode()

    said = (
        "您家是否同意实施“修车棚”？",
        "预算 1,250.00 元",
        "各户（一套房屋一票）",
        "7 套房屋",
        "固定名册，公布投票",
    )
    assert [words for words in said if words not in page] == []
    with road.at_home():
        assert road.fresh(project).ballot is None


def test_the_page_before_a_vote_of_owners_says_how_many_they_are(cast: Cast):
    project = road.bring_to(cast, State.COSIGNED, changes=True)

    page = cast.client("chair").get(f"{WORK}{project.pk}/open-vote/").content.decode()

    assert "8 套房屋，7 位业主" in page


def test_an_act_out_of_turn_is_refused_with_its_own_page(cast: Cast):
    project = road.bring_to(cast, State.PROPOSED)
    client = cast.client("chair")

    answers = {
        act: _post(client, f"{WORK}{project.pk}/{act}/") for act in ("count", "submit", "start", "settle")
    }

    assert {answer.status_code for answer in answers.values()} == {409}
    back = f'href="{WORK}{project.pk}/"'
    assert [act for act, answer in answers.items() if back not in answer.content.decode()] == []
    with road.at_home():
        assert road.fresh(project).state == State.PROPOSED


def test_accepting_takes_a_photo_from_the_form(cast: Cast):
    project = road.bring_to(cast, State.COMPLETED)
    client, url = cast.client("chair"), f"{WORK}{project.pk}/acceptance/"
    wrong = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    photo = SimpleUploadedFile("a.jpg", road.photo(), "image/jpeg")

    assert _post(client, url, conclusion="passed", words="好").status_code == 422
    assert _post(client, url, conclusion="passed", words="好", photo=wrong).status_code == 422
    assert _post(client, url, conclusion="passed", words="好", photo=photo).status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [("owner", 403), ("cashier", 403), ("street_officer", 403), ("stranger", 404), ("visitor", 302)],
)
def test_the_work_pages_are_the_committee_s(cast: Cast, name: str, status: int):
    project = road.bring_to(cast, State.COSIGNED)
    client = cast.client(name)

    assert client.get(WORK).status_code == status
    assert client.get(f"{WORK}{project.pk}/").status_code == status
    assert client.get(f"{WORK}{project.pk}/open-vote/").status_code == status
    assert client.get(f"{WORK}{project.pk}/budget/").status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_work_projects_asks_the_same_number_of_queries(cast: Cast, count: int, django_assert_num_queries):
    for number in range(count):
        road.bring_to(cast, State.COMMUNITY_REVIEW, title=f"项目之{number}")
        road.publish(cast, road.make_concern(cast))
    client = cast.client("chair")

    with django_assert_num_queries(13):
        page = client.get(WORK).content.decode()

    assert page.count("项目之") == count


def test_the_work_page_shows_what_a_review_wants_put_right(cast: Cast):
    project = road.bring_to(cast, State.COMMUNITY_REVIEW)
    road.review_by_community(cast, project, decision="returned", items=["quotes"], reason="缺报价单")

    page = cast.client("chair").get(f"{WORK}{project.pk}/").content.decode()

    assert "社区初审：缺报价单" in page and "<li>报价单</li>" in page
    assert [title for title in ("修改方案", "重新报审", "取消项目") if title not in page] == []


def test_the_work_page_shows_what_homes_said_but_not_who(cast: Cast):
    project = road.bring_to(cast, State.SETTLED)
    with clock.travel_to(2026, 4, 28), road.at_home():
        services.rate_project(project, level=Rating.Level.FAIR, words="棚子还窄", by=cast.owner)

    page = cast.client("chair").get(f"{WORK}{project.pk}/").content.decode()

    assert "棚子还窄（一般）" in page
    assert [words for words in ("钱示例", "1单元101") if words in page] == []
    assert "棚子还窄" not in cast.client("visitor").get(f"/e/a1/projects/{project.pk}/").content.decode()
