"""What a reader may do with an expense, and why not."""

from dataclasses import dataclass

from django.http import HttpRequest

from core.errors import Refused
from funds import rules
from funds.models import Expense
from funds.reports.room import money_obstacle
from tenancy.rules import rules_in_force


@dataclass(frozen=True)
class Desk:
    """The acts that are open to the reader now; an obstacle is shown instead of the button.

    ``money`` is why nobody can sign yet; sending back stays open then. ``covers``: parts of the photos can be
    covered; on what is paid only the chair is offered that, since it may be public.
    """

    signs: bool = False
    decides: bool = False
    pays: bool = False
    changes: bool = False
    covers: bool = False
    obstacle: Refused | None = None
    money: Refused | None = None

    @classmethod
    def of(cls, request: HttpRequest, expense: Expense) -> "Desk":
        """Return what the caller may do with ``expense`` in the offices held here."""
        money = money_obstacle(expense)
        held = request.capacities  # type: ignore[attr-defined]
        filer, covers = held.post(*rules.FILERS), cls._covers(request, expense)
        mine = filer is not None and rules.may_change_expense(filer, expense)
        if mine and expense.can_be_changed:
            return cls(changes=True, money=money, covers=covers)
        signer, payer = held.post(*rules.SIGNERS), held.post(*rules.PAYERS)
        if expense.state in Expense.CLAIMED and signer:
            in_force = rules_in_force(expense.street_id, expense.estate_id)
            obstacle = rules.signing_obstacle(expense, signer, in_force)
            open_to = obstacle is None
            signs = open_to and money is None
            return cls(signs=signs, decides=open_to, obstacle=obstacle, money=money, covers=covers)
        if expense.state == Expense.State.APPROVED and payer:
            obstacle = rules.paying_obstacle(expense, payer)
            return cls(pays=obstacle is None, obstacle=obstacle, covers=covers)
        return cls(money=money, covers=covers)

    @staticmethod
    def _covers(request: HttpRequest, expense: Expense) -> bool:
        by = request.capacities.post(*rules.COVERERS)  # type: ignore[attr-defined]
        is_paid = expense.state == Expense.State.PAID
        return by is not None and rules.covering_obstacle(expense, by, is_public=is_paid) is None
