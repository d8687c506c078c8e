"""Who looked at whose data."""

import threading

import pytest
from django.db import connections

from core import clock
from estates.models import Look
from estates.privacy.mine import looks_at, places_of
from estates.privacy.services import note_look
from tenancy.models import Estate
from tenancy.scope import scope
from tests.cast import Cast


def _looks() -> list[tuple]:
    with scope(1):
        return list(Look.objects.order_by("id").values_list("estate_id", "person_id", "what", "viewer"))


def test_note_look_says_who_in_which_office_looked_at_what(cast: Cast):
    with scope(1, 11):
        look = note_look(cast.owner.person, "住户资料", by=cast.community_officer)

    viewer = "社区工作者 褚示例community_officer"
    assert _looks() == [(11, cast.owner.person_id, "住户资料", viewer)]
    assert (look.post_id, look.user_id) == (cast.community_officer.pk, cast.user("community_officer").pk)


def test_note_look_counts_once_an_hour_for_each_viewer_person_and_what(cast: Cast):
    def look(who: str, what: str, by: str) -> None:
        with scope(1, 11):
            note_look(getattr(cast, who).person, what, by=getattr(cast, by))

    with clock.travel_to(2026, 3, 2, 9, 0):
        for again in (("owner", "住户资料", "chair"),) * 2:
            look(*again)
        look("spouse", "住户资料", "chair")
        look("owner", "审计记录", "chair")
        look("owner", "住户资料", "treasurer")
    with clock.travel_to(2026, 3, 2, 9, 59):
        look("owner", "住户资料", "chair")
    assert len(_looks()) == 4
    with clock.travel_to(2026, 3, 2, 10, 1):
        look("owner", "住户资料", "chair")

    assert len(_looks()) == 5


def test_note_look_leaves_out_ones_own_data(cast: Cast):
    with scope(1, 11):
        assert note_look(cast.chair.person, "住户资料", by=cast.chair) is None

    assert _looks() == []


@pytest.mark.parametrize(("place", "whose"), [((1, 11), None), ((1, None), 11), ((1, None), None)])
def test_note_look_without_a_person_is_one_at_everybody_of_the_place(cast: Cast, place, whose):
    with scope(*place):
        row = Estate.objects.get(pk=whose) if whose else None
        note_look(None, "导出名册", by=cast.street_officer, estate=row)

    assert [look[:2] for look in _looks()] == [(place[1] or whose, None)]


def test_looks_at_shows_ones_own_and_those_at_everybody_newest_first(cast: Cast):
    with scope(1, 11):
        note_look(cast.owner.person, "住户资料", by=cast.community_officer)
        note_look(cast.spouse.person, "住户资料", by=cast.community_officer)
        note_look(None, "导出名册", by=cast.street_officer)
    with scope(1, 12):
        note_look(None, "导出名册", by=cast.street_officer)
    with scope(1):
        note_look(None, "全街道名册", by=cast.street_officer)

    def seen(name: str, **part: int) -> list[str]:
        return [look.what for look in looks_at(places_of(cast.user(name).pk), **part)]

    assert seen("owner", first=0, count=9) == ["全街道名册", "导出名册", "住户资料"]
    assert seen("owner", first=1, count=1) == ["导出名册"]
    assert seen("stranger", first=0, count=9) == ["全街道名册", "导出名册"]
    assert seen("foreigner", first=0, count=9) == []


@pytest.mark.parametrize("looks", [1, 3])
def test_my_data_shows_looks_with_a_constant_number_of_queries(cast: Cast, looks, django_assert_num_queries):
    with scope(1, 11):
        for number in range(looks):
            note_look(cast.owner.person, f"第{number}种资料", by=cast.community_officer)
    client = cast.client("owner")
    client.get("/me/data/")

    with django_assert_num_queries(32):
        page = client.get("/me/data/").content.decode()

    assert page.count("社区工作者 褚示例community_officer") == looks


def test_my_data_says_that_nobody_looked(cast: Cast):
    page = cast.client("owner").get("/me/data/")

    assert (page.status_code, "还没有人看过您的资料。" in page.content.decode()) == (200, True)


def test_my_data_is_paged(cast: Cast):
    with scope(1, 11):
        for number in range(25):
            note_look(cast.owner.person, f"第{number}种资料", by=cast.community_officer)

    first, second = (cast.client("owner").get(f"/me/data/?page={n}").content.decode() for n in (1, 2))

    assert [first.count("种资料"), second.count("种资料")] == [20, 5]
    assert "/me/data/?page=2" in first and "/me/data/?page=1" in second


@pytest.mark.parametrize("typed", ["0", "-1", "x", "9" * 30, "501"])
def test_my_data_takes_any_number_of_a_page(cast: Cast, typed: str):
    assert cast.client("owner").get(f"/me/data/?page={typed}").status_code == 200


@pytest.mark.committed
def test_note_look_writes_one_row_where_two_pages_are_opened_at_once(cast: Cast):
    gate = threading.Barrier(4)

    def open_page() -> None:
        gate.wait()
        with scope(1, 11):
            note_look(cast.owner.person, "住户资料", by=cast.community_officer)
        connections.close_all()

    threads = [threading.Thread(target=open_page) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(_looks()) == 1
