"""The secretary's queue and page, and what committee and neighbours see of an opinion."""

from uuid import uuid4

import pytest
from django.test import Client

from projects import services
from projects.models import PartyOpinion, Project
from projects.reports import next_act, work_items
from projects.rulebook import PARTY_OPINION
from tenancy.models import Estate, Street
from tenancy.rules import set_rules
from tests.cast import Cast
from tests.projects import road

State = Project.State
QUEUE = "/e/a1/work/opinions/"
WORK = "/e/a1/work/projects/"


@pytest.fixture
def _wanted(cast: Cast) -> None:
    with road.at_home():
        set_rules(Street.objects.get(pk=1), {PARTY_OPINION: True}, estate_id=11, note="示例", by=None)


def _ask(cast: Cast, **draft) -> Project:
    project = road.make_draft(cast, **draft)
    with road.at_home():
        return services.ask_opinion(project, by=cast.member)


def _send(client: Client, url: str, **fields: str):
    return client.post(url, {"idempotency_key": uuid4().hex, **fields})


def _say(cast: Cast, project: Project, *, agrees: bool, words: str) -> None:
    with road.at_home():
        services.give_opinion(project, agrees=agrees, words=words, by=cast.party_secretary)


def test_without_the_rule_there_is_no_trace_of_it(cast: Cast):
    project = road.bring_to(cast, State.COSIGNED)
    draft = road.make_draft(cast)
    secretary, chair = cast.client("party_secretary"), cast.client("chair")

    for url in (QUEUE, f"{QUEUE}{project.pk}/"):
        assert secretary.get(url).status_code == 404
    for row in (project, draft):
        assert "党组织" not in chair.get(f"{WORK}{row.pk}/").content.decode()
        assert chair.get(f"{WORK}{row.pk}/ask-opinion/").status_code == 404
        assert _send(chair, f"{WORK}{row.pk}/ask-opinion/").status_code == 404
    for url in (f"/e/a1/projects/{project.pk}/", WORK):
        assert "党组织" not in chair.get(url).content.decode()
    assert "党组织" not in secretary.get("/e/a1/work/").content.decode()


@pytest.mark.usefixtures("_wanted")
def test_the_queue_says_that_nothing_waits(cast: Cast):
    page = cast.client("party_secretary").get(QUEUE).content.decode()

    assert "没有等您提意见的项目。" in page


@pytest.mark.usefixtures("_wanted")
@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_the_same_number_of_queries(cast: Cast, count: int, django_assert_num_queries):
    for number in range(count):
        _ask(cast, title=f"项目之{number}")
    client = cast.client("party_secretary")

    with django_assert_num_queries(12):
        page = client.get(QUEUE).content.decode()

    assert page.count("项目之") == count


@pytest.mark.usefixtures("_wanted")
def test_what_waits_stands_among_the_secretary_s_work_and_nobody_else_s(cast: Cast):
    project = _ask(cast)
    with road.at_home():
        estate = Estate.objects.get(pk=11)
        (item,) = work_items(cast.party_secretary, estate)
        assert (item.title, item.group.value) == ("提党组织意见：修车棚", "today")
        assert item.url == f"{QUEUE}{project.pk}/"
        (waits,) = work_items(cast.chair, estate)
        assert (waits.note, waits.group.value) == ("等小区党支部书记：对这一稿提意见", "others")
        act = next_act(Project.objects.with_progress().get(pk=project.pk))
        assert (act.who, act.words) == ("小区党支部书记", "对这一稿提意见")
    assert "提党组织意见：修车棚" in cast.client("party_secretary").get("/e/a1/work/").content.decode()


@pytest.mark.usefixtures("_wanted")
def test_the_committee_sends_the_draft_and_reads_what_was_advised(cast: Cast):
    draft = road.make_draft(cast)
    client = cast.client("chair")
    assert "送党组织" in client.get(f"{WORK}{draft.pk}/").content.decode()

    refusal = _send(client, f"{WORK}{draft.pk}/propose/")
    assert refusal.status_code == 409
    assert "还没有小区党支部书记同意这一稿" in refusal.content.decode()
    assert _send(client, f"{WORK}{draft.pk}/ask-opinion/").status_code == 302
    assert "ask-opinion" not in client.get(f"{WORK}{draft.pk}/").content.decode()
    _say(cast, draft, agrees=False, words="请写清楚选址。")

    page = client.get(f"{WORK}{draft.pk}/").content.decode()
    assert "党组织意见：建议修改" in page and "请写清楚选址。" in page
    assert "请改草稿，改好再送一次" in page and "按党组织意见修改，再送一次" in page


@pytest.mark.parametrize(
    ("agrees", "told"), [(True, "党组织意见：同意"), (False, "内容已经公开，不能再改：请取消这个项目")]
)
def test_the_committee_reads_the_opinion_of_what_is_public_already(cast: Cast, agrees: bool, told: str):
    project = road.bring_to(cast, State.COSIGNED)
    with road.at_home():
        set_rules(Street.objects.get(pk=1), {PARTY_OPINION: True}, estate_id=11, note="示例", by=None)
        services.ask_opinion(project, by=cast.member)
    _say(cast, project, agrees=agrees, words="请写清楚选址。")

    page = cast.client("chair").get(f"{WORK}{project.pk}/").content.decode()

    assert told in page and "请写清楚选址。" in page


@pytest.mark.usefixtures("_wanted")
def test_give_opinion_shows_the_text_and_keeps_what_the_secretary_says(cast: Cast):
    project = _ask(cast)
    client = cast.client("party_secretary")
    page = client.get(f"{QUEUE}{project.pk}/").content.decode()
    assert "换顶棚，加固立柱" in page and "1,250.00 元" in page

    answer = _send(client, f"{QUEUE}{project.pk}/", agrees="yes", words="支持。", read_round="1")

    assert (answer.status_code, answer.url) == (302, QUEUE)
    assert "您的意见已经记下" in client.get(QUEUE).content.decode()
    with road.at_home():
        assert PartyOpinion.objects.get().words == "支持。"
    assert "这一稿现在不等您的意见。" in client.get(f"{QUEUE}{project.pk}/").content.decode()


@pytest.mark.usefixtures("_wanted")
def test_give_opinion_says_at_the_field_what_is_missing(cast: Cast):
    project = _ask(cast)

    client = cast.client("party_secretary")

    answer = _send(client, f"{QUEUE}{project.pk}/", agrees="no", words="", read_round="1")

    assert answer.status_code == 422 and "还没有写原因。" in answer.content.decode()


@pytest.mark.usefixtures("_wanted")
def test_everybody_reads_office_day_conclusion_and_words_but_no_name(cast: Cast):
    project = _ask(cast)
    _say(cast, project, agrees=False, words="请写清楚选址。")
    with road.at_home():
        services.answer_common_part(project, changes=False, reason="原址换棚", by=cast.chair)
        services.ask_opinion(project, by=cast.member)
    _say(cast, project, agrees=True, words="写清楚了。")
    with road.at_home():
        project = services.propose_project(project, by=cast.member)

    page = cast.client("visitor").get(f"/e/a1/projects/{project.pk}/").content.decode()

    assert page.count("党组织意见") == 4  # two opinions, as facts and in the history
    assert "建议修改（小区党支部书记，" in page and "同意（小区党支部书记，" in page
    assert page.count("请写清楚选址。") == 2 and page.count("写清楚了。") == 2
    assert cast.party_secretary.person.name not in page
    assert cast.party_secretary.person.masked_name not in page
