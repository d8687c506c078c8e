"""People of one name: the importer asks whether two are one, people decide (domain.md §6 case 3)."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction

from core import clock, states
from core.errors import NotAllowed, StateRefused
from estates.models import Ownership, Person, Post, SamePerson
from estates.roster import errors
from estates.roster.effects import naming
from estates.rules import KEEPERS_IN_WORDS, may_keep_register
from tenancy.audit import record
from tenancy.models import Estate

State = SamePerson.State
# What the person who stays takes over of the other where they have none of their own.
TAKEN_OVER = ("phone", "document", "document_hash", "born_on", "deceased_on", "user")


def propose_names(estate: Estate) -> int:
    """Ask about each later owner of a name that an earlier owner has; return how many questions were new.

    Nobody whose document number is known is asked about: that has told already. Safe to do again.
    """
    owners = Ownership.objects.in_force().filter(estate=estate, person__document_hash="")
    firsts: dict[tuple[str, str], int] = {}
    asked = []
    for pk, name, kind in (
        owners.values_list("person_id", "person__name", "person__kind").distinct().order_by("person_id")
    ):
        first = firsts.setdefault((name, kind), pk)
        if first != pk:
            asked.append(SamePerson(street_id=estate.street_id, estate=estate, first_id=first, second_id=pk))
    before = SamePerson.objects.filter(estate=estate).count()
    SamePerson.objects.bulk_create(asked, batch_size=1_000, ignore_conflicts=True)
    return SamePerson.objects.filter(estate=estate).count() - before


@transaction.atomic
def decide_names(
    estate: Estate, questions: Sequence[SamePerson], *, decision: str, reason: str = "", by: Post
) -> list[SamePerson]:
    """Return the questions, each answered: the two are one from now on, or they are two and why.

    Answered so before, a question is left alone. Raises NotAllowed, NothingChosen, ReasonMissing,
    StateRefused, TwoSignIns, TwoDocuments, BothOwnIt, BothDidIt.
    """
    if not may_keep_register(by, estate):
        raise NotAllowed(needed=KEEPERS_IN_WORDS)
    if not questions:
        raise errors.NothingChosen
    if decision == State.DIFFERENT and not reason.strip():
        raise errors.ReasonMissing
    keys = [question.pk for question in questions]
    found = SamePerson.objects.select_for_update().filter(estate=estate, pk__in=keys).order_by("id")
    answered = [_decide(question, decision, reason.strip(), by) for question in found]
    if decision == State.SAME:
        _ask_anew(estate, {question.second_id for question in answered})
    return answered


def _decide(question: SamePerson, decision: str, reason: str, by: Post) -> SamePerson:
    if question.state == decision:
        return question
    if question.state != State.OPEN:
        labels = {"current": question.get_state_display(), "wanted": State(decision).label}
        raise StateRefused(**labels)
    if decision == State.SAME:
        _merge(question, by)
    question.reason, question.decided_at, question.decided_by = reason, clock.now(), by
    states.move(question, decision, update_fields=("reason", "decided_at", "decided_by"))
    record("estates.names_decided", question, by=by, decision=decision, reason=reason)
    return question


def _merge(question: SamePerson, by: Post) -> None:
    """Have everything that names the second person name the first, as far as it is not frozen."""
    pair = Person.objects.select_for_update(of=("self",)).in_bulk([question.first_id, question.second_id])
    first, second = pair[question.first_id], pair[question.second_id]
    _refuse(first, second)
    try:
        with transaction.atomic():
            moved = _move_all(first, second)
    except IntegrityError as error:
        raise errors.BothDidIt from error
    taken = {
        name: getattr(second, name)
        for name in TAKEN_OVER
        if getattr(second, name) and not getattr(first, name)
    }
    Person.objects.filter(pk=second.pk).update(user=None, phone="", document_hash="")
    Person.objects.filter(pk=first.pk).update(**taken)
    record("estates.persons_merged", first, by=by, second=second.pk, moved=moved, taken=sorted(taken))


def _refuse(first: Person, second: Person) -> None:
    if first.user_id and second.user_id and first.user_id != second.user_id:
        raise errors.TwoSignIns
    if first.document_hash and second.document_hash and first.document_hash != second.document_hash:
        raise errors.TwoDocuments
    owned = Ownership.objects.in_force().filter(person=first).values("unit_id")
    if Ownership.objects.in_force().filter(person=second, unit_id__in=owned).exists():
        raise errors.BothOwnIt


def _move_all(first: Person, second: Person) -> dict[str, list[int]]:
    """Return the keys of the rows that name ``first`` now, by table; what nobody may change stays."""
    moved = {}
    for model, name in _naming_persons():
        rows = model._base_manager.filter(**{name: second}).exclude(pk=first.pk if model is Person else None)
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            model._base_manager.filter(pk__in=keys).update(**{name: first})
            moved[f"{model._meta.label_lower}.{name}"] = keys
    return moved


def _naming_persons() -> list[tuple[Any, str]]:
    """Return the models and fields that name a person and may be changed by whoever runs the portal."""
    fields = [(model, field) for model, field in naming(Person) if model is not SamePerson]
    pairs = [(model._meta.db_table, field.column) for model, field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_column_privilege(t, c, 'UPDATE') FROM unnest(%s::text[], %s::text[])"
            " WITH ORDINALITY AS n(t, c, o) ORDER BY o",
            [[table for table, _ in pairs], [column for _, column in pairs]],
        )
        free = [may for (may,) in cursor.fetchall()]
    return [(model, field.name) for (model, field), may in zip(fields, free, strict=True) if may]


def _ask_anew(estate: Estate, merged: set[int]) -> None:
    """Take back open questions about people who are somebody else now, and ask about that somebody."""
    still = SamePerson.objects.filter(estate=estate, state=State.OPEN)
    still.filter(first_id__in=merged).delete()
    still.filter(second_id__in=merged).delete()
    propose_names(estate)
