"""The office: a queue by deadline, a decision restated, others' decisions, other communities' estates."""

import re
from uuid import uuid4

import pytest

from core import clock
from projects import services
from projects.models import Document, Project, Review
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road

State = Project.State
QUEUE = "/office/street-a/reviews/"


def _post(client, url: str, **fields):
    return client.post(url, {"idempotency_key": uuid4().hex, **fields})


def _choose(client, project: Project, **fields):
    """Send a decision, as the file's page does."""
    return _post(client, f"{QUEUE}{project.pk}/decide/", **fields)


def _confirmation(client, project: Project) -> dict[str, str]:
    """Return what the check page sends."""
    page = client.get(f"{QUEUE}{project.pk}/decide/").content.decode()
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    return {"shown": shown[1] if shown else "", "confirm": "1"}


def _confirm(client, project: Project):
    """Look at the check page and confirm what it shows."""
    return _post(client, f"{QUEUE}{project.pk}/decide/", **_confirmation(client, project))


def _decide(client, project: Project, **fields):
    """Choose, check and confirm."""
    _choose(client, project, **fields)
    return _confirm(client, project)


@pytest.fixture
def waiting(cast: Cast) -> Project:
    road.give_budget(cast)
    return road.bring_to(cast, State.STREET_REVIEW)


@pytest.mark.parametrize("count", [1, 3])
def test_reviews_asks_the_same_number_of_queries(cast: Cast, count: int, django_assert_num_queries):
    road.give_budget(cast)
    for number in range(count):
        road.bring_to(cast, State.STREET_REVIEW, title=f"项目之{number}")
    client = cast.client("street_officer")

    with django_assert_num_queries(18), clock.travel_to(2026, 3, 25):
        page = client.get(QUEUE).content.decode()

    assert page.count("全部相符") == count
    assert page.count("还剩 6 天") == count


def test_reviews_puts_what_is_due_first_at_the_top_and_says_what_is_late(cast: Cast, waiting: Project):
    later = road.bring_to(cast, State.COMMUNITY_REVIEW, title="后来的")
    with clock.travel_to(2026, 3, 27), scope(1):
        services.review_project(
            later, level="community", decision=Review.Decision.APPROVED, by=cast.community_officer
        )
    with clock.travel_to(2026, 4, 2):
        page = cast.client("street_officer").get(QUEUE).content.decode()

    assert page.index("修车棚") < page.index("后来的")
    assert "超时 2 天" in page


def test_reviews_narrows_by_estate_and_words(cast: Cast, waiting: Project):
    client = cast.client("street_officer")

    assert "修车棚" in client.get(f"{QUEUE}?estate=11&q=车棚&kind=facility").content.decode()
    assert "修车棚" not in client.get(f"{QUEUE}?estate=12").content.decode()
    assert "修车棚" not in client.get(f"{QUEUE}?q=路灯").content.decode()


def test_a_decision_is_restated_in_words_before_it_counts(cast: Cast, waiting: Project):
    client, url = cast.client("street_officer"), f"{QUEUE}{waiting.pk}/"
    with clock.travel_to(2026, 3, 23):
        file = client.get(url).content.decode()
        chosen = _choose(client, waiting, decision="approved", granted_fen="800", reason="超出标准部分自筹")
        page = client.get(chosen.url).content.decode()
        with road.at_home():
            between = road.fresh(waiting).state
        decided = _confirm(client, waiting)
        done = client.get(decided.url).content.decode()

    assert "下一步：核对决定" in file
    assert (chosen.status_code, chosen.url) == (302, f"{url}decide/")
    assert "人民币捌佰元整" in page and "确认同意：800.00 元" in page and "200.00 元" in page
    assert between == State.STREET_REVIEW
    assert (decided.status_code, decided.url) == (302, f"{url}decided/")
    assert "待审核的都办完了。" in done
    with road.at_home():
        assert (road.fresh(waiting).state, road.fresh(waiting).gap_fen) == (State.APPROVED, 200_00)


def test_the_page_after_a_decision_leads_to_the_next(cast: Cast, waiting: Project):
    following = road.bring_to(cast, State.STREET_REVIEW, title="下一个")
    client = cast.client("street_officer")
    with clock.travel_to(2026, 3, 23):
        answer = _decide(client, waiting, decision="approved", granted_fen="1000")

    assert f"{QUEUE}{following.pk}/" in client.get(answer.url).content.decode()


def test_going_back_to_the_check_page_after_the_decision_leads_to_it(cast: Cast, waiting: Project):
    client, url = cast.client("street_officer"), f"{QUEUE}{waiting.pk}/"
    with clock.travel_to(2026, 3, 23):
        _choose(client, waiting, decision="approved", granted_fen="1000")
        sent = _confirmation(client, waiting)
        _post(client, f"{url}decide/", **sent)
        back = client.get(f"{url}decide/", follow=True)
        again = _post(client, f"{url}decide/", **sent)

    assert back.redirect_chain == [(f"{url}decided/", 302)]
    assert "这一项您已经办好了，不用再提交。" in back.content.decode()
    assert again.url == f"{url}decide/"
    with road.at_home():
        assert Review.objects.filter(project=waiting, level="street").count() == 1


def test_the_check_page_without_a_decision_leads_to_the_file(cast: Cast, waiting: Project):
    client, url = cast.client("street_officer"), f"{QUEUE}{waiting.pk}/"

    answer = client.get(f"{url}decide/", follow=True)

    assert answer.redirect_chain == [(url, 302)]
    assert "还没有提交。请先选好决定，再核对。" in answer.content.decode()


def test_what_another_window_changed_is_restated_before_it_counts(cast: Cast, waiting: Project):
    client, url = cast.client("street_officer"), f"{QUEUE}{waiting.pk}/"
    _choose(client, waiting, decision="approved", granted_fen="1000")
    first_window = _confirmation(client, waiting)
    _choose(client, waiting, decision="refused", granted_fen="1000", reason="不同意")

    answer = client.post(f"{url}decide/", {"idempotency_key": uuid4().hex, **first_window}, follow=True)

    page = answer.content.decode()
    assert "您在另一个窗口改过了。" in page and "确认：不同意" in page
    with road.at_home():
        assert road.fresh(waiting).state == State.STREET_REVIEW


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "请选择您的决定。"),
        ({"decision": "returned", "granted_fen": "1000", "reason": "缺"}, "请勾选要补正哪几项。"),
        ({"decision": "refused", "granted_fen": "1000"}, "请写明理由"),
        ({"decision": "approved", "granted_fen": "999.99"}, "请写明理由"),
        ({"decision": "approved", "granted_fen": "1000.01"}, "核定金额不能超过申请的 1,000.00 元"),
    ],
)
def test_half_a_decision_comes_back_with_what_is_missing(cast: Cast, waiting: Project, fields, words):
    client = cast.client("street_officer")
    sent = _choose(client, waiting, **fields)
    answer = client.get(sent.url)

    assert (sent.status_code, answer.status_code) == (302, 422)
    assert words in answer.content.decode()
    with road.at_home():
        assert road.fresh(waiting).state == State.STREET_REVIEW


def test_more_than_the_budget_has_left_is_said_at_the_amount(cast: Cast):
    road.give_budget(cast, 900_00)
    project = road.bring_to(cast, State.STREET_REVIEW)
    client = cast.client("street_officer")
    with clock.travel_to(2026, 3, 23):
        answer = _decide(client, project, decision="approved", granted_fen="1000", reason="同意全额")
        again = _decide(client, project, decision="approved", granted_fen="900", reason="按余额批")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_granted_fen"' in page and 'id="id_granted_fen_error"' in page
    assert "还剩 900.00 元可以批准，这次要 1,000.00 元，不够。" in page
    assert 'value="1000"' in page and "同意全额</textarea>" in page
    assert again.url == f"{QUEUE}{project.pk}/decided/"


def test_somebody_who_comes_second_reads_the_first_decision(cast: Cast, waiting: Project):
    client = cast.client("street_leader")
    _choose(client, waiting, decision="refused", granted_fen="1000", reason="不同意")
    sent = _confirmation(client, waiting)
    road.review_by_street(cast, waiting)

    answer = _post(client, f"{QUEUE}{waiting.pk}/decide/", **sent)

    assert answer.status_code == 409
    assert (
        "街道经办 褚示例street_officer已经在 3月23日 09:00 办理了这一环节：同意。" in answer.content.decode()
    )
    assert f'href="{QUEUE}{waiting.pk}/"' in answer.content.decode()
    assert client.get(f"{QUEUE}{waiting.pk}/decide/").url == f"{QUEUE}{waiting.pk}/"


def test_a_decision_on_what_somebody_has_decided_leads_to_the_file(cast: Cast, waiting: Project):
    client = cast.client("street_leader")
    road.review_by_street(cast, waiting)

    _choose(client, waiting, decision="refused", granted_fen="1000", reason="不同意")
    answer = client.get(f"{QUEUE}{waiting.pk}/decide/", follow=True)

    assert answer.redirect_chain == [(f"{QUEUE}{waiting.pk}/", 302)]
    assert "没有提交：这一项现在不由您办理。" in answer.content.decode()


def test_community_officers_see_only_their_community(cast: Cast):
    mine = road.bring_to(cast, State.COMMUNITY_REVIEW)
    client = cast.client("community_officer")
    assert client.get(f"{QUEUE}{mine.pk}/").status_code == 200
    assert "修车棚" in client.get(QUEUE).content.decode()

    with scope(1):
        cast.community_officer.community_id = 12
        cast.community_officer.save()

    assert client.get(f"{QUEUE}{mine.pk}/").status_code == 404
    assert "修车棚" not in client.get(QUEUE).content.decode()
    assert _choose(client, mine, decision="approved").status_code == 404


def test_a_community_officer_decides_without_an_amount(cast: Cast):
    project = road.bring_to(cast, State.COMMUNITY_REVIEW)
    client, url = cast.client("community_officer"), f"{QUEUE}{project.pk}/"

    assert "核定激励资金" not in client.get(url).content.decode()
    assert _decide(client, project, decision="approved").url == f"{url}decided/"
    with road.at_home():
        assert road.fresh(project).state == State.STREET_REVIEW


@pytest.mark.parametrize(
    ("name", "status"),
    [("chair", 404), ("owner", 404), ("street_finance", 403), ("foreigner", 404), ("visitor", 302)],
)
def test_the_queue_is_for_reviewers(cast: Cast, waiting: Project, name: str, status: int):
    client = cast.client(name)

    assert client.get(QUEUE).status_code == status
    assert client.get(f"{QUEUE}{waiting.pk}/").status_code == status
    assert _post(client, f"{QUEUE}{waiting.pk}/decide/", decision="approved").status_code == status


def test_papers_are_handed_out_to_who_decides(cast: Cast, waiting: Project):
    with road.at_home():
        paper = services.add_document(
            waiting,
            kind=Document.Kind.QUOTE,
            note="甲店",
            photo=road.photo(),
            is_shown=False,
            by=cast.member,
        )
    url = f"{QUEUE}{waiting.pk}/documents/{paper.pk}/"

    assert cast.client("street_officer").get(url).status_code == 200
    assert cast.client("street_finance").get(url).status_code == 403
    assert "报价单：甲店" in cast.client("street_officer").get(f"{QUEUE}{waiting.pk}/").content.decode()
