"""The committee's pages: counting papers twice, closing, withdrawing."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ballots.counting import Sums
from ballots.models import Ballot, PaperCount
from ballots.services import cast_vote, enter_paper_totals
from core import clock
from tenancy.models import StoredFile
from tenancy.scope import scope
from tests.ballots.conftest import (
    AFTERWARDS,
    COLOUR,
    NOON,
    SHED,
    SHED_ON_COMMON_GROUND,
    answer,
    make_open,
)

FIGURES = {
    "for": ("5", "470"), "against": ("1", "50"), "abstain": ("0", "0"), "void": ("1", "62")
}  # fmt: skip


@pytest.fixture
def papers(cast, estate) -> Ballot:
    """An owners' ballot on paper; no scope is left open."""
    with scope(1, 11):
        return make_open(estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND,))


@pytest.fixture
def online(cast, estate) -> Ballot:
    """An open ballot of the households with four votes for; no scope is left open."""
    with scope(1, 11), clock.travel(NOON):
        ballot = make_open(estate, cast.chair)
        for name in ("owner", "tenant", "neighbour", "chair_home"):
            cast_vote(ballot, by=getattr(cast, name), choices=answer(ballot))
    return ballot


@pytest.fixture
def afterwards():
    """Stop the clock an hour after the votes were due."""
    with clock.travel(AFTERWARDS):
        yield


def url(ballot: Ballot, page: str) -> str:
    """Return the address of a committee's page."""
    return f"/e/a1/work/votes/{ballot.pk}/{page}/"


def figures(ballot: Ballot, **changes) -> dict[str, str]:
    """Return what a teller types."""
    with scope(1, 11):
        pk = ballot.matters.get().pk
    typed = {"idempotency_key": uuid4().hex}
    for choice, (heads, area) in {**FIGURES, **changes}.items():
        typed |= {f"matter_{pk}_{choice}_heads": heads, f"matter_{pk}_{choice}_area": area}
    return typed


def counts() -> list[tuple[int, int]]:
    """Return the round and place of each count."""
    with scope(1, 11):
        return list(PaperCount.objects.values_list("round", "place"))


def photo() -> SimpleUploadedFile:
    """Return a small picture of a signed sheet."""
    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    return SimpleUploadedFile("sheet.jpg", picture.getvalue(), "image/jpeg")


@pytest.mark.usefixtures("afterwards")
def test_paper_goes_from_two_blind_counts_to_the_close(papers, cast):
    chair, supervisor = cast.client("chair"), cast.client("supervisor")

    first = chair.post(url(papers, "paper"), figures(papers))
    waiting = chair.get(url(papers, "paper")).content.decode()
    blind = supervisor.get(url(papers, "paper")).content.decode()
    second = supervisor.post(url(papers, "paper"), figures(papers))
    agreed = chair.get(url(papers, "paper")).content.decode()
    closed = chair.post(url(papers, "close"), {"idempotency_key": uuid4().hex})

    assert (first.status_code, second.status_code) == (302, 302)
    assert "您的一遍已经录好" in waiting
    assert "第二遍" in blind and "470" not in blind
    assert "两遍录入一致" in agreed
    assert closed.headers["Location"] == f"/e/a1/votes/{papers.pk}/results/"
    assert "四分之三" in chair.get(closed.headers["Location"]).content.decode()


@pytest.mark.usefixtures("afterwards")
def test_paper_shows_both_tellers_where_they_differ(papers, cast):
    cast.client("chair").post(url(papers, "paper"), figures(papers))
    cast.client("supervisor").post(url(papers, "paper"), figures(papers, against=("1", "50.01")))

    for name in ("chair", "supervisor"):
        page = cast.client(name).get(url(papers, "paper")).content.decode()
        assert "两遍录入不一样，要重新录" in page
        assert ("50.00 ㎡" in page, "50.01 ㎡" in page) == (True, True)
    assert counts() == [(1, 1), (1, 2)]


@pytest.mark.usefixtures("afterwards")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"for": ("9", "470")}, "收回的票超过了名册上的人数或面积。"),
        ({"for": ("5", "0")}, "有人数就有面积，没有人数面积也是 0。"),
        ({"for": ("", "470")}, "请填人数，没有的填 0。"),
        ({"for": ("5", "470.123")}, "面积写平方米，最多两位小数，例如 89.5。"),
    ],
)
def test_paper_comes_back_with_what_is_wrong(papers, cast, changes, words):
    response = cast.client("chair").post(url(papers, "paper"), figures(papers, **changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert counts() == []


@pytest.mark.usefixtures("afterwards")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"for": ("9", "470")}, "for_heads"),
        ({"for": ("5", "900")}, "for_heads"),
        ({"against": ("1", "0")}, "against_heads"),
        ({"void": ("0", "62")}, "void_heads"),
    ],
)
def test_paper_says_it_at_the_figure_and_keeps_all_of_them(papers, cast, changes, field):
    typed = figures(papers, **changes)

    page = cast.client("chair").post(url(papers, "paper"), typed).content.decode()

    with scope(1, 11):
        name = f"matter_{papers.matters.get().pk}_{field}"
    assert f'href="#id_{name}"' in page and f'id="id_{name}_error"' in page
    del typed["idempotency_key"]
    assert [key for key, value in typed.items() if f'name="{key}" value="{value}"' not in page] == []


@pytest.mark.usefixtures("afterwards")
def test_paper_says_it_at_the_matter_whose_papers_differ(cast, estate):
    with scope(1, 11):
        ballot = make_open(estate, cast.chair, electorate="owners", matters=(SHED_ON_COMMON_GROUND, COLOUR))
        first, second = ballot.matters.all()
    typed = {"idempotency_key": uuid4().hex}
    for matter, heads in ((first, "1"), (second, "2")):
        for code in (*dict(matter.choices), "void"):
            given = (heads, "80") if code in ("for", "option1") else ("0", "0")
            names = [f"matter_{matter.pk}_{code}_{what}" for what in ("heads", "area")]
            typed |= dict(zip(names, given, strict=True))

    response = cast.client("chair").post(url(ballot, "paper"), typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_matter_{second.pk}_option1_heads_error"' in page
    assert "各个事项加起来的人数和面积要一样，都等于收回的票。" in page
    assert counts() == []


@pytest.mark.usefixtures("afterwards")
def test_paper_refuses_the_same_teller_twice(papers, cast):
    client = cast.client("chair")
    client.post(url(papers, "paper"), figures(papers))

    response = client.post(url(papers, "paper"), figures(papers))

    assert response.status_code == 403
    assert "要由另一位来录第二遍。" in response.content.decode()
    assert counts() == [(1, 1)]


@pytest.mark.usefixtures("afterwards")
def test_paper_keeps_the_photo_of_the_sheet_for_its_teller_first(papers, cast):
    response = cast.client("chair").post(url(papers, "paper"), {**figures(papers), "sheet": photo()})
    with scope(1, 11):
        count = PaperCount.objects.get()
    address = f"{url(papers, 'paper')}{count.pk}/sheet/"
    alone = [cast.client(name).get(address).status_code for name in ("chair", "supervisor")]
    cast.client("supervisor").post(url(papers, "paper"), figures(papers))
    both = [
        cast.client(name).get(address).status_code for name in ("chair", "supervisor", "cashier", "owner")
    ]

    assert response.status_code == 302
    assert (alone, both) == ([200, 404], [200, 200, 403, 403])


@pytest.mark.usefixtures("afterwards")
def test_paper_refuses_a_photo_that_is_none_and_keeps_nothing(papers, cast):
    sheet = SimpleUploadedFile("sheet.jpg", b"not a picture", "image/jpeg")
    response = cast.client("chair").post(url(papers, "paper"), {**figures(papers), "sheet": sheet})

    assert response.status_code == 422
    with scope(1, 11):
        assert (counts(), StoredFile.objects.count()) == ([], 0)


def test_paper_waits_for_the_end_of_the_ballot(papers, cast):
    page = cast.client("chair").get(url(papers, "paper")).content.decode()
    response = cast.client("chair").post(url(papers, "paper"), figures(papers))

    assert "截止后才能录入" in page
    assert response.status_code == 409
    assert counts() == []


@pytest.mark.parametrize("path", ["paper", "close"])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("visitor", 302),
        ("owner", 403),
        ("cashier", 403),
        ("street_officer", 403),
        ("stranger", 404),
        ("chair", 200),
    ],
)
def test_the_pages_are_for_those_who_count(papers, cast, path, name, status):
    assert cast.client(name).get(url(papers, path)).status_code == status


@pytest.mark.parametrize(("path", "status"), [("paper", 200), ("close", 403)])
def test_the_supervisor_counts_and_does_not_close(papers, cast, path, status):
    assert cast.client("supervisor").get(url(papers, path)).status_code == status


@pytest.mark.usefixtures("afterwards")
def test_close_counts_and_shows_the_result(online, cast):
    client = cast.client("chair")
    offered = client.get(url(online, "close")).content.decode()
    response = client.post(url(online, "close"), {"idempotency_key": uuid4().hex})

    assert "计票后结果马上公布，不能再改。" in offered
    assert "同意 4 户" not in offered
    assert (response.status_code, response.headers["Location"]) == (302, f"/e/a1/votes/{online.pk}/results/")
    assert "同意 4 户（参加 4 户）" in client.get(response.headers["Location"]).content.decode()


def test_close_is_refused_while_there_is_time(online, cast):
    client = cast.client("chair")
    page = client.get(url(online, "close")).content.decode()
    response = client.post(url(online, "close"), {"idempotency_key": uuid4().hex})

    assert "还不能计票" in page
    assert response.status_code == 409
    with scope(1, 11):
        assert Ballot.objects.get().state == "open"


@pytest.mark.usefixtures("afterwards")
def test_close_leads_to_the_papers_that_are_not_counted(papers, cast):
    page = cast.client("chair").get(url(papers, "close")).content.decode()

    assert "纸质票还没有录完" in page
    assert url(papers, "paper") in page


def test_withdraw_ends_the_ballot_and_says_why(online, cast):
    client = cast.client("chair")
    response = client.post(url(online, "withdraw"), {"reason": "方案要改", "idempotency_key": uuid4().hex})

    assert response.headers["Location"] == f"/e/a1/votes/{online.pk}/"
    assert "原因：方案要改" in client.get(response.headers["Location"]).content.decode()
    assert "原因：方案要改" in client.get(url(online, "close")).content.decode()


@pytest.mark.parametrize(("name", "reason", "status"), [("chair", " ", 422), ("supervisor", "方案要改", 403)])
def test_withdraw_wants_a_reason_and_the_committee(online, cast, name, reason, status):
    sent = {"reason": reason, "idempotency_key": uuid4().hex}
    response = cast.client(name).post(url(online, "withdraw"), sent)

    page = response.content.decode()
    assert response.status_code == status
    assert ('id="id_reason_error"' in page, '<details class="more" open>' in page) == (status == 422,) * 2
    with scope(1, 11):
        assert Ballot.objects.get().state == "open"


@pytest.mark.usefixtures("afterwards")
@pytest.mark.parametrize("path", ["paper", "close"])
def test_an_ended_ballot_says_so(online, cast, path):
    client = cast.client("chair")
    client.post(url(online, "close"), {"idempotency_key": uuid4().hex})

    assert "已经计票" in client.get(url(online, path)).content.decode()


@pytest.mark.parametrize("matters", [(SHED_ON_COMMON_GROUND,), (SHED_ON_COMMON_GROUND, COLOUR, SHED)])
def test_paper_asks_the_same_for_one_matter_and_for_three(cast, estate, matters, django_assert_num_queries):
    with scope(1, 11), clock.travel(AFTERWARDS):
        ballot = make_open(estate, cast.chair, electorate="owners", matters=matters)
        given = {
            matter.pk: dict.fromkeys([code for code, _words in matter.choices] + ["void"], Sums())
            for matter in ballot.matters.all()
        }
        enter_paper_totals(ballot, given, by=cast.chair)
    client = cast.client("supervisor")
    with clock.travel(AFTERWARDS):
        client.get(url(ballot, "paper"))
        with django_assert_num_queries(13):
            client.get(url(ballot, "paper"))
