"""Who may do what with money. Filing, approving, paying and granting are different people's business."""

from core.errors import NotAllowed, Refused
from core.money import format_yuan, ratio_reached, split
from estates.models import Person, Post
from funds import errors
from funds.models import Contribution, Expense, Fund, Refund
from tenancy.rules import Rules

Role = Post.Role

FILERS = (Role.TREASURER, Role.MEMBER)
FIRST_SIGNERS = (Role.CHAIR,)
SECOND_SIGNERS = (Role.SUPERVISOR, Role.TREASURER)
SIGNERS = (*FIRST_SIGNERS, *SECOND_SIGNERS)
COVERERS = tuple(dict.fromkeys((*FILERS, *SIGNERS)))
PAYERS = (Role.CASHIER,)
RECORDERS = (Role.CASHIER, Role.TREASURER)
GRANTERS = (Role.STREET_OFFICER, Role.STREET_LEADER)
FINANCE = (Role.STREET_FINANCE,)
OPENERS = (*Post.COMMITTEE, *GRANTERS)
SETTLERS = (*Post.COMMITTEE, *GRANTERS)
DISCLOSERS = (Role.CHAIR, Role.TREASURER)
STAFF = (
    *Post.COMMUNITY,
    Role.STREET_OFFICER,
    Role.STREET_LEADER,
    Role.STREET_FINANCE,
    Role.AUDITOR,
)
OFFICE = (Role.STREET_OFFICER, Role.STREET_LEADER, Role.STREET_FINANCE, Role.AUDITOR)
# Who reads vouchers with names and receipts before the month is published.
READERS = (*Post.COMMITTEE, Role.SUPERVISOR, Role.CASHIER, *STAFF)

SIGNERS_IN_WORDS = "物管委主任、财务委员或监督小组成员"


def holds(by: Post | None, roles: tuple[str, ...], estate_id: int | None) -> bool:
    """Say whether ``by`` is one of ``roles`` in the estate, or with the street as a whole."""
    return by is not None and by.role in roles and by.estate_id in (None, estate_id)


def may_open_fund(by: Post, estate_id: int) -> bool:
    """Say whether ``by`` may set up a fund: the committee, or the street when it approves a project."""
    return holds(by, OPENERS, estate_id)


def may_set_budget(by: Post) -> bool:
    """Say whether ``by`` keeps the street's budget."""
    return holds(by, FINANCE, None)


def may_grant(by: Post) -> bool:
    """Say whether ``by`` may promise the street's money."""
    return holds(by, GRANTERS, None)


def may_disburse(by: Post) -> bool:
    """Say whether ``by`` pays the street's money out."""
    return holds(by, FINANCE, None)


def may_release(by: Post) -> bool:
    """Say whether ``by`` may give the rest of a grant back to the budget."""
    return holds(by, (*GRANTERS, *FINANCE), None)


def may_record_contribution(by: Post, estate_id: int) -> bool:
    """Say whether ``by`` writes down what was given."""
    return holds(by, RECORDERS, estate_id)


def may_file_expense(by: Post, estate_id: int) -> bool:
    """Say whether ``by`` may ask for money: 财务委员 and 委员, never who approves or pays."""
    return holds(by, FILERS, estate_id)


def may_change_expense(by: Post, expense: Expense) -> bool:
    """Say whether ``by`` is the person who filed it."""
    return may_file_expense(by, expense.estate_id) and by.person_id == expense.filed_by_person_id


def may_sign_expense(by: Post, expense: Expense) -> bool:
    """Say whether ``by`` holds an office that signs expenses."""
    return holds(by, SIGNERS, expense.estate_id)


def may_pay(by: Post, estate_id: int) -> bool:
    """Say whether ``by`` is the custody cashier."""
    return holds(by, PAYERS, estate_id)


def signing_obstacle(expense: Expense, by: Post, rules: Rules) -> Refused | None:
    """Return why ``by`` can't sign the expense now, if something stands against it.

    Needs the fund, the filer and the first signer of the expense. The page says it, the service raises it.
    """
    if not may_sign_expense(by, expense):
        return NotAllowed(needed=SIGNERS_IN_WORDS)
    if is_same_human(expense.filed_by_person, by.person):
        return errors.OwnExpense()
    if is_same_name(expense.payee, by.person.name):
        return errors.PayeeIsOfficial(payee=expense.payee)
    if expense.state == Expense.State.SIGNED:
        first = expense.approved_by_person
        return errors.AlreadySigned() if first and is_same_human(first, by.person) else None
    if by.role not in FIRST_SIGNERS and not any_signer_will_do(expense.amount_fen or 0, rules):
        return errors.ChairMustSign(limit=format_yuan(rules.integer("funds.any_approver_limit")))
    return None


def paying_obstacle(expense: Expense, by: Post) -> Refused | None:
    """Return why ``by`` can't pay the expense, if something stands against it; see ``signing_obstacle``."""
    if not may_pay(by, expense.estate_id):
        return NotAllowed(needed="代管出纳")
    if is_same_human(expense.filed_by_person, by.person):
        return errors.OwnExpense()
    signers = (expense.approved_by_person, expense.second_approved_by_person)
    if any(signer and is_same_human(signer, by.person) for signer in signers):
        return errors.AlreadySigned()
    return None


def covering_obstacle(expense: Expense, by: Post, *, is_public: bool) -> Refused | None:
    """Return why ``by`` can't cover parts of the expense's photos now, if something stands against it.

    Who filed it may from the first, who signs from the day it was filed; what is public, only the chair.
    """
    if is_public:
        return None if holds(by, FIRST_SIGNERS, expense.estate_id) else errors.CoversStand()
    waits_for_signers = expense.state not in (Expense.State.DRAFT, Expense.State.RETURNED)
    if may_change_expense(by, expense) or (waits_for_signers and may_sign_expense(by, expense)):
        return None
    return NotAllowed(needed=f"经办人，提交以后还有{SIGNERS_IN_WORDS}")


def may_uncover(expense: Expense, by: Post) -> bool:
    """Say whether ``by`` may show again what was covered: who filed it, before anybody signs."""
    return may_change_expense(by, expense) and expense.state in (
        Expense.State.DRAFT,
        Expense.State.RETURNED,
    )


def is_same_human(one: Person, other: Person) -> bool:
    """Say whether two persons are one: the same row, or the same sign-in."""
    return one.pk == other.pk or (one.user_id is not None and one.user_id == other.user_id)


def is_same_name(payee: str, name: str) -> bool:
    """Say whether a payee is called as a person is, blanks aside."""
    return bool(payee) and "".join(payee.split()) == "".join(name.split())


def may_settle(by: Post, fund: Fund) -> bool:
    """Say whether ``by`` may settle a fund."""
    return holds(by, SETTLERS, fund.estate_id)


def may_record_refund(by: Post, refund: Refund) -> bool:
    """Say whether ``by`` records it: the cashier pays residents, the street takes back its own."""
    if refund.grant_id is not None:
        return may_disburse(by)
    return may_pay(by, refund.estate_id)


def may_disclose(by: Post | None, estate_id: int) -> bool:
    """Say whether ``by`` may publish the month; ``None`` is the clock."""
    return by is None or holds(by, DISCLOSERS, estate_id)


def signatures_needed(fund: Fund, amount_fen: int, rules: Rules) -> int:
    """Return 1 or 2: how many people sign an expense (domain.md §3.2)."""
    key = "funds.general_chair_alone_limit" if fund.is_general else "funds.chair_alone_limit"
    return 1 if amount_fen <= rules.integer(key) else 2


def any_signer_will_do(amount_fen: int, rules: Rules) -> bool:
    """Say whether the amount is so small that not only the chair may sign first."""
    return amount_fen <= rules.integer("funds.any_approver_limit")


def within_ratio(amount_fen: int, planned_fen: int, ratio: tuple[int, int]) -> bool:
    """Say whether the grant stays within the street's share of the plan."""
    num, den = ratio
    return not ratio_reached(amount_fen, planned_fen, num, den, strict=True)


def is_cash(contribution_kind: str) -> bool:
    """Say whether a contribution is money, so in the books."""
    return contribution_kind == Contribution.Kind.CASH


def shares_of(amount_fen: int, weights: list[int], taken: list[int]) -> list[int]:
    """Return what each source pays of ``amount_fen``, so that over all expenses the sources keep their ratio.

    ``taken`` is what each has paid so far. Of the total so far the exact parts are rounded down, what is
    left over goes by largest remainder as in ``core.money.split``; no part is ever negative. The first
    expense is split exactly as ``split`` does, and with two or three sources every cumulative part stays
    within a fen of the ratio (trust.md A2 §10, M8). Raises ValueError on weights that can't share anything.
    """
    whole, total = sum(weights), amount_fen + sum(taken)
    split(total, weights)  # refuses weights that can't share
    goals = [max(total * weight // whole, have) for weight, have in zip(weights, taken, strict=True)]
    parts = [goal - have for goal, have in zip(goals, taken, strict=True)]
    spare = amount_fen - sum(parts)
    behind = [total * weight - goal * whole for weight, goal in zip(weights, goals, strict=True)]
    if spare >= 0:
        for i in sorted(range(len(parts)), key=lambda i: (-behind[i], -weights[i], i))[:spare]:
            parts[i] += 1
        return parts
    # Earlier rounding took too much: give the fen back where the part is largest.
    for _ in range(-spare):
        parts[max(range(len(parts)), key=lambda i: parts[i])] -= 1
    return parts
