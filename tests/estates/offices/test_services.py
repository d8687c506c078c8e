"""Giving and ending offices: by whom, to whom, on whose authority, from when to when."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from accounts.models import User
from core import clock
from core.errors import NotAllowed, Refused
from estates.errors import AlreadyHasAnotherSignIn
from estates.models import Person, Post
from estates.offices import errors, services
from estates.offices.rules import ALONE, are_apart, overlap
from estates.services import appoint, give_sign_in
from tenancy.models import AuditEntry, Estate, Membership, Street
from tenancy.scope import scope
from tests.cast import SINCE, Cast, make_cast, make_person, phone
from tests.estates.offices.unchanged import refused

Role = Post.Role
PAPER = "示例公告〔2026〕3号"


def _appoint(person: Person, role: str, by: Post, *, estate: int | None = 11, **given) -> Post:
    with scope(1, estate):
        return appoint(person, Role(role), **({"authority": PAPER} | given), by=by)


def _log() -> list[tuple]:
    with scope(1):
        return list(AuditEntry.objects.order_by("-pk").values_list("action", "actor", "details")[:1])


@pytest.mark.parametrize("who", ["community_officer", "community_secretary", "street_officer"])
def test_appoint_gives_an_office_of_the_estate_by_its_community_or_the_street(cast: Cast, who: str):
    by = getattr(cast, who)
    post = _appoint(cast.owner.person, "building_lead", by, starts_on=date(2026, 1, 5))

    found = (post.estate_id, post.role, post.starts_on, post.ends_on, post.authority)
    assert found == (11, "building_lead", date(2026, 1, 5), None, PAPER)
    details = {"role": "building_lead", "authority": PAPER}
    assert _log() == [("estates.appointed", by.actor_label, details)]


@pytest.mark.parametrize("role", ["street_officer", "auditor", "security_admin", "social_worker"])
def test_appoint_gives_an_office_of_the_street_by_the_administrator_of_security(cast: Cast, role: str):
    with scope(1):
        person = make_person("许示例新人")

    post = _appoint(person, role, cast.security_admin, estate=None)

    assert (post.estate_id, post.role, post.authority) == (None, role, PAPER)


ESTATE_OUTSIDERS = sorted(
    set(Cast.names())
    - {"visitor", "community_officer", "community_secretary", "street_officer", "stranger", "foreigner"}
)


@pytest.mark.parametrize("who", ESTATE_OUTSIDERS)
def test_appoint_refuses_an_office_of_the_estate_by_anybody_else(cast: Cast, who: str):
    with refused(NotAllowed, estate=11):
        appoint(cast.landlord.person, Role.MEMBER, authority=PAPER, by=getattr(cast, who))


def test_appoint_refuses_another_communitys_staff(cast: Cast):
    with scope(1):
        other = Estate.objects.get(pk=12).community
        by = appoint(make_person("许示例邻社", 91), Role.COMMUNITY_OFFICER, community=other, by=None)

    with refused(NotAllowed, estate=11):
        appoint(cast.owner.person, Role.BUILDING_LEAD, authority=PAPER, by=by)


@pytest.mark.parametrize("who", sorted(set(Cast.names()) - {"visitor", "security_admin", "foreigner"}))
def test_appoint_refuses_an_office_of_the_street_by_anybody_else(cast: Cast, who: str):
    with scope(1):
        person = make_person("许示例新人")

    with refused(NotAllowed):
        appoint(person, Role.STREET_OFFICER, authority=PAPER, by=getattr(cast, who))


def test_appoint_refuses_oneself(cast: Cast):
    with refused(errors.OwnOffice):
        appoint(cast.security_admin.person, Role.STREET_OFFICER, authority=PAPER, by=cast.security_admin)


def test_appoint_refuses_another_person_who_signs_in_as_oneself(cast: Cast):
    with scope(1, 11):
        at_home = make_person("褚示例在家", None)
        give_sign_in(at_home, phone(10), by=None)

    with refused(errors.OwnOffice, estate=11):
        appoint(at_home, Role.BUILDING_LEAD, authority=PAPER, by=cast.community_officer)


def test_appoint_refuses_what_rests_on_nobodys_authority(cast: Cast):
    with refused(errors.AuthorityMissing, estate=11):
        appoint(cast.owner.person, Role.BUILDING_LEAD, authority="  ", by=cast.street_officer)


@pytest.mark.parametrize(("place", "role"), [(11, "auditor"), (None, "chair"), (11, "community_officer")])
def test_appoint_refuses_an_office_in_the_wrong_place(cast: Cast, place: int | None, role: str):
    with scope(1, place):
        person = make_person("许示例新人")

    with refused(errors.WrongPlace, estate=place):
        appoint(person, Role(role), by=None)


def test_appoint_refuses_an_office_with_a_community_without_one(cast: Cast):
    with scope(1):
        person = make_person("许示例新人")

    with refused(errors.CommunityMissing):
        appoint(person, Role.COMMUNITY_SECRETARY, authority=PAPER, by=cast.security_admin)


@pytest.mark.parametrize("days", [0, -1])
def test_appoint_refuses_a_term_without_a_day(cast: Cast, days: int):
    day = date(2026, 3, 1)

    with refused(errors.EndsBeforeItStarts, estate=11):
        appoint(cast.owner.person, Role.CHAIR, starts_on=day, ends_on=day + timedelta(days), by=None)


def test_appoint_refuses_the_dead(cast: Cast):
    with scope(1, 11):
        Person.objects.filter(pk=cast.landlord.person_id).update(deceased_on=date(2025, 1, 1))

    with refused(errors.NotAPersonAnyMore, estate=11):
        appoint(cast.landlord.person, Role.MEMBER, by=None)


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("cashier", "chair"),
        ("cashier", "treasurer"),
        ("cashier", "member"),
        ("cashier", "supervisor"),
        ("member", "cashier"),
        ("chair", "supervisor"),
        ("supervisor", "treasurer"),
    ],
)
def test_appoint_refuses_who_pays_to_approve_and_who_signs_to_supervise(cast: Cast, who: str, role: str):
    held = getattr(cast, who)

    with refused(errors.PostConflict, estate=11) as caught:
        appoint(held.person, Role(role), authority=PAPER, by=cast.street_officer)
    assert caught.value.message == f"这个人是“{held.label}”，同一时间不能再担任“{Role(role).label}”。"


@pytest.mark.parametrize("alone", ALONE)
def test_appoint_refuses_an_auditor_or_administrator_any_other_office(cast: Cast, alone: str):
    person = getattr(cast, alone).person
    for role in (Role.SOCIAL_WORKER, Role.STREET_LEADER, *set(ALONE) - {alone}):
        with refused(errors.PostConflict):
            appoint(person, Role(role), by=None)
    with refused(errors.PostConflict):
        appoint(cast.social_worker.person, Role(alone), by=None)


@pytest.mark.parametrize(("mine", "role"), [(18, "building_lead"), (13, "chair"), (22, "party_secretary")])
def test_appoint_finds_a_conflict_between_street_and_estate_by_the_sign_in(cast: Cast, mine: int, role: str):
    with scope(1, 11):
        at_home = make_person("褚示例在家")
        give_sign_in(at_home, phone(mine), by=None)

    with refused(errors.PostConflict, estate=11):
        appoint(at_home, Role(role), by=None)


def test_give_sign_in_refuses_to_bring_two_offices_into_the_same_hands(cast: Cast):
    with scope(1, 11):
        chair = make_person("褚示例在家")
        appoint(chair, Role.CHAIR, by=None)

    with refused(errors.PostConflict, estate=11):
        give_sign_in(chair, phone(18), by=None)


def test_appoint_refuses_the_same_office_twice_at_one_time(cast: Cast):
    with refused(errors.AlreadyInOffice, estate=11):
        appoint(cast.chair.person, Role.CHAIR, authority=PAPER, by=cast.street_officer)


def test_one_person_serves_two_communities(cast: Cast):
    with scope(1):
        other = Estate.objects.get(pk=12).community

    post = _appoint(
        cast.community_officer.person,
        "community_officer",
        cast.security_admin,
        estate=None,
        community=other,
    )

    assert post.community_id == other.pk


def test_appoint_allows_in_another_estate_what_would_not_stand_in_one(cast: Cast):
    with scope(1, 12):
        there = make_person("陈示例那边")
        give_sign_in(there, phone(9), by=None)

        assert appoint(there, Role.CHAIR, by=None).role == "chair"


def test_appoint_allows_one_office_after_the_other(cast: Cast):
    day = clock.today() + timedelta(30)
    with scope(1):
        services.end_post(cast.cashier, on=day, ending=PAPER, by=cast.street_officer)
    with refused(errors.PostConflict, estate=11):
        appoint(cast.cashier.person, Role.CHAIR, starts_on=day - timedelta(1), by=None)

    later = _appoint(cast.cashier.person, "chair", cast.street_officer, starts_on=day)

    with scope(1):
        today = Post.objects.in_force().filter(person=cast.cashier.person)
        then = Post.objects.in_force(day).filter(person=cast.cashier.person)
        assert ([p.pk for p in today], [p.pk for p in then]) == ([cast.cashier.pk], [later.pk])


@pytest.mark.parametrize("days", [0, 1, 400])
def test_end_post_ends_it_from_a_day_on(cast: Cast, days: int):
    on = clock.today() + timedelta(days)

    with scope(1):
        post = services.end_post(cast.chair, on=on, ending=PAPER, by=cast.community_secretary)

    assert (post.ends_on, post.ending, post.authority) == (on, PAPER, cast.chair.authority)
    with scope(1):
        still = Post.objects.in_force(on - timedelta(1)).filter(pk=post.pk).exists()
        assert (still, Post.objects.in_force(on).filter(pk=post.pk).exists()) == (True, False)
    details = {"role": "chair", "on": on.isoformat(), "ending": PAPER}
    assert _log() == [("estates.post_ended", cast.community_secretary.actor_label, details)]


def test_end_post_lets_an_office_that_has_not_begun_never_begin(cast: Cast):
    begins = clock.today() + timedelta(10)
    post = _appoint(cast.owner.person, "building_lead", cast.street_officer, starts_on=begins)

    with scope(1):
        services.end_post(post, on=clock.today(), ending=PAPER, by=cast.street_officer)

    with scope(1):
        post.refresh_from_db()
        assert (post.ends_on, Post.objects.in_force(begins).filter(pk=post.pk).exists()) == (begins, False)


def test_end_post_of_the_street_takes_the_administrator_of_security(cast: Cast):
    with refused(NotAllowed):
        services.end_post(cast.street_leader, on=clock.today(), ending=PAPER, by=cast.street_officer)

    with scope(1):
        services.end_post(cast.street_leader, on=clock.today(), ending=PAPER, by=cast.security_admin)


def test_end_post_refuses_ones_own(cast: Cast):
    with refused(errors.OwnOffice):
        services.end_post(cast.security_admin, on=clock.today(), ending=PAPER, by=cast.security_admin)


def test_end_post_refuses_yesterday_nobodys_authority_and_a_later_end(cast: Cast):
    today, by = clock.today(), cast.street_officer
    with refused(errors.EndsInThePast):
        services.end_post(cast.chair, on=today - timedelta(1), ending=PAPER, by=by)
    with refused(errors.AuthorityMissing):
        services.end_post(cast.chair, on=today, ending=" ", by=by)
    with scope(1):
        services.end_post(cast.chair, on=today + timedelta(5), ending=PAPER, by=by)

    for days in (5, 6):
        with refused(errors.PostHasEnded):
            services.end_post(cast.chair, on=today + timedelta(days), ending=PAPER, by=by)
    with scope(1):
        assert services.end_post(cast.chair, on=today, ending=PAPER, by=by).ends_on == today


def test_add_staff_adds_a_person_who_signs_in_and_holds_nothing(cast: Cast, street: Street):
    with scope(1):
        person = services.add_staff(street, name="许示例新人", phone=phone(80), by=cast.system_admin)

        assert (person.estate_id, person.user.phone, person.posts.count()) == (None, phone(80), 0)
        assert Membership.objects.filter(user=person.user, estate=None).count() == 1


@pytest.mark.parametrize("who", ["security_admin", "audit_admin", "street_leader", "chair", "owner"])
def test_add_staff_takes_the_administrator_of_the_system(cast: Cast, street: Street, who: str):
    with refused(NotAllowed):
        services.add_staff(street, name="许示例新人", phone=phone(80), by=getattr(cast, who))


def test_add_staff_refuses_a_number_that_somebody_of_the_street_has(cast: Cast, street: Street):
    with refused(errors.SignInTaken):
        services.add_staff(street, name="许示例新人", phone=phone(11), by=cast.system_admin)


def test_give_staff_sign_in_refuses_a_second_one(cast: Cast):
    with refused(AlreadyHasAnotherSignIn):
        services.give_staff_sign_in(cast.street_officer.person, phone(80), by=cast.system_admin)


def test_add_official_adds_somebody_who_does_not_live_there(cast: Cast, estate: Estate):
    with scope(1, 11):
        person = services.add_official(estate, name="许示例会计", phone="", by=cast.community_officer)

        assert (person.estate_id, person.user_id) == (11, None)
    with refused(NotAllowed, estate=11):
        services.add_official(estate, name="许示例会计", phone="", by=cast.chair)


def _first(street: Street, role: Role, number: int, **given) -> Post:
    values = {"name": "许示例首任", "phone": phone(number), "authority": PAPER, "ran_by": "root"} | given
    return services.appoint_administrator(street, role, **values)


def test_appoint_administrator_gives_the_first_of_each_kind_and_no_second(cast: Cast):
    street = Street(pk=2)
    with scope(2):
        post = _first(street, Role.SECURITY_ADMIN, 81)
        entry = AuditEntry.objects.order_by("-pk").first()

        assert (post.role, post.authority, post.person.user.phone) == ("security_admin", PAPER, phone(81))
        assert (entry.action, entry.details["ran_by"]) == ("estates.administrator_appointed", "root")
        with pytest.raises(errors.AdministratorThere):
            _first(street, Role.SECURITY_ADMIN, 82)
        with pytest.raises(errors.AuthorityMissing):
            _first(street, Role.SYSTEM_ADMIN, 82, authority=" ")
        with pytest.raises(errors.PostConflict), transaction.atomic():
            _first(street, Role.SYSTEM_ADMIN, 81)
        assert Post.objects.filter(street=2).count() == 1


def test_the_database_keeps_offices_apart_as_the_rules_do(cast: Cast):
    """Every pair of offices, in one pair of hands, past the services: the trigger says what the rules say."""
    wrong = []
    for one in Role:
        for other in Role:
            posts = [
                Post(street_id=1, role=role, starts_on=SINCE, estate_id=_place(role)) for role in (one, other)
            ]
            expected = one == other or are_apart(*posts)
            if _both_stand(*posts) == expected:
                wrong.append((one, other, expected))

    assert wrong == []


def _place(role: str) -> int | None:
    return 11 if role in Post.ESTATE_ROLES else None


def _both_stand(*posts: Post) -> bool:
    with transaction.atomic(), scope(1):
        user = User.objects.create_user(phone(70))
        hands = {}
        for post in posts:
            if post.estate_id not in hands:
                hands[post.estate_id] = Person.objects.create(
                    name="许示例", estate_id=post.estate_id, user=user
                )
            post.person = hands[post.estate_id]
        try:
            with transaction.atomic():
                posts[0].save()
                posts[1].pk = None
                posts[1].starts_on = SINCE + timedelta(1)
                posts[1].save()
            return True
        except IntegrityError:
            return False
        finally:
            transaction.set_rollback(True)


def test_the_database_refuses_to_stretch_a_term_into_a_conflict(cast: Cast):
    today = clock.today()
    with scope(1, 11):
        Post.objects.filter(pk=cast.cashier.pk).update(ends_on=today)
        appoint(cast.cashier.person, Role.CHAIR, by=None)

        with pytest.raises(IntegrityError, match="different hands"), transaction.atomic():
            Post.objects.filter(pk=cast.cashier.pk).update(ends_on=None)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ((1, None), (5, None), True),
        ((1, 5), (5, None), False),
        ((1, 6), (5, None), True),
        ((5, 9), (1, 5), False),
        ((5, 5), (1, None), False),
        ((1, None), (5, 5), False),
    ],
)
def test_overlap_counts_days_half_open(one: tuple, other: tuple, together: bool):
    posts = [
        Post(starts_on=date(2026, 1, starts), ends_on=ends and date(2026, 1, ends))
        for starts, ends in (one, other)
    ]

    assert overlap(*posts) is overlap(*reversed(posts)) is together


@pytest.mark.committed
def test_of_two_offices_that_conflict_given_at_once_one_stands():
    cast = make_cast()
    with scope(1, 11):
        at_home = make_person("许示例同一人")
        give_sign_in(at_home, phone(70), by=None)
    with scope(1):
        at_desk = make_person("许示例同一人")
        give_sign_in(at_desk, phone(70), by=None)
    calls = [
        (at_home, Role.CHAIR, 11, cast.street_officer),
        (at_desk, Role.AUDITOR, None, cast.security_admin),
    ]

    told = _at_once([lambda call=call: _appoint(call[0], call[1], call[3], estate=call[2]) for call in calls])

    assert sorted(type(each).__name__ for each in told) in (["Post", "PostConflict"],)
    with scope(1):
        assert Post.objects.filter(person__in=[at_home, at_desk]).count() == 1


@pytest.mark.committed
def test_of_an_office_and_a_sign_in_given_at_once_one_stands():
    cast = make_cast()
    with scope(1, 11):
        at_home = make_person("许示例在家")

    def sign_in() -> object:
        with scope(1, 11):
            return give_sign_in(at_home, phone(18), by=None)

    told = _at_once([sign_in, lambda: _appoint(at_home, "chair", cast.street_officer)])

    assert sum(isinstance(each, errors.PostConflict) for each in told) == 1


def _at_once(calls: list) -> list:
    barrier, told = threading.Barrier(len(calls)), []

    def run(call) -> None:
        barrier.wait()
        try:
            told.append(call())
        except Refused as refusal:
            told.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
