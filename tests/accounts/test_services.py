"""Tokens: given once, kept as a hash, ended by time, by revoking and with the sign-in."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.errors import TokenNameTooLong, TokenTermImpossible
from accounts.models import ApiToken, User
from accounts.services import find_token, give_token, hash_of, revoke_tokens
from core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    """Return somebody with a sign-in."""
    return User.objects.create_user("+8613800000001")


def test_give_token_keeps_only_its_hash(user: User):
    with clock.travel_to(2026, 6, 1):
        token = give_token(user, name="报表", days=90)

    (kept,) = ApiToken.objects.values("user_id", "name", "sha256", "revoked_at", "last_used_on")
    assert kept == {
        "user_id": user.pk,
        "name": "报表",
        "sha256": hash_of(token),
        "revoked_at": None,
        "last_used_on": None,
    }
    assert len(token) > 50 and token not in str(kept)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_give_token_refuses_a_term_out_of_bounds(user: User, days: int):
    with pytest.raises(TokenTermImpossible):
        give_token(user, name="报表", days=days)

    assert not ApiToken.objects.exists()


def test_give_token_refuses_a_name_there_is_no_room_for(user: User):
    with pytest.raises(TokenNameTooLong):
        give_token(user, name="报" * 41, days=2)

    assert not ApiToken.objects.exists()
    assert find_token(give_token(user, name="报" * 40, days=2)).name == "报" * 40


def test_find_token_signs_in_until_it_ends_and_writes_down_the_day(user: User):
    with clock.travel_to(2026, 6, 1):
        token = give_token(user, name="报表", days=2)
    with clock.travel_to(2026, 6, 3, 8, 59):
        found = find_token(token)
    with clock.travel_to(2026, 6, 3, 9):
        ended = find_token(token)

    assert found is not None and (found.user, ended) == (user, None)
    assert [f"{day:%Y-%m-%d}" for day in ApiToken.objects.values_list("last_used_on", flat=True)] == [
        "2026-06-03"
    ]


def test_find_token_writes_once_a_day(user: User, django_assert_num_queries):
    token = give_token(user, name="报表", days=2)
    find_token(token)

    with django_assert_num_queries(1):
        find_token(token)


def test_find_token_knows_no_token_of_a_shut_sign_in(user: User):
    token = give_token(user, name="报表", days=2)
    User.objects.update(is_active=False)

    assert find_token(token) is None and find_token("tongxin_x") is None


def test_revoke_tokens_ends_those_of_one_name_or_all(user: User):
    tokens = [give_token(user, name=name, days=2) for name in ("甲", "甲", "乙")]
    other = give_token(User.objects.create_user("+8613800000002"), name="甲", days=2)

    assert (revoke_tokens(user, name="甲"), revoke_tokens(user), revoke_tokens(user)) == (2, 1, 0)
    assert [find_token(token) for token in tokens] == [None] * 3
    assert find_token(other) is not None


def test_api_token_prints_a_token_that_signs_in(user: User):
    out, err = StringIO(), StringIO()

    call_command("api_token", "138 0000 0001", "--name", "报表", "--days", "7", stdout=out, stderr=err)

    found = find_token(out.getvalue().strip())
    assert found is not None and (found.user, found.name) == (user, "报表")
    assert "只显示这一次" in err.getvalue()


def test_api_token_revokes(user: User):
    token, out = give_token(user, name="报表", days=2), StringIO()

    call_command("api_token", "13800000001", "--revoke", stdout=out)

    assert (find_token(token), out.getvalue()) == (None, "已收回 1 个令牌。\n")


@pytest.mark.parametrize("arguments", [("13800000009",), ("12",), ("13800000001", "--days", "999")])
def test_api_token_says_why_there_is_none(user: User, arguments: tuple[str, ...]):
    with pytest.raises(CommandError):
        call_command("api_token", *arguments)

    assert not ApiToken.objects.exists()
