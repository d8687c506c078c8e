"""众人事: reported, looked over, shared, resolved."""

import pytest

from core.errors import NotAllowed, StateRefused
from core.images import ImageUnknown
from projects import errors, services
from projects.models import Concern, ConcernSupport
from tenancy.models import Estate, StoredFile
from tenancy.scope import scope
from tests.cast import Cast
from tests.projects import road
from tests.projects.unchanged import audited, refused

State = Concern.State


@pytest.fixture
def draft(cast: Cast) -> Concern:
    return road.make_concern(cast, filed=False)


@pytest.fixture
def filed(cast: Cast) -> Concern:
    return road.make_concern(cast)


@pytest.fixture
def public(cast: Cast) -> Concern:
    return road.publish(cast, road.make_concern(cast))


def _estate() -> Estate:
    return Estate.objects.get(pk=11)


def test_start_concern_keeps_the_photo_before_anything_is_written(cast: Cast):
    with road.at_home():
        concern = services.start_concern(_estate(), photo=road.photo(), by=cast.owner)

        assert (concern.state, concern.words, concern.unit_id) == (State.DRAFT, "", cast.owner.unit_id)
        assert concern.photo == StoredFile.objects.get()
        assert audited("projects.concern_started") == [(cast.owner.actor_label, concern.pk)]


def test_start_concern_needs_no_photo(cast: Cast):
    with road.at_home():
        assert services.start_concern(_estate(), photo=None, by=cast.owner).photo is None


def test_start_concern_refuses_what_is_no_photo(cast: Cast):
    with refused(ImageUnknown):
        services.start_concern(_estate(), photo=b"%PDF-1.4", by=cast.owner)


@pytest.mark.parametrize("name", ["chair", "community_officer", "owner_title"])
def test_start_concern_refuses_who_does_not_live_here(cast: Cast, name: str):
    with refused(NotAllowed):
        services.start_concern(_estate(), photo=None, by=getattr(cast, name))


def test_start_concern_refuses_a_resident_of_another_estate(cast: Cast):
    with refused(NotAllowed):
        services.start_concern(_estate(), photo=None, by=cast.stranger)


def test_describe_concern_says_where_and_what(cast: Cast, draft: Concern):
    building = cast.units[0].building
    with road.at_home():
        concern = services.describe_concern(
            draft, building=building, place=" 楼道 ", words="灯坏了", by=cast.owner
        )

        assert (concern.building_id, concern.place, concern.words) == (building.pk, "楼道", "灯坏了")
        assert Concern.objects.get().place == "楼道"


@pytest.mark.parametrize(("place", "words", "field"), [("", "灯坏了", "place"), ("楼道", " ", "words")])
def test_describe_concern_refuses_half_a_concern(cast: Cast, draft: Concern, place, words, field):
    with refused(errors.ConcernIncomplete) as caught:
        services.describe_concern(draft, building=None, place=place, words=words, by=cast.owner)

    assert caught.value.field == field


@pytest.mark.parametrize("name", ["spouse", "neighbour"])
def test_describe_and_file_concern_are_the_reporter_s_own(cast: Cast, draft: Concern, name: str):
    by = getattr(cast, name)
    with refused(NotAllowed):
        services.describe_concern(draft, building=None, place="楼道", words="灯坏了", by=by)
    with refused(NotAllowed):
        services.file_concern(draft, by=by)


def test_file_concern_puts_it_before_committee_and_community(cast: Cast, draft: Concern):
    with road.at_home():
        concern = services.file_concern(draft, by=cast.owner)

        assert (concern.state, concern.filed_at is not None) == (State.FILED, True)
        assert list(Concern.objects.to_look_over()) == [concern]
        assert list(Concern.objects.public()) == []
        assert audited("projects.concern_filed") == [(cast.owner.actor_label, concern.pk)]


def test_file_concern_refuses_a_second_time(cast: Cast, filed: Concern):
    with refused(errors.ConcernNotOpen):
        services.file_concern(filed, by=cast.owner)
    with refused(errors.ConcernNotOpen):
        services.describe_concern(filed, building=None, place="别处", words="改口", by=cast.owner)


def test_file_concern_refuses_an_empty_one(cast: Cast):
    with road.at_home():
        empty = services.start_concern(_estate(), photo=None, by=cast.owner)
    with refused(errors.ConcernIncomplete):
        services.file_concern(empty, by=cast.owner)


@pytest.mark.parametrize("name", ["chair", "treasurer", "member", "community_officer"])
def test_publish_concern_shows_the_words_given_and_keeps_the_reporter_s(cast: Cast, name: str):
    filed = road.make_concern(cast, with_photo=True)
    with road.at_home():
        concern = services.publish_concern(
            filed, place="1栋", words="棚子漏雨", photo_shown=True, by=getattr(cast, name)
        )

        assert (concern.state, concern.public_place, concern.public_words) == (
            State.PUBLISHED,
            "1栋",
            "棚子漏雨",
        )
        assert (concern.words, concern.photo_shown) == ("车棚漏雨，电动车淋湿", True)
        assert concern.reviewed_by == getattr(cast, name)


def test_publish_concern_shows_no_photo_where_there_is_none(cast: Cast):
    with road.at_home():
        concern = services.start_concern(_estate(), photo=None, by=cast.owner)
        concern = services.describe_concern(
            concern, building=None, place="楼道", words="灯坏了", by=cast.owner
        )
        concern = services.file_concern(concern, by=cast.owner)

        concern = services.publish_concern(
            concern, place="楼道", words="灯坏了", photo_shown=True, by=cast.chair
        )

        assert concern.photo_shown is False


@pytest.mark.parametrize(
    "name", ["owner", "supervisor", "cashier", "street_officer", "street_finance", "neighbour"]
)
def test_publish_and_decline_refuse_whoever_does_not_look_concerns_over(
    cast: Cast, filed: Concern, name: str
):
    by = getattr(cast, name)
    with refused(NotAllowed):
        services.publish_concern(filed, place="1栋", words="漏雨", photo_shown=False, by=by)
    with refused(NotAllowed):
        services.decline_concern(filed, reason="重复", by=by)


def test_publish_concern_refuses_the_officer_of_another_community(cast: Cast, filed: Concern):
    with scope(1):
        officer = cast.community_officer
        officer.community_id = 12
        officer.save()
    with refused(NotAllowed):
        services.publish_concern(filed, place="1栋", words="漏雨", photo_shown=False, by=officer)


@pytest.mark.parametrize(
    ("place", "words", "field"),
    [("1栋", "找 13800001234 钱", "words"), ("打 138 0000 1234", "漏雨", "place")],
)
def test_publish_concern_refuses_numbers_of_people(cast: Cast, filed: Concern, place, words, field):
    with refused(errors.NumbersInText) as caught:
        services.publish_concern(filed, place=place, words=words, photo_shown=False, by=cast.chair)

    assert (caught.value.field, caught.value.details["kinds"]) == (field, "手机号")


def test_publish_concern_refuses_empty_words(cast: Cast, filed: Concern):
    with refused(errors.ConcernIncomplete):
        services.publish_concern(filed, place="1栋", words=" ", photo_shown=False, by=cast.chair)


def test_publish_concern_refuses_a_draft_and_a_second_time(cast: Cast, draft: Concern, public: Concern):
    for concern in (draft, public):
        with refused(StateRefused):
            services.publish_concern(concern, place="1栋", words="漏雨", photo_shown=False, by=cast.chair)


def test_decline_concern_says_why_to_the_reporter(cast: Cast, filed: Concern):
    with road.at_home():
        concern = services.decline_concern(filed, reason=" 和别的一样 ", by=cast.community_officer)

        assert (concern.state, concern.decline_reason) == (State.DECLINED, "和别的一样")
        assert audited("projects.concern_declined") == [(cast.community_officer.actor_label, concern.pk)]


def test_decline_concern_refuses_without_a_reason(cast: Cast, filed: Concern):
    with refused(errors.ReasonRequired):
        services.decline_concern(filed, reason="  ", by=cast.chair)


def test_support_concern_counts_each_home_once(cast: Cast, public: Concern):
    with road.at_home():
        services.support_concern(public, by=cast.tenant)
        services.support_concern(public, by=cast.neighbour)

        assert list(public.supports.order_by("id").values_list("unit_id", flat=True)) == [
            cast.tenant.unit_id,
            cast.neighbour.unit_id,
        ]
        assert audited("projects.concern_supported") == [
            (cast.tenant.actor_label, public.pk),
            (cast.neighbour.actor_label, public.pk),
        ]


def test_support_concern_refuses_the_same_home_twice(cast: Cast, public: Concern):
    with road.at_home():
        services.support_concern(public, by=cast.tenant)
    with refused(errors.AlreadySupported):
        services.support_concern(public, by=cast.tenant)


@pytest.mark.parametrize("name", ["owner", "spouse"])
def test_support_concern_refuses_the_home_that_reported(cast: Cast, public: Concern, name: str):
    with refused(errors.OwnConcern):
        services.support_concern(public, by=getattr(cast, name))


def test_support_concern_refuses_what_neighbours_cannot_see(cast: Cast, filed: Concern):
    with refused(errors.ConcernNotOpen):
        services.support_concern(filed, by=cast.tenant)


def test_support_concern_refuses_a_resident_who_was_not_verified(cast: Cast, public: Concern):
    with road.at_home():
        cast.tenant.verified_at = None
        cast.tenant.save()
    with refused(NotAllowed):
        services.support_concern(public, by=cast.tenant)


def test_withdraw_support_takes_it_back_for_the_home(cast: Cast, public: Concern):
    with road.at_home():
        services.support_concern(public, by=cast.tenant)

        services.withdraw_support(public, by=cast.tenant)

        assert ConcernSupport.objects.count() == 0
        assert audited("projects.support_withdrawn") == [(cast.tenant.actor_label, public.pk)]


def test_withdraw_support_refuses_where_nothing_was_said(cast: Cast, public: Concern):
    with refused(errors.NotSupported):
        services.withdraw_support(public, by=cast.tenant)


def test_withdraw_support_refuses_once_it_is_a_project(cast: Cast):
    project = road.make_draft(cast)
    with road.at_home():
        services.support_concern(project.concern, by=cast.tenant)
    road.propose(cast, project)
    with refused(errors.ConcernNotOpen):
        services.withdraw_support(project.concern, by=cast.tenant)


def test_resolve_concern_shows_how(cast: Cast, public: Concern):
    with road.at_home():
        concern = services.resolve_concern(public, words="已换灯泡", photo=road.photo("red"), by=cast.member)

        assert (concern.state, concern.resolution) == (State.RESOLVED, "已换灯泡")
        assert concern.proof is not None
        assert concern.resolved_by == cast.member


def test_resolve_concern_refuses_without_proof_in_words(cast: Cast, public: Concern):
    with refused(errors.ReasonRequired):
        services.resolve_concern(public, words="", by=cast.member)


def test_resolve_concern_refuses_residents_and_what_is_not_public(
    cast: Cast, public: Concern, filed: Concern
):
    with refused(NotAllowed):
        services.resolve_concern(public, words="好了", by=cast.owner)
    with refused(errors.ConcernNotOpen):
        services.resolve_concern(filed, words="好了", by=cast.chair)
