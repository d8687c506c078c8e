"""The pages of ballots as residents and strangers see them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from ballots.models import Ballot, Slip, Vote
from ballots.rolls import household_electors
from ballots.services import cast_vote, close_ballot, open_ballot, withdraw_ballot
from core import clock
from tenancy.models import AuditEntry
from tenancy.scope import scope
from tests.ballots.conftest import (
    AFTERWARDS,
    CLOSES_AT,
    COLOUR,
    OPENS_AT,
    SHED,
    SHED_ON_COMMON_GROUND,
    answer,
    make_draft,
    make_open,
    record_basis,
)
from tests.sign_in import signed_in

HOMES = ("owner", "tenant", "neighbour", "chair_home", "treasurer_home")


@pytest.fixture
def ballot(cast, estate) -> Ballot:
    """An open ballot of households; no scope is left open."""
    with scope(1, 11):
        return make_open(estate, cast.chair)


@pytest.fixture
def paper_ballot(cast, estate) -> Ballot:
    """An open ballot of owners on paper; no scope is left open."""
    with scope(1, 11):
        return make_open(estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND,))


@pytest.fixture
def closed(ballot, cast) -> Ballot:
    """The ballot of households counted, three for and one against."""
    with scope(1, 11):
        for name, choice in zip(HOMES, ("for", "for", "for", "against"), strict=False):
            cast_vote(ballot, by=getattr(cast, name), choices=answer(ballot, choice))
        with clock.travel(AFTERWARDS):
            close_ballot(ballot, by=cast.chair)
    return ballot


def url(ballot: Ballot, page: str = "") -> str:
    """Return the address of a ballot's page."""
    return f"/e/a1/votes/{ballot.pk}/{page}" if page != "../" else "/e/a1/votes/"


def form(ballot: Ballot, choice: str = "for") -> dict[str, str]:
    """Return what a page sends for one choice to every matter."""
    with scope(1, 11):
        fields = {f"matter_{pk}": choice for pk in ballot.matters.values_list("pk", flat=True)}
    return {**fields, "idempotency_key": uuid4().hex}


def choose(client: Client, ballot: Ballot, choice: str = "for") -> HttpResponse:
    """Send the choice, as the ballot's page does."""
    return client.post(url(ballot, "check/"), form(ballot, choice))


def confirmation(page: HttpResponse) -> dict[str, str]:
    """Return what the check page sends."""
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page.content.decode())
    return {"shown": shown[1] if shown else "", "idempotency_key": uuid4().hex}


def confirm(client: Client, ballot: Ballot) -> HttpResponse:
    """Look at the check page and confirm what it shows."""
    return client.post(url(ballot, "cast/"), confirmation(client.get(url(ballot, "check/"))))


def vote(client: Client, ballot: Ballot, choice: str = "for") -> HttpResponse:
    """Choose, check and confirm."""
    choose(client, ballot, choice)
    return confirm(client, ballot)


def written() -> tuple[int, int]:
    """Return how many slips and votes there are."""
    with scope(1, 11):
        return Slip.objects.count(), Vote.objects.count()


def test_voting_goes_by_three_pages_and_writes_at_the_confirmation_only(ballot, cast):
    client = cast.client("owner")

    shown = client.get(url(ballot))
    chosen = choose(client, ballot)
    checked = client.get(chosen.headers["Location"])
    before = written()
    confirmed = client.post(url(ballot, "cast/"), confirmation(checked))
    done = client.get(confirmed.headers["Location"])

    assert (shown.status_code, checked.status_code, done.status_code) == (200, 200, 200)
    assert (chosen.status_code, chosen.headers["Location"]) == (302, url(ballot, "check/"))
    assert (confirmed.status_code, confirmed.headers["Location"]) == (302, url(ballot, "done/"))
    assert (before, written()) == ((0, 0), (1, 1))
    assert "确认投票：同意" in checked.content.decode()
    assert "您选择了 同意" in done.content.decode()


def test_show_chooses_nothing_beforehand(ballot, cast):
    page = cast.client("owner").get(url(ballot)).content.decode()

    assert page.count('type="radio"') == 3
    assert "checked" not in page
    assert "您代表 <b>1栋1单元101</b>，计 1 户。" in page


def test_show_is_read_without_a_sign_in_and_leads_there_and_back(ballot):
    page = Client().get(url(ballot)).content.decode()

    assert f'href="/login/?next={url(ballot)}"' in page
    assert "登录后投票" in page
    assert 'type="radio"' not in page


def test_show_tells_the_household_who_has_voted(ballot, cast):
    vote(cast.client("owner"), ballot)

    page = cast.client("spouse").get(url(ballot)).content.decode()

    assert "您家已经投过票了" in page
    assert "1栋1单元101 由钱**在" in page
    assert 'type="radio"' not in page


def test_show_lets_the_one_who_cast_change_it(ballot, cast):
    vote(cast.client("owner"), ballot)

    page = cast.client("owner").get(url(ballot)).content.decode()

    assert "您选择了 <b>同意</b>" in page
    assert page.count('type="radio"') == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stranger", "此操作需要：已核实的本小区居民"),
        ("street_officer", "此操作需要：已核实的本小区居民"),
        ("cashier", "此操作需要：已核实的本小区居民"),
    ],
)
def test_show_says_why_somebody_has_no_vote(ballot, cast, name, words):
    page = cast.client(name).get(url(ballot)).content.decode()

    assert words in page
    assert 'type="radio"' not in page


def test_show_explains_who_is_not_on_the_roll(cast, estate):
    with scope(1, 11):
        draft = make_draft(estate, cast.chair)
        ballot = open_ballot(draft, household_electors(estate)[1:], by=cast.chair)

    page = cast.client("owner").get(url(ballot)).content.decode()

    assert "您的房屋不在这次投票的名册里。" in page
    assert "0838-0000001" in page


def test_show_explains_how_papers_are_handed_in(paper_ballot, cast):
    page = cast.client("owner").get(url(paper_ballot)).content.decode()

    assert "这次投纸质票" in page
    assert "在参加的里面，同意的人数和面积都达到四分之三" in page
    assert 'type="radio"' not in page


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (OPENS_AT.replace(hour=1), "投票还没有开始"),
        (AFTERWARDS, "正在计票，结果会公布在这里和公示栏。"),
    ],
)
def test_show_says_when_there_is_no_voting(ballot, cast, moment, words):
    with clock.travel(moment):
        page = cast.client("owner").get(url(ballot)).content.decode()

    assert words in page
    assert 'type="radio"' not in page


def test_show_says_why_a_ballot_was_withdrawn(ballot, cast):
    with scope(1, 11):
        withdraw_ballot(ballot, reason="方案要改", by=cast.chair)

    assert "原因：方案要改" in cast.client("owner").get(url(ballot)).content.decode()


def test_show_hides_drafts(cast, estate):
    with scope(1, 11):
        draft = make_draft(estate, cast.chair)

    assert cast.client("chair").get(url(draft)).status_code == 404


@pytest.mark.parametrize("path", ["", "results/", "done/", "check/"])
def test_a_ballot_of_another_estate_is_not_here(ballot, cast, path):
    response = cast.client("owner").get(f"/e/a2/votes/{ballot.pk}/{path}")

    assert response.status_code == 404


def test_a_form_without_a_choice_comes_back_with_what_is_missing(ballot, cast):
    client = cast.client("owner")
    sent = client.post(url(ballot, "check/"), {"idempotency_key": uuid4().hex})
    page = client.get(sent.headers["Location"])

    assert (sent.status_code, page.status_code) == (302, 422)
    assert "请选一项；不想表态，请选“弃权”。" in page.content.decode()
    assert written() == (0, 0)


def test_a_form_with_half_of_the_choices_keeps_them(cast, estate):
    with scope(1, 11):
        ballot = make_open(estate, cast.chair, matters=(SHED, COLOUR))
        first, second = ballot.matters.all()
    half = {f"matter_{first.pk}": "against", "idempotency_key": uuid4().hex}

    page = cast.client("owner").post(url(ballot, "check/"), half, follow=True)

    text = page.content.decode()
    assert page.status_code == 422
    assert f'href="#id_matter_{second.pk}_0"' in text
    assert re.findall(r'value="(\w+)"[^>]* checked', text) == ["against"]


def test_a_household_that_has_voted_is_refused_when_another_chooses(ballot, cast):
    vote(cast.client("owner"), ballot)

    response = choose(cast.client("spouse"), ballot, "against")

    assert response.status_code == 409
    assert "您家已经投过票了，是由钱**投的。" in response.content.decode()
    assert written() == (1, 1)


def test_a_household_that_voted_meanwhile_is_refused_when_another_confirms(ballot, cast):
    spouse = cast.client("spouse")
    choose(spouse, ballot, "against")
    sent = confirmation(spouse.get(url(ballot, "check/")))
    vote(cast.client("owner"), ballot)

    response = spouse.post(url(ballot, "cast/"), sent)

    assert response.status_code == 409
    assert "您家已经投过票了，是由钱**投的。" in response.content.decode()
    assert written() == (1, 1)


@pytest.mark.parametrize("step", ["choose", "check", "confirm"])
def test_a_vote_after_the_time_is_refused_in_words(ballot, cast, step):
    client = cast.client("owner")
    with clock.travel(CLOSES_AT - timedelta(minutes=30)):
        choose(client, ballot)
        sent = confirmation(client.get(url(ballot, "check/")))

    with clock.travel(CLOSES_AT + timedelta(minutes=10)):
        response = {
            "choose": lambda: choose(client, ballot),
            "check": lambda: client.get(url(ballot, "check/")),
            "confirm": lambda: client.post(url(ballot, "cast/"), sent),
        }[step]()

    assert response.status_code == 409
    assert "投票已经截止，这张票没有计入。" in response.content.decode()
    assert written() == (0, 0)


def test_a_refusal_leads_back_to_the_ballot_and_claims_nothing_was_kept(ballot, cast):
    vote(cast.client("owner"), ballot)

    refused = choose(cast.client("spouse"), ballot).content.decode()
    early = cast.client("spouse").get(url(ballot, "results/")).content.decode()

    back = f'href="{url(ballot)}"'
    assert (back in refused, back in early) == (True, True)
    assert ("什么都没有改动。" in refused, "什么都没有改动" in early) == (True, False)
    assert "保存的内容还在" not in refused + early


def test_going_back_to_the_check_page_after_the_vote_leads_to_the_receipt(ballot, cast):
    client = cast.client("owner")
    vote(client, ballot)

    back = client.get(url(ballot, "check/"))

    assert (back.status_code, back.headers["Location"]) == (302, url(ballot, "done/"))
    assert "您已经投过票了，下面是回执，不用再投。" in client.get(url(ballot, "done/")).content.decode()
    assert written() == (1, 1)


def test_a_confirmation_sent_once_more_leads_to_the_receipt_and_casts_nothing(ballot, cast):
    client = cast.client("owner")
    choose(client, ballot)
    sent = confirmation(client.get(url(ballot, "check/")))
    client.post(url(ballot, "cast/"), sent)

    again = client.post(url(ballot, "cast/"), {**sent, "idempotency_key": uuid4().hex}, follow=True)

    assert again.redirect_chain == [(url(ballot, "check/"), 302), (url(ballot, "done/"), 302)]
    assert written() == (1, 1)


def test_a_vote_that_is_changed_goes_by_the_check_page_again(ballot, cast):
    client = cast.client("owner")
    vote(client, ballot)

    choose(client, ballot, "against")
    checked = client.get(url(ballot, "check/")).content.decode()
    confirm(client, ballot)

    assert "确认投票：不同意" in checked
    assert "您选择了 不同意" in client.get(url(ballot, "done/")).content.decode()
    assert written() == (2, 1)


def test_what_another_window_changed_is_checked_again_before_it_counts(ballot, cast):
    client = cast.client("owner")
    choose(client, ballot, "for")
    first_window = confirmation(client.get(url(ballot, "check/")))
    choose(client, ballot, "against")

    answer = client.post(url(ballot, "cast/"), first_window, follow=True)

    assert answer.redirect_chain == [(url(ballot, "check/"), 302)]
    page = answer.content.decode()
    assert "您在另一个窗口改过了。" in page and "确认投票：不同意" in page
    assert written() == (0, 0)


def test_choices_in_two_ballots_do_not_mix(ballot, cast, estate):
    with scope(1, 11):
        other = make_open(estate, cast.chair, matters=(COLOUR,))
    client = cast.client("owner")
    choose(client, ballot, "against")
    choose(client, other, "option2")

    first, second = (client.get(url(each, "check/")).content.decode() for each in (ballot, other))
    vote(client, other, "option2")

    assert ("确认投票：不同意" in first, "确认投票：灰色" in second) == (True, True)
    assert "确认投票：不同意" in client.get(url(ballot, "check/")).content.decode()


def test_a_choice_is_forgotten_after_an_hour_and_at_sign_out(ballot, cast):
    left, gone = cast.client("owner"), cast.client("tenant")
    for client in (left, gone):
        choose(client, ballot)

    with clock.travel(clock.now() + timedelta(hours=1)):
        late = left.get(url(ballot, "check/"))
    gone.post("/logout/")
    signed_in(cast.user("tenant"), client=gone)
    anew = gone.get(url(ballot, "check/"))

    assert [answer.headers["Location"] for answer in (late, anew)] == [url(ballot)] * 2
    assert "还没有投出。请先选择，再核对。" in left.get(url(ballot)).content.decode()


def test_a_choice_stands_in_no_address_and_no_log(ballot, cast, caplog):
    client = cast.client("owner")
    with caplog.at_level("DEBUG"):
        chosen = choose(client, ballot, "against")
        done = confirm(client, ballot)

    assert [answer.headers["Location"] for answer in (chosen, done)] == [
        url(ballot, "check/"), url(ballot, "done/")
    ]  # fmt: skip
    assert "against" not in caplog.text


def test_cast_takes_the_same_confirmation_once(ballot, cast):
    client = cast.client("owner")
    choose(client, ballot)
    sent = confirmation(client.get(url(ballot, "check/")))

    first, again = client.post(url(ballot, "cast/"), sent), client.post(url(ballot, "cast/"), sent)

    assert first.headers["Location"] == again.headers["Location"] == url(ballot, "done/")
    assert written() == (1, 1)


@pytest.mark.parametrize("path", ["check/", "done/"])
def test_the_steps_need_a_sign_in(ballot, path):
    response = Client().get(url(ballot, path))

    assert (response.status_code, response.headers["Location"][:13]) == (302, "/login/?next=")


@pytest.mark.parametrize(("name", "status"), [("visitor", 302), ("stranger", 404), ("cashier", 403)])
def test_choosing_is_for_those_on_the_roll(ballot, cast, name, status):
    response = choose(cast.client(name), ballot)

    assert response.status_code == status
    assert written() == (0, 0)


@pytest.mark.parametrize(("name", "status"), [("visitor", 302), ("stranger", 404), ("cashier", 302)])
def test_cast_takes_nothing_that_was_not_checked(ballot, cast, name, status):
    response = cast.client(name).post(url(ballot, "cast/"), form(ballot))

    assert response.status_code == status
    assert written() == (0, 0)


def test_reading_writes_nothing(ballot, cast):
    client = cast.client("owner")
    vote(client, ballot)
    with scope(1, 11):
        before = list(AuditEntry.objects.values()), list(Ballot.objects.values()), written()

    for page in ("", "check/", "done/", "results/"):
        client.get(url(ballot, page))
    client.get("/e/a1/votes/")

    with scope(1, 11):
        assert (list(AuditEntry.objects.values()), list(Ballot.objects.values()), written()) == before


def test_done_shows_a_receipt_that_holds_no_choice(ballot, cast):
    client = cast.client("owner")
    vote(client, ballot)

    page = client.get(url(ballot, "done/")).content.decode()

    receipt = page[page.index("回执号") : page.index("接下来")]
    assert "同意" not in receipt
    assert receipt.count(" ") and "回执上没有您的选择。" in receipt


@pytest.mark.parametrize("name", ["visitor", "spouse", "member", "cashier", "stranger", "community_officer"])
@pytest.mark.parametrize("path", ["", "../", "results/"])
def test_no_page_holds_a_count_of_answers_before_the_close(ballot, cast, name, path):
    """Whatever five households answer, those who did not cast read the same page."""
    seen = []
    for choices in (("for", "for", "for", "against", "abstain"), ("abstain",) * 5):
        with scope(1, 11):
            for home, choice in zip(HOMES, choices, strict=True):
                cast_vote(ballot, by=getattr(cast, home), choices=answer(ballot, choice))
        seen.append(without_tokens(cast.client(name).get(url(ballot, path)).content.decode()))

    assert path or "5 / 7 户" in seen[0]
    assert seen[0] == seen[1]


def without_tokens(page: str) -> str:
    """Return a page without what differs each time it is asked for."""
    return re.sub(r'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=")[^"]*', r"\1", page)


def test_results_are_refused_before_the_close(ballot, cast):
    response = cast.client("chair").get(url(ballot, "results/"))

    page = response.content.decode()
    until = clock.local(ballot.closes_at)
    assert response.status_code == 409
    assert ("<h1>还没到公布的时候</h1>" in page, "结果还没有公布。" in page) == (True, True)
    assert f"投票到 {until.year}年{until.month}月{until.day}日 {until:%H:%M} 截止" in page


def test_results_say_why_and_show_sums_without_names(closed, cast):
    page = Client().get(url(closed, "results/")).content.decode()

    assert "通过：参加 4 户（全体 7 户），超过半数；同意 3 户（参加 4 户），超过半数。" in page
    assert "选票链校验值" in page
    assert not [name for name in ("钱示例一", "吴示例三", "1单元", "1380000") if name in page]


def test_list_shows_what_runs_first_and_the_own_part(closed, cast, estate):
    with scope(1, 11):
        running = make_open(estate, cast.chair, matters=(SHED, COLOUR))
        cast_vote(running, by=cast.owner, choices=answer_all(running))

    owner = cast.client("owner").get("/e/a1/votes/").content.decode()
    spouse = cast.client("spouse").get("/e/a1/votes/").content.decode()
    tenant = cast.client("tenant").get("/e/a1/votes/").content.decode()

    assert owner.index(url(running)) < owner.index(url(closed, "results/"))
    assert ("已投 · 可修改" in owner, "已投 · 可修改" in spouse, "您还没投" in tenant) == (True, False, True)


def answer_all(ballot: Ballot) -> dict[int, str]:
    """Return the first choice of every matter."""
    return {matter.pk: matter.choices[0][0] for matter in ballot.matters.all()}


def test_list_says_that_there_is_nothing_yet(cast):
    page = Client().get("/e/a1/votes/").content.decode()

    assert "现在没有正在进行的投票。" in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_for_one_ballot_and_for_three(cast, estate, count, django_assert_num_queries):
    with scope(1, 11):
        for _n in range(count):
            ballot = make_open(estate, cast.chair)
            cast_vote(ballot, by=cast.owner, choices=answer(ballot))
    client = cast.client("owner")
    client.get("/e/a1/votes/")

    with django_assert_num_queries(15):
        client.get("/e/a1/votes/")


@pytest.mark.parametrize("matters", [(SHED,), (SHED, COLOUR, SHED)])
def test_show_asks_the_same_for_one_matter_and_for_three(cast, estate, matters, django_assert_num_queries):
    with scope(1, 11):
        ballot = make_open(estate, cast.chair, matters=matters)
        cast_vote(ballot, by=cast.owner, choices=answer_all(ballot))
    client = cast.client("owner")
    client.get(url(ballot))

    with django_assert_num_queries(17):
        client.get(url(ballot))


def test_owners_see_all_their_units_and_what_they_weigh(cast, estate):
    with scope(1, 11):
        record_basis(estate)
        ballot = make_open(estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND,))
    client = cast.client("neighbour")

    shown = client.get(url(ballot)).content.decode()
    choose(client, ballot)
    checked = client.get(url(ballot, "check/")).content.decode()
    done = client.get(confirm(client, ballot).headers["Location"]).content.decode()

    assert "您代表 <b>1栋1单元301、1栋1单元801</b>，计 1 人、156.50 ㎡。" in shown
    assert [("计 1 人、156.50 ㎡" in page) for page in (checked, done)] == [True, True]
