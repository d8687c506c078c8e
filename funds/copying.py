"""What money has about somebody, and what of it keeps their data from being deleted."""

from django.db.models import Q

from core.money import format_yuan
from estates.models import Ownership, Person, Residency
from estates.privacy.blocking import Block, declare_blocks
from estates.privacy.collectors import day, moment
from estates.privacy.copying import Collector, Row, declare
from funds.models import Contribution, Expense, Refund


def _units(person: Person) -> set[int]:
    """Return the homes that are, or were, the person's."""
    return {
        pk
        for model in (Ownership, Residency)
        for pk in model.objects.filter(person=person).values_list("unit_id", flat=True)
    }


def _given_by(person: Person) -> Q:
    return Q(unit__in=_units(person)) | Q(unit=None, from_label=person.name)


def _contributions(person: Person) -> list[Row]:
    rows = (
        Contribution.objects.filter(_given_by(person)).select_related("fund", "unit__building").order_by("id")
    )
    return [
        {
            "编号": row.number,
            "日期": day(row.received_on),
            "来自": row.giver,
            "方式": row.get_kind_display(),
            "金额（元）": format_yuan(row.amount_fen),
            "用于": row.fund.label,
        }
        for row in rows
    ]


def _expenses(person: Person) -> list[Row]:
    rows = Expense.objects.filter(filed_by_person=person).order_by("id")
    return [
        {
            "编号": row.number,
            "时间": moment(row.filed_at),
            "用途": row.purpose,
            "金额（元）": format_yuan(row.amount_fen) if row.amount_fen else "",
            "状态": row.get_state_display(),
        }
        for row in rows
    ]


def _open_money(person: Person) -> list[Block]:
    given = Contribution.objects.filter(_given_by(person))
    owed = Refund.objects.filter(contribution__in=given, state=Refund.State.PLANNED).count()
    open_states = [state for state, targets in Expense.MOVES.items() if targets]
    filed = Expense.objects.filter(filed_by_person=person, state__in=open_states).count()
    return [
        *([Block(f"有 {owed} 笔退款还没有退给您")] if owed else []),
        *([Block(f"经办的报销还有 {filed} 笔没有办完")] if filed else []),
    ]


declare(Collector("出资", _contributions), Collector("经办的报销", _expenses))
declare_blocks(_open_money)
