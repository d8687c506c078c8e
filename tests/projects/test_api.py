"""Concerns, projects and reviews by program."""

from io import BytesIO

import pytest

from core import clock
from projects.models import Concern, ConcernSupport, Project, Review
from tenancy.models import StoredFile
from tenancy.scope import scope
from tests.api_client import Api
from tests.cast import Cast
from tests.projects import road

State = Project.State


@pytest.fixture(autouse=True)
def _today():
    with clock.travel_to(*road.TODAY):
        yield


def test_a_concern_is_reported_with_a_photo_in_one_go(cast: Cast):
    with scope(1, 11):
        building = cast.units[0].building_id
    upload = {"place": "2楼平台", "words": "雨棚漏水", "building": building}
    with open_photo() as photo:
        done = Api(cast, "owner").send("estates/a1/concerns/", {**upload, "photo": photo})

    assert (done.status_code, done.json()["state"], done.json()["is_own"]) == (201, "filed", True)
    with scope(1, 11):
        concern = Concern.objects.select_related("photo").get()
        assert (concern.person_id, concern.building_id) == (cast.owner.person_id, building)
        assert (concern.place, concern.words, concern.photo.mime) == ("2楼平台", "雨棚漏水", "image/jpeg")


def open_photo() -> BytesIO:
    """Return a small picture as a file."""
    photo = BytesIO(road.photo())
    photo.name = "lamp.jpg"
    return photo


@pytest.mark.parametrize(
    ("form", "status", "field"),
    [
        ({"place": "", "words": "漏水"}, 422, "place"),
        ({"place": "东门", "words": "灯坏了", "building": "999999"}, 422, "building"),
        ({"place": "东门", "words": "灯坏了", "state": "published"}, 422, "state"),
        ({"place": "东门", "words": "灯坏了", "photo": "no file"}, 422, "photo"),
    ],
)
def test_a_concern_that_is_filled_in_wrongly_leaves_nothing(cast: Cast, form, status: int, field: str):
    refused = Api(cast, "owner").send("estates/a1/concerns/", form)

    assert (refused.status_code, refused.json()["field"]) == (status, field)
    with scope(1, 11):
        assert (Concern.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_file_that_is_no_photo_leaves_no_concern(cast: Cast):
    fake = BytesIO(b"<html>")
    fake.name = "lamp.jpg"
    form = {"place": "东门", "words": "灯坏了", "photo": fake}

    refused = Api(cast, "owner").send("estates/a1/concerns/", form)

    assert (refused.status_code, refused.json()["code"]) == (409, "image_unknown")
    with scope(1, 11):
        assert not Concern.objects.exists()


def test_neighbours_read_the_public_words_and_a_masked_reporter(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast, words="3单元张示例家漏水"))

    shown = Api(cast, "neighbour").get(f"estates/a1/concerns/{concern.pk}/").json()

    assert (shown["words"], shown["reporter"], shown["is_own"]) == ("车棚漏雨", "1栋1单元*** 钱**", False)


def test_support_counts_the_home_once(cast: Cast):
    concern = road.publish(cast, road.make_concern(cast))
    tenant = Api(cast, "tenant")

    first = tenant.post(f"estates/a1/concerns/{concern.pk}/support/")
    second = tenant.post(f"estates/a1/concerns/{concern.pk}/support/")

    assert (first.status_code, first.json()["homes"], first.json()["supported"]) == (201, 1, True)
    assert (second.status_code, second.json()["code"]) == (409, "already_supported")
    with scope(1, 11):
        assert ConcernSupport.objects.count() == 1


def test_the_street_decides_by_program_as_at_the_desk(cast: Cast):
    road.give_budget(cast)
    project = road.bring_to(cast, State.STREET_REVIEW)
    officer = Api(cast, "street_officer")

    queue = officer.get("streets/street-a/reviews/").json()["items"]
    done = officer.post(f"streets/street-a/reviews/{project.pk}/decide/", {"decision": "approved"})

    assert [(row["id"], row["estate"], row["asked_fen"]) for row in queue] == [(project.pk, "a1", 1_000_00)]
    assert queue[0]["checks"] and done.status_code == 200
    assert (done.json()["state"], done.json()["may_decide"]) == ("approved", False)
    with scope(1):
        review = Review.objects.get(project=project, level=Review.Level.STREET)
        assert (review.granted_fen, review.by_id) == (1_000_00, cast.street_officer.pk)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"decision": "returned", "reason": "工期要重排"}, 422, "items_required"),
        ({"decision": "refused"}, 422, "reason_required"),
        ({"decision": "approved", "granted_fen": 9_999_99}, 422, "amount_above_asked"),
        ({"decision": "refused", "reason": "不同意", "granted_fen": 1}, 422, "fields_invalid"),
        ({"decision": "maybe"}, 422, "fields_invalid"),
    ],
)
def test_a_decision_that_cannot_be_leaves_the_queue_as_it_was(cast: Cast, body, status: int, code: str):
    road.give_budget(cast)
    project = road.bring_to(cast, State.STREET_REVIEW)

    refused = Api(cast, "street_officer").post(f"streets/street-a/reviews/{project.pk}/decide/", body)

    with scope(1):
        state = Project.objects.get(pk=project.pk).state
        assert (state, Review.objects.filter(level="street").count()) == (State.STREET_REVIEW, 0)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_everybody_reads_a_project_with_its_file(cast: Cast):
    road.give_budget(cast)
    project = road.bring_to(cast, State.SETTLED)

    shown = Api(cast, "visitor").get(f"estates/a1/projects/{project.pk}/").json()

    assert (shown["state"], shown["budget_fen"], shown["stage"]) == ("settled", 1_250_00, "众人评")
    assert [(line["source"], line["amount_fen"]) for line in shown["sources"]] == [
        ("street_incentive", 1_000_00),
        ("self_raised", 250_00),
    ]
    assert {review["level"] for review in shown["reviews"]} == {"community", "street"}
    assert shown["satisfaction"]["percent"] == "" and "示例" not in str(shown["steps"])


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_of_projects_and_concerns_ask_a_constant_number_of_queries(
    cast: Cast, rows: int, django_assert_num_queries
):
    for _ in range(rows):
        road.propose(cast, road.make_draft(cast))
    visitor, owner = Api(cast, "visitor"), Api(cast, "owner")
    owner.get("estates/a1/")

    with django_assert_num_queries(8):
        projects = visitor.get("estates/a1/projects/?limit=100").json()["items"]
    with django_assert_num_queries(11):
        concerns = owner.get("estates/a1/concerns/?limit=100").json()["items"]

    assert (len(projects), len(concerns)) == (rows, rows)
    assert projects[0]["next"]["who"] == "居民"


@pytest.mark.parametrize("rows", [1, 10])
def test_the_queue_asks_a_constant_number_of_queries(cast: Cast, rows: int, django_assert_num_queries):
    for _ in range(rows):
        road.bring_to(cast, State.COMMUNITY_REVIEW)
    officer = Api(cast, "community_officer")
    officer.get("streets/street-a/")

    with django_assert_num_queries(16):
        queue = officer.get("streets/street-a/reviews/?limit=100").json()["items"]

    assert len(queue) == rows
