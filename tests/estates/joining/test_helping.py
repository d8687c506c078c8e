"""A relative helps: reads and reports as 代 …, does nothing else, ends at once and by itself."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core import clock
from core.errors import NotAllowed
from estates.capacities import Capacities
from estates.joining.errors import (
    AlreadyHelped,
    HelpEnded,
    HelperUnknown,
    HelpingOneself,
    PrincipalUnknown,
)
from estates.joining.services import Newcomer, end_help, enter_helper, name_helper
from estates.models import Delegation, Ownership, Person, Residency
from projects.models import Concern
from tenancy.models import AuditEntry
from tests.cast import SINCE, Cast, phone
from tests.estates.joining.conftest import at_home
from tests.projects.road import photo

NEIGHBOUR = 4


def _help(cast: Cast) -> Delegation:
    """Let ``neighbour`` help ``owner``."""
    with at_home():
        return name_helper(cast.owner, phone=phone(NEIGHBOUR), relation="child", by=cast.owner)


def _held(cast: Cast, chosen: str = "") -> Capacities:
    return Capacities(cast.user("neighbour").pk, 11, 11, chosen)


def _acting(cast: Cast) -> Client:
    """Return the browser of ``neighbour``, who has chosen to help ``owner``."""
    client = cast.client("neighbour")
    choice = {"place": "e11", "capacity": f"helped:{cast.owner.pk}", "idempotency_key": uuid4().hex}
    assert client.post("/me/capacity/", choice).status_code == 302
    return client


def test_name_helper_holds_from_now_on(cast: Cast):
    given = _help(cast)

    with at_home():
        assert (given.principal, given.helper) == (cast.owner.person, cast.neighbour.person)
        assert (given.agreed_at is not None, given.consent, given.ends_on) == (True, None, None)
        entry = AuditEntry.objects.get(action="estates.helper_named")
        assert entry.details == {"relation": "child", "on_paper": False}
        assert [home.pk for home in _held(cast).helped] == [cast.owner.pk]


@pytest.mark.parametrize(
    ("refusal", "number"),
    [(HelperUnknown, 99), (HelperUnknown, 20), (HelpingOneself, 1), (HelperUnknown, 10)],
)
def test_name_helper_refuses_who_does_not_belong_here(cast: Cast, refusal: type[Exception], number: int):
    with at_home(), pytest.raises(refusal):
        name_helper(cast.owner, phone=phone(number), relation="child", by=cast.owner)

    with at_home():
        assert not Delegation.objects.exists()


def test_name_helper_refuses_a_second_time_and_another_home(cast: Cast):
    _help(cast)

    with at_home():
        with pytest.raises(AlreadyHelped):
            name_helper(cast.owner, phone=phone(NEIGHBOUR), relation="child", by=cast.owner)
        with pytest.raises(NotAllowed):
            name_helper(cast.tenant, phone=phone(NEIGHBOUR), relation="child", by=cast.owner)
        (helped,) = _held(cast).helped
        with pytest.raises(NotAllowed):
            name_helper(helped, phone=phone(3), relation="child", by=helped)

        assert Delegation.objects.count() == 1


def _enter(cast: Cast, by: str = "social_worker", **said: object) -> Delegation:
    given = {"name": "钱示例一", "phone": phone(NEIGHBOUR), "relation": "child", **said}
    with at_home():
        unit = type(cast.units[0]).objects.select_related("estate").get(pk=cast.units[0].pk)
        return enter_helper(unit, **given, photo=photo("red"), by=getattr(cast, by))


def test_enter_helper_keeps_the_signed_paper(cast: Cast):
    given = _enter(cast)

    assert (given.principal_id, given.consent.mime) == (cast.owner.person_id, "image/jpeg")


@pytest.mark.parametrize(
    ("refusal", "by", "said"),
    [
        (NotAllowed, "chair", {}),
        (PrincipalUnknown, "social_worker", {"name": "钱示例"}),
        (HelperUnknown, "social_worker", {"phone": phone(99)}),
    ],
    ids=["chair", "principal", "helper"],
)
def test_enter_helper_refuses(cast: Cast, refusal: type[Exception], by: str, said: dict):
    with pytest.raises(refusal):
        _enter(cast, by, **said)

    with at_home():
        assert not Delegation.objects.exists()


@pytest.mark.parametrize("name", ["owner", "neighbour"])
def test_either_side_ends_it_at_once(cast: Cast, name: str):
    given = _help(cast)
    client = _acting(cast)
    with at_home():
        end_help(given, by=Newcomer(cast.user(name)))

        assert _held(cast, f"helped:{cast.owner.pk}").helping is None
        assert AuditEntry.objects.filter(action="estates.help_ended").count() == 1
        with pytest.raises(HelpEnded):
            end_help(given, by=Newcomer(cast.user(name)))
    assert "代 " not in client.get("/e/a1/concerns/new/").content.decode()


def test_nobody_else_ends_it(cast: Cast):
    given = _help(cast)

    with at_home(), pytest.raises(NotAllowed):
        end_help(given, by=Newcomer(cast.user("spouse")))

    with at_home():
        assert Delegation.objects.get().ends_on is None


@pytest.mark.parametrize("why", ["principal left", "helper left", "principal died", "helper died"])
def test_it_ends_by_itself(cast: Cast, why: str):
    _help(cast)
    home = cast.owner if why.startswith("principal") else cast.neighbour
    with at_home():
        if why.endswith("left"):
            Residency.objects.filter(person=home.person).update(ends_on=clock.today())
            Ownership.objects.filter(person=home.person).update(ends_on=clock.today())
        else:
            Person.objects.filter(pk=home.person_id).update(deceased_on=clock.today())

        assert _held(cast).helped == []


def test_a_helper_is_never_taken_for_a_resident(cast: Cast):
    _help(cast)
    with at_home():
        held = _held(cast, f"helped:{cast.owner.pk}")

        assert (held.residencies, held.ownerships, held.residency, held.ownership) == ([], [], None, None)
        with pytest.raises(NotAllowed):
            held.need_residency()
        with pytest.raises(NotAllowed):
            held.need_home()
        home = held.need_home(helped=True)
        assert home.pk == cast.owner.pk
        assert home.actor_label == "居民 1栋1单元101 钱**（由 王** 协助）"
        assert home.actor_user_id == cast.user("neighbour").pk


def test_without_choosing_so_one_acts_for_oneself(cast: Cast):
    _help(cast)
    with at_home():
        assert _held(cast).need_home(helped=True).pk == cast.neighbour.pk
        assert _held(cast, f"helped:{cast.tenant.pk}").need_home(helped=True).pk == cast.neighbour.pk


def test_a_helper_reports_a_concern_and_the_log_says_so(cast: Cast):
    _help(cast)
    client = _acting(cast)
    upload = SimpleUploadedFile("roof.jpg", photo("blue"), "image/jpeg")

    page = client.get("/e/a1/concerns/new/").content.decode()
    words = client.post("/e/a1/concerns/new/", {"idempotency_key": uuid4().hex, "photo": upload})
    said = {"place": "楼顶", "words": "漏水", "building": "", "idempotency_key": uuid4().hex}
    check = client.post(words.url, said)
    filed = client.post(check.url, {"idempotency_key": uuid4().hex})

    assert "代 钱** 办理" in page
    assert client.get(filed.url).status_code == 200
    with at_home():
        concern = Concern.objects.get()
        assert (concern.state, concern.person_id) == (Concern.State.FILED, cast.owner.person_id)
        entry = AuditEntry.objects.get(action="projects.concern_filed")
        assert entry.actor == "居民 1栋1单元101 钱**（由 王** 协助）"
        assert entry.user_id == cast.user("neighbour").pk


@pytest.mark.parametrize("count", [1, 3])
def test_whom_one_helps_is_one_question(cast: Cast, count: int, django_assert_num_queries):
    for home in (cast.owner, cast.spouse, cast.tenant)[:count]:
        with at_home():
            name_helper(home, phone=phone(NEIGHBOUR), relation="other", by=home)
    with at_home(), django_assert_num_queries(1):
        helped = _held(cast).helped
        labels = [home.actor_label for home in helped]

    assert (len(labels), SINCE) == (count, cast.owner.starts_on)
