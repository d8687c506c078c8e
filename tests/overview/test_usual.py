"""The ways in at the end of an office's desk."""

import re
from datetime import date

import pytest

from estates.models import Post
from estates.services import appoint
from tests.cast import Cast
from tests.projects import road

BOOKS = ["报销", "出资登记", "诉求", "项目", "职务"]
PEOPLE = ["住户和房屋", "加入申请", "认领码"]


def tiles(page: str) -> dict[str, str]:
    """Return the addresses of the tiles by their labels."""
    shown = re.findall(
        r'class="tile" href="([^"]+)".*?<strong>([^<]+)</strong>', page.partition("常办的事")[2], re.DOTALL
    )
    return {label: url for url, label in shown}


@pytest.fixture
def lead(cast: Cast) -> Post:
    with road.at_home():
        return appoint(cast.owner.person, Post.Role.BUILDING_LEAD, starts_on=date(2026, 1, 1), by=None)


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("chair", [*BOOKS, *PEOPLE, "每月公示"]),
        ("cashier", [*BOOKS, "每月公示"]),
        ("supervisor", [*BOOKS, "每月公示"]),
        ("owner", ["诉求", "项目", "职务"]),
    ],
)
def test_usual_work_shows_what_the_office_may_open_and_all_of_it_opens(cast: Cast, lead, name, labels):
    client = cast.client(name)

    shown = tiles(client.get("/e/a1/work/").content.decode())

    assert list(shown) == labels
    assert {client.get(url).status_code for url in shown.values()} == {200}
