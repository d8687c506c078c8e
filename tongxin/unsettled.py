"""What an estate has open: it is merged or split only when nothing is."""

from ballots.models import Ballot
from funds.models import Expense, Fund, Grant, Refund
from funds.reports import money_now
from projects.models import Concern, Project
from tenancy.models import Estate

_ENDED_EXPENSES = (Expense.State.PAID, Expense.State.REJECTED, Expense.State.VOID)
_ENDED_CONCERNS = (Concern.State.DECLINED, Concern.State.RESOLVED, Concern.State.DRAFT)


def unsettled(estate: Estate) -> list[str]:
    """Return what of ``estate`` is not settled yet, in words with how many; inside its scope."""
    here = {"estate": estate}
    funds = Fund.objects.filter(**here, state=Fund.State.OPEN).exclude(kind=Fund.Kind.GENERAL)
    counts = (
        ("没有结算的专项资金", funds),
        ("没有办完的报销", Expense.objects.filter(**here).exclude(state__in=_ENDED_EXPENSES)),
        ("没有了结的激励资金", Grant.objects.filter(**here).exclude(state=Grant.State.CLOSED)),
        ("没有退还的款", Refund.objects.filter(**here, state=Refund.State.PLANNED)),
        ("没有计票的投票", Ballot.objects.filter(**here, state__in=(Ballot.State.DRAFT, Ballot.State.OPEN))),
        ("没有结束的项目", Project.objects.filter(**here).exclude(state__in=Project.ENDED)),
        ("没有答复的诉求", Concern.objects.filter(**here).exclude(state__in=_ENDED_CONCERNS)),
    )
    found = [f"{words} {rows.count()} 项" for words, rows in counts if rows.exists()]
    if money_now(estate).balance:
        found.insert(0, "账户里还有钱")
    return found
