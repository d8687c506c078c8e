"""What somebody has to do about money."""

from django.db.models import Q
from django.urls import reverse

from core import clock
from core.work import When, WorkItem
from estates.models import Post
from funds import rules
from funds.models import Expense, Refund
from funds.reports.room import Shortage, in_words, waits
from funds.reports.statement import next_month_to_disclose
from tenancy.models import Estate
from tenancy.rules import rules_in_force


def work_items(post: Post, estate: Estate) -> list[WorkItem]:
    """Return what waits for ``post`` in ``estate``, what it waits for, and what was done lately."""
    expenses = _expenses(post, estate)
    short = waits(expenses)
    items = [item for row in expenses if (item := _expense_item(row, post, estate, short.get(row.pk, ())))]
    if rules.may_pay(post, estate.pk):
        items += _refund_items(estate)
    if rules.may_disclose(post, estate.pk):
        items += _month_items(estate)
    return items


def _expenses(post: Post, estate: Estate) -> list[Expense]:
    rows = Expense.objects.filter(estate_id=estate.pk).exclude(
        state__in=(Expense.State.VOID, Expense.State.REJECTED)
    )
    paid = rows.filter(state=Expense.State.PAID, filed_by_person_id=post.person_id).order_by("-id")
    shown = rows.filter(~Q(state=Expense.State.PAID) | Q(pk__in=paid.values("pk")[:3]))
    return list(shown.select_related("fund").order_by("id"))


def _expense_item(
    expense: Expense, post: Post, estate: Estate, short: tuple[Shortage, ...]
) -> WorkItem | None:
    own = expense.filed_by_person_id == post.person_id
    state = expense.state
    title = f"{expense.number} {expense.purpose or '票据草稿'}"
    if own and state in (Expense.State.DRAFT, Expense.State.RETURNED):
        note = "退回修改：" + expense.reason if expense.reason else "草稿还没有提交"
        return _item(title, note, expense, estate, When.TODAY)
    if short and (own or waits_for(expense, post)):
        return _item(title, in_words(short), expense, estate, When.OTHERS)
    if not own and waits_for(expense, post):
        return _item(
            title, "等您付款" if state == Expense.State.APPROVED else "等您审批", expense, estate, When.TODAY
        )
    if own and state == Expense.State.PAID:
        return _item(title, "已付款", expense, estate, When.DONE)
    if own:
        return _item(title, expense.get_state_display(), expense, estate, When.OTHERS)
    return None


def waits_for(expense: Expense, post: Post) -> bool:
    """Say whether the next step of an expense is ``post``'s."""
    first, second = rules.FIRST_SIGNERS, rules.SECOND_SIGNERS
    if expense.state == Expense.State.FILED:
        return post.role in first
    if expense.state == Expense.State.SIGNED:
        return post.role in second and expense.approved_by_person_id != post.person_id
    return expense.state == Expense.State.APPROVED and rules.may_pay(post, expense.estate_id)


def _item(title: str, note: str, expense: Expense, estate: Estate, group: When) -> WorkItem:
    url = reverse("funds:expense", args=[estate.slug, expense.pk])
    return WorkItem(title=title, url=url, note=note, group=group)


def _refund_items(estate: Estate) -> list[WorkItem]:
    planned = Refund.objects.filter(estate_id=estate.pk, state=Refund.State.PLANNED, grant=None)
    count = planned.count()
    url = reverse("funds:refunds", args=[estate.slug])
    return [WorkItem(title=f"{count} 笔退款等您付款", url=url)] if count else []


def _month_items(estate: Estate) -> list[WorkItem]:
    month = next_month_to_disclose(estate)
    if month is None or clock.month_of(month)[1] > clock.today():
        return []
    due_day = rules_in_force(estate.street_id, estate.pk).integer("funds.disclosure_due_day")
    due = clock.midnight(clock.month_of(month)[1].replace(day=due_day))
    url = reverse("funds:close", args=[estate.slug, f"{month:%Y-%m}"])
    title = f"公示 {month.year}年{month.month}月的资金"
    return [WorkItem(title=title, url=url, note="核对后点“生成本月公示”", due_at=due)]
