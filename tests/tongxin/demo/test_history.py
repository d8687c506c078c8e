"""Loader and services agree: the same cases, played and loaded, leave the same rows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from ballots.models import Ballot
from ballots.verify import faults
from core import bell, clock
from funds.models import Contribution, Source
from ledger.models import Book
from ledger.verify import verify_book
from tenancy.fields import Owned
from tenancy.models import AuditEntry, Street
from tenancy.scope import scope
from tongxin.demo import people
from tongxin.demo.case import Case, Present, Votes
from tongxin.demo.history.load import LOADED, load_history
from tongxin.demo.months import publish_months
from tongxin.demo.programme import HOME, TOWNS, cases_of
from tongxin.demo.register import fill_register
from tongxin.demo.road import road
from tongxin.demo.seed import yearly_budget
from tongxin.demo.shed import shed
from tongxin.demo.stage import perform, players_of

TODAY, SINCE = (2025, 12, 20), date(2025, 4, 1)
# Left out of history on purpose: nobody did these acts here (one entry says so), and the sheets are printed
# by ordinary jobs afterwards. A code is random where the services make it.
LEFT_OUT = {"tenancy_auditentry", "tenancy_job"}
PRINTED = {"pdf_id", "code"}
# Computed from ids that differ between two runs; the verifiers recompute them.
SEALS = {"hash", "prev_hash", "body_hash", "chain_head", "head_hash", "roll_sha256", "sha256"}
SPEAKING_OF_IDS = {"key", "subject", "account_code", "code", "details_url", "bank_reference"}
NUMBERED = {"notices_series": ("kind", "year"), "notices_notice": ("published_at", "kind", "sequence")}
Table = dict[str, list[dict[str, Any]]]


def the_cases() -> list[Case]:
    """Return the shed, a case with labour, goods and nameless money, one below its plan, a small matter."""
    school = next(town for town in TOWNS if town.slug == "guanghanzhongxue")
    own = next(case for case in cases_of(school) if case.plan and len(case.bills) == 2)
    assert own.plan is not None
    given = {**own.plan.sources, Source.OTHER: 100_00}
    given[Source.STREET] -= 100_00
    nameless = Present(own.presents[0].on, 100_00, giver="未注明来源的汇款", source=Source.OTHER)
    first, *rest = own.payments
    mixed = replace(
        own,
        plan=replace(own.plan, sources=given),
        presents=[*own.presents, nameless],
        payments=[(first[0], first[1] - 100_00), *rest],
    )
    cheaper = next(
        case
        for town in TOWNS
        for case in cases_of(town)
        if case.plan and town.seats == 5 and case.payments and _below_plan(case)
    )
    small = next(case for case in cases_of(school) if case.plan is None)
    assert {present.kind for present in mixed.presents} == set(Contribution.Kind)
    # As many homes take part as an estate of 96 flats needs.
    crowd = {"cosigns": 12, "votes": Votes(agree=50, disagree=4, abstain=1)}
    return [shed(), replace(mixed, **crowd), replace(cheaper, **crowd), small]


def _below_plan(case: Case) -> bool:
    assert case.plan is not None
    return sum(fen for _, fen in case.payments) < case.plan.sources.get(Source.STREET, 0)


@pytest.fixture
def stage(db, street) -> Iterator[Street]:
    """Street B with one estate as large as 聚福园, its people and the year's budget."""
    ringer = bell.set_ringer(bell.silence)
    street = Street.objects.get(slug="street-b")
    with scope(street), clock.travel_to(2025, 3, 20):
        estate = _estate()
        with scope(street, estate):
            people.give_parts(fill_register(HOME.layout, first_name=0), people.JUFUYUAN, base=700)
        people.give_staff(estate.community, base=700)
    with scope(street), clock.travel_to(*TODAY):
        players = players_of(street, estate)
        perform(players, [yearly_budget(players, 2025)])
        yield street
    bell.set_ringer(ringer)


def _estate():
    return Street.objects.get(slug="street-b").estates.select_related("street", "community").get()


def _played(street: Street) -> None:
    players = players_of(street, _estate())
    stories = [road(players, case) for case in the_cases()]
    perform(players, [*stories, publish_months(players, SINCE, clock.today())])


def _loaded(street: Street) -> None:
    estate = _estate()
    until = {estate: clock.month_of(clock.today())[0]}
    load_history(street, {estate: the_cases()}, until, since=SINCE)


def _rows_made_by(act: Callable[[Street], None], street: Street) -> tuple[Table, int]:
    """Return the rows that ``act`` made, without ids and seals, and take them back; its own entries too."""
    with transaction.atomic():
        before = _everything()
        act(street)
        for ballot in Ballot.objects.all():
            assert faults(ballot) == []
        for book in Book.objects.all():
            assert verify_book(book).finding is None
        after = _everything()
        loaded = AuditEntry.objects.filter(action=LOADED).count()
        transaction.set_rollback(True)
    fresh = {name: _in_order(name, rows, set(rows) - set(before[name])) for name, rows in after.items()}
    ordinals = {name: {pk: n for n, pk in enumerate(made, 1)} for name, made in fresh.items()}
    return {
        name: [_plain(model, after[name][pk], ordinals) for pk in fresh[name]]
        for model in _tables()
        for name in [model._meta.db_table]
        if name not in LEFT_OUT and fresh[name]
    }, loaded


def _in_order(name: str, rows: dict[int, dict[str, Any]], made: set[int]) -> list[int]:
    """Return the ids of the rows that were made, printed sheets left out, in the order of what happened.

    Ids are given in that order, except where the services disclosed a month between what was loaded.
    """
    ids = [pk for pk in made if rows[pk].get("mime") != "application/pdf"]
    return sorted(ids, key=lambda pk: (*(str(rows[pk][column]) for column in NUMBERED.get(name, ())), pk))


def _tables() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def _everything() -> dict[str, dict[int, dict[str, Any]]]:
    return {
        model._meta.db_table: {row["id"]: row for row in model._base_manager.order_by("pk").values()}
        for model in _tables()
    }


def _plain(
    model: type[models.Model], row: dict[str, Any], ordinals: dict[str, dict[int, int]]
) -> dict[str, Any]:
    plain = {}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if (
            field.primary_key
            or field.name in SEALS
            or (field.attname in PRINTED and model._meta.app_label == "notices")
        ):
            continue
        if field.is_relation:
            value = ordinals.get(field.related_model._meta.db_table, {}).get(value, value)
        elif field.name in SPEAKING_OF_IDS:
            value = re.sub("[0-9]+", "#", str(value))
        plain[field.attname] = _without_seals(value)
    return plain


def _without_seals(value: Any) -> Any:
    """Return JSON without what is computed from ids."""
    if isinstance(value, dict):
        return {
            key: _without_seals(part) for key, part in value.items() if key not in ("fund_id", "head_hash")
        }
    if isinstance(value, list):
        return [_without_seals(part) for part in value]
    return "sha256" if isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) else value


@pytest.mark.slow
def test_load_history_leaves_the_same_rows_as_the_services(stage):
    played, entries = _rows_made_by(_played, stage)
    loaded, own_entries = _rows_made_by(_loaded, stage)

    assert (entries, own_entries) == (0, 1)
    assert {name: len(rows) for name, rows in loaded.items()} == {
        name: len(rows) for name, rows in played.items()
    }
    assert [
        (name, column, ours[column], theirs[column])
        for name, rows in played.items()
        for ours, theirs in zip(loaded[name], rows, strict=True)
        for column in theirs
        if ours[column] != theirs[column]
    ] == []


@pytest.mark.slow
def test_load_history_refuses_to_overdraw_and_leaves_nothing(stage):
    case = the_cases()[2]
    estate = _estate()
    short = replace(case, payments=[(day, fen // 2) for day, fen in case.payments])
    before = _everything()

    with pytest.raises(ValueError, match="overdraws"), transaction.atomic():
        load_history(stage, {estate: [short]}, {estate: SINCE}, since=SINCE)

    assert _everything() == before
