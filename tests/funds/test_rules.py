"""Who may do what with money, and how it is shared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import split
from estates.models import Post
from funds import rules
from funds.models import Expense, Fund
from tenancy.rules import Rules

DEFAULTS = Rules("0.0", ())
PLAN = st.lists(st.integers(1, 10_000_000), min_size=2, max_size=3)


def _post(role: str, estate_id: int | None = 11) -> Post:
    return Post(role=role, estate_id=estate_id, person_id=7)


def test_shares_of_splits_every_amount_up_to_a_thousand_yuan_exactly():
    for amount in range(1, 100_001):
        large, small = rules.shares_of(amount, [80, 20], [0, 0])
        assert [large, small] == split(amount, [80, 20])
        assert large + small == amount
        assert abs(large * 5 - amount * 4) < 5


@settings(max_examples=300, deadline=None)
@given(plan=PLAN, amounts=st.lists(st.integers(1, 3_000_000), min_size=1, max_size=30))
def test_shares_of_keeps_the_ratio_within_a_fen_over_all_expenses(plan, amounts):
    taken = [0] * len(plan)
    for amount in amounts:
        parts = rules.shares_of(amount, plan, taken)
        assert sum(parts) == amount and min(parts) >= 0
        taken = [have + part for have, part in zip(taken, parts, strict=True)]
        total, whole = sum(taken), sum(plan)
        assert all(
            abs(have * whole - total * weight) <= whole for have, weight in zip(taken, plan, strict=True)
        )


@settings(max_examples=300, deadline=None)
@given(
    plan=st.lists(st.integers(1, 1_000), min_size=4, max_size=5),
    amounts=st.lists(st.integers(1, 20), min_size=1, max_size=60),
)
def test_shares_of_never_takes_back_and_stays_within_two_fen_for_five_sources(plan, amounts):
    taken = [0] * len(plan)
    for amount in amounts:
        parts = rules.shares_of(amount, plan, taken)
        assert sum(parts) == amount and min(parts) >= 0
        taken = [have + part for have, part in zip(taken, parts, strict=True)]
        total, whole = sum(taken), sum(plan)
        assert all(
            abs(have * whole - total * weight) <= 2 * whole for have, weight in zip(taken, plan, strict=True)
        )


def test_shares_of_catches_up_where_a_source_paid_too_much_before():
    assert rules.shares_of(100, [50, 50], [100, 0]) == [0, 100]
    assert rules.shares_of(10, [50, 50], [100, 0]) == [0, 10]


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2], []])
def test_shares_of_refuses_weights_that_cannot_share(weights):
    with pytest.raises((ValueError, ZeroDivisionError)):
        rules.shares_of(100, weights, [0] * len(weights))


@pytest.mark.parametrize(
    ("kind", "amount", "needed"),
    [
        ("project", 3_000_00, 1),
        ("project", 3_000_01, 2),
        ("general", 1_000_00, 1),
        ("general", 1_000_01, 2),
    ],
)
def test_signatures_needed_grow_with_the_amount(kind, amount, needed):
    assert rules.signatures_needed(Fund(kind=kind), amount, DEFAULTS) == needed


@pytest.mark.parametrize(("amount", "answer"), [(300_00, True), (300_01, False)])
def test_any_signer_will_do_up_to_the_small_limit(amount, answer):
    assert rules.any_signer_will_do(amount, DEFAULTS) is answer


@pytest.mark.parametrize(
    ("amount", "ratio", "answer"), [(80, (4, 5), True), (81, (4, 5), False), (100, (1, 1), True)]
)
def test_within_ratio_includes_the_ratio_itself(amount, ratio, answer):
    assert rules.within_ratio(amount, 100, ratio) is answer


ALLOWED = {
    "may_open_fund": {"chair", "treasurer", "member", "street_officer", "street_leader"},
    "may_record_contribution": {"cashier", "treasurer"},
    "may_file_expense": {"treasurer", "member"},
    "may_pay": {"cashier"},
    "may_disclose": {"chair", "treasurer"},
}


@pytest.mark.parametrize("role", Post.Role.values)
@pytest.mark.parametrize("question", ALLOWED)
def test_estate_questions_are_answered_by_role(question, role):
    assert getattr(rules, question)(_post(role), 11) is (role in ALLOWED[question])


@pytest.mark.parametrize("question", ALLOWED)
def test_posts_of_another_estate_may_nothing_here(question):
    assert not any(getattr(rules, question)(_post(role, 12), 11) for role in Post.Role.values)


@pytest.mark.parametrize("role", Post.Role.values)
def test_only_the_cashier_neither_files_nor_signs(role):
    post = _post(role)
    may = (
        rules.may_file_expense(post, 11),
        rules.may_sign_expense(post, Expense(estate_id=11)),
        rules.may_pay(post, 11),
    )

    assert may[2] is (role == "cashier")
    assert not (may[2] and (may[0] or may[1]))


@pytest.mark.parametrize("role", Post.Role.values)
def test_whoever_grants_never_disburses(role):
    post = _post(role, None)

    assert rules.may_grant(post) is (role in ("street_officer", "street_leader"))
    assert rules.may_disburse(post) is rules.may_set_budget(post) is (role == "street_finance")


def test_may_disclose_lets_the_clock():
    assert rules.may_disclose(None, 11) is True
