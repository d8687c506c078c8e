"""The audit log of a street as its auditors read it: narrowed, in words, also as a sheet."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import SignIn
from core import clock
from core.csv_files import Cell, csv_bytes
from estates.models import Person
from estates.offices.words import ACTIONS
from tenancy.models import AuditEntry, Street

HEADS = ("时间", "小区", "动作", "对象", "编号", "经办", "详情")
MOST = 5_000  # lines of a sheet; more are narrowed by dates


def entries_of(
    street: Street,
    *,
    since: date | None = None,
    until: date | None = None,
    estate: int | None = None,
    action: str = "",
    actor: str = "",
    subject: str = "",
    number: int | None = None,
) -> QuerySet[AuditEntry]:
    """Return the entries of a street and its estates; ``until`` is the last day that counts."""
    rows = AuditEntry.objects.filter(street=street).select_related("estate")
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(1)))
    exact = {"estate_id": estate, "action": action, "subject": subject, "subject_id": number}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(actor__icontains=actor) if actor else rows


def sign_ins_of(street: Street) -> QuerySet[SignIn]:
    """Return the tries to sign in of the street's people, staff only."""
    staff = Person.objects.filter(street=street, estate=None).exclude(user=None).values("user")
    return SignIn.objects.filter(user__in=staff)


def names_of(street: Street, tries: list[SignIn]) -> dict[int, str]:
    """Return whose sign-in each of the tries was."""
    users = {each.user_id for each in tries}
    staff = Person.objects.filter(street=street, estate=None, user__in=users)
    return dict(staff.values_list("user_id", "name"))


def action_in_words(code: str) -> str:
    """Return what an action is called; an unknown one keeps its code."""
    return ACTIONS.get(code, code)


def subject_in_words(label: str) -> str:
    """Return what a kind of row is called."""
    return subjects().get(label, label)


def subjects() -> dict[str, str]:
    """Return what each kind of row behind the wall is called."""
    owned = (model for model in apps.get_models() if hasattr(model, "street_id"))
    return {model._meta.label_lower: str(model._meta.verbose_name) for model in owned}


def details_in_words(details: dict[str, Any]) -> str:
    """Return the details of an entry on one line."""
    return "；".join(f"{name}: {value}" for name, value in details.items())


def sheet(rows: QuerySet[AuditEntry]) -> bytes:
    """Return the newest ``MOST`` of the rows as a sheet."""
    return csv_bytes(HEADS, [_line(row) for row in rows.order_by("-pk")[:MOST]])


def _line(row: AuditEntry) -> tuple[Cell, ...]:
    return (
        clock.local(row.at).strftime("%Y-%m-%d %H:%M:%S"),
        row.estate.name if row.estate else "",
        action_in_words(row.action),
        subject_in_words(row.subject),
        row.subject_id,
        row.actor,
        details_in_words(row.details),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
