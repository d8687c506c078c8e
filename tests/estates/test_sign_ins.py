"""Stopping a sign-in: at the next request, everywhere, by the security administrator only, on record."""

import pytest

from accounts.models import ApiToken, User
from accounts.services import give_token
from core.errors import NotAllowed
from estates.errors import NoSignIn
from estates.models import Person
from estates.sign_ins import disable_sign_in, enable_sign_in
from tenancy.models import AuditEntry
from tenancy.scope import scope
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_disable_sign_in_ends_sessions_and_tokens_at_the_next_request(cast: Cast, client):
    sessions = [cast.client("treasurer"), cast.client("treasurer")]
    token = {"Authorization": f"Bearer {give_token(cast.user('treasurer'), name='报表', days=9)}"}
    before = client.get("/api/v1/me/", headers=token).status_code
    with scope(1):
        person = Person.objects.get(pk=cast.treasurer.person_id)
        disable_sign_in(person, by=cast.security_admin, reason="手机被偷")
        (entry,) = AuditEntry.objects.filter(action="estates.sign_in_disabled")

    assert [each.get("/me/").status_code for each in sessions] == [302, 302]
    assert (before, client.get("/api/v1/me/", headers=token).status_code) == (200, 401)
    assert (entry.subject_id, entry.user_id) == (person.pk, cast.security_admin.person.user_id)
    assert entry.details["reason"] == "手机被偷"


def test_enable_sign_in_opens_it_but_no_old_token(cast: Cast):
    give_token(cast.user("treasurer"), name="报表", days=9)
    with scope(1):
        person = Person.objects.get(pk=cast.treasurer.person_id)
        disable_sign_in(person, by=cast.security_admin, reason="手机被偷")
        enable_sign_in(person, by=cast.security_admin, reason="找回来了")
        (entry,) = AuditEntry.objects.filter(action="estates.sign_in_enabled")

    assert User.objects.get(pk=person.user_id).is_active and not ApiToken.objects.in_force().exists()
    assert entry.details["reason"] == "找回来了"


@pytest.mark.parametrize("name", ["street_officer", "system_admin", "audit_admin"])
@pytest.mark.parametrize("service", [disable_sign_in, enable_sign_in])
def test_nobody_else_may(cast: Cast, name: str, service):
    with scope(1):
        person = Person.objects.get(pk=cast.treasurer.person_id)
        with pytest.raises(NotAllowed):
            service(person, by=getattr(cast, name), reason="x")

        assert not AuditEntry.objects.filter(action__startswith="estates.sign_in_dis").exists()
    assert cast.client("treasurer").get("/me/").status_code == 200


def test_disable_sign_in_refuses_somebody_without_one(cast: Cast):
    with scope(1, 11):
        with pytest.raises(NoSignIn):
            disable_sign_in(cast.landlord.person, by=cast.security_admin, reason="x")

        assert not AuditEntry.objects.filter(action="estates.sign_in_disabled").exists()
