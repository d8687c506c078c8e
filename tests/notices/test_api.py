"""Notices by program: what the public may read, and nothing of what was taken down."""

import pytest

from notices.models import Notice
from notices.services import file_objection, publish, withdraw
from tenancy.models import Estate
from tenancy.scope import scope
from tests.api_client import Api
from tests.cast import Cast


def _publish(cast: Cast, **values: object) -> Notice:
    with scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        given = {"kind": Notice.Kind.OTHER, "title": "关于示例的公示", "paragraphs": ["示例。"], **values}
        return publish(estate=estate, by=cast.chair, **given)


def test_a_notice_is_everybodys_with_its_objections_masked(cast: Cast):
    notice = _publish(cast)
    with scope(1, 11):
        file_objection(notice, text="请说明用途。", by=cast.owner)

    shown = Api(cast, "visitor").get(f"estates/a1/notices/{notice.pk}/").json()

    assert (shown["number"], shown["paragraphs"], shown["in_period"]) == (notice.number, ["示例。"], True)
    assert [(talk["who"], talk["text"], talk["reply"]) for talk in shown["objections"]] == [
        ("1栋 钱**", "请说明用途。", "")
    ]
    assert (shown["sha256"], shown["pdf_url"]) == ("", "")


def test_a_notice_that_was_concealed_keeps_its_number_only(cast: Cast):
    notice = _publish(cast, title="含个人信息的公示")
    with scope(1, 11):
        withdraw(notice, reason="含个人信息。", conceal=True, by=cast.chair)

    shown = Api(cast, "visitor").get(f"estates/a1/notices/{notice.pk}/").json()

    assert (shown["paragraphs"], shown["tables"], shown["pdf_url"]) == ([], [], "")
    assert shown["title"] == f"{notice.number}（内容已撤下）" and shown["state"] == "withdrawn"


def test_notices_are_narrowed_by_kind_and_only_by_one_there_is(cast: Cast):
    other, told = _publish(cast), _publish(cast, kind=Notice.Kind.ANNOUNCEMENT)
    visitor = Api(cast, "visitor")

    ids = [row["id"] for row in visitor.get("estates/a1/notices/?kind=announcement").json()["items"]]
    refused = visitor.get("estates/a1/notices/?kind=gossip")

    assert ids == [told.pk] and other.pk not in ids
    assert (refused.status_code, refused.json()["field"]) == (422, "kind")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_notices_asks_a_constant_number_of_queries(
    cast: Cast, rows: int, django_assert_num_queries
):
    for _ in range(rows):
        _publish(cast)

    with django_assert_num_queries(8):
        listed = Api(cast, "visitor").get("estates/a1/notices/?limit=100").json()["items"]

    assert len(listed) == rows
