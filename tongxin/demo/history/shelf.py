"""Rows of the history until they are written, many at a time, in an order that the guards accept."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import connection, models

from ballots.models import Ballot, Elector, Matter, Slip, Vote
from funds.models import (
    Contribution,
    Disbursement,
    Expense,
    ExpenseShare,
    Fund,
    FundLine,
    Grant,
    ReceiptPhoto,
)
from ledger.models import Account, Balance, Book, Hold, HoldChange, Posting, Transaction
from notices.models import Notice, Objection, Series
from projects.models import (
    Acceptance,
    BudgetLine,
    Concern,
    ConcernSupport,
    CoSign,
    Document,
    FundingLine,
    Project,
    Rating,
    Review,
    Step,
)
from tenancy.models import Job, StoredFile

Row = TypeVar("Row", bound=models.Model)
BLOCK = 400  # ids that are drawn from a sequence at a time
# What of a row may change after it was written, in the order in which the tables are written.
CHANGING: dict[type[models.Model], tuple[str, ...]] = {
    StoredFile: (),
    Series: ("last_number",),
    Notice: (),
    Objection: ("state", "outcome", "reply", "answered_by", "answered_at"),
    Concern: (
        "state", "public_place", "public_words", "photo_shown", "reviewed_by", "reviewed_at",
        "decline_reason", "resolution", "proof", "resolved_at", "resolved_by",
    ),
    ConcernSupport: (),
    Book: ("head_seq", "head_hash"),
    Account: (),
    Transaction: (),
    Posting: (),
    Hold: ("drawn", "released"),
    HoldChange: (),
    Balance: ("posted", "held", "seq"),
    Fund: ("state", "started_at", "settled_at"),
    FundLine: ("planned_fen",),
    Grant: ("disbursed_fen", "released_fen", "state"),
    Disbursement: (),
    Contribution: (),
    Expense: (
        "state", "amount_fen", "spent_on", "purpose", "category", "payee", "invoice_number", "signatures",
        "round", "rules_version", "filed_at", "approved_by", "approved_by_person", "approved_at",
        "second_approved_by", "second_approved_by_person", "second_approved_at", "paid_by",
        "paid_by_person", "paid_on", "bank_reference", "entry",
    ),
    ExpenseShare: (),
    ReceiptPhoto: (),
    Ballot: (
        "state", "rules", "rules_version", "roll_sha256", "roll_units", "roll_heads", "roll_area_centi",
        "chain_seq", "chain_head", "opened_at", "closed_at", "result",
    ),
    Project: (
        "state", "place", "plan", "starts_on", "ends_on", "beneficiaries", "warranty_months", "responsible",
        "budget_fen", "changes_common_part", "common_part_reason", "common_part_by", "proposed_at",
        "rules_version", "cosigns_needed", "ballot", "result_notice", "review_due_on", "review_round", "fund",
        "warranty_starts_on", "warranty_ends_on", "settlement", "settlement_notice", "rating_closes_at",
        "households", "ratings_needed", "ended_at",
    ),
    CoSign: (),
    Document: (),
    Step: (),
    Review: (),
    Acceptance: ("resident_conclusion", "resident_words", "resident", "resident_person", "resident_at"),
    Rating: (),
    Job: (),
}  # fmt: skip


class Shelf:
    """New and changed rows by model; every row has its id from the moment it is put here."""

    def __init__(self) -> None:
        self._ids: dict[type[models.Model], Iterator[int]] = {}
        self._new: dict[type[models.Model], dict[int, Any]] = defaultdict(dict)
        self._changed: dict[type[models.Model], dict[int, Any]] = defaultdict(dict)

    def add(self, row: Row) -> Row:
        """Return the new row with its id."""
        row.pk = next(self._ids.setdefault(type(row), _ids_of(type(row))))
        self._new[type(row)][row.pk] = row
        return row

    def change(self, *rows: models.Model) -> None:
        """Remember that rows have changed since they were put here or read."""
        for row in rows:
            if row.pk not in self._new[type(row)]:
                self._changed[type(row)][row.pk] = row

    def write(self) -> None:
        """Write everything; nothing is left on the shelf."""
        for model in CHANGING:
            if model is Ballot:
                self._write_ballots()
            elif model is Project:
                self._write_projects()
            else:
                self._create(model)
                self._update(model)
        self._new.clear()
        self._changed.clear()

    def _create(self, model: type[models.Model]) -> None:
        if rows := self._new[model].values():
            model._base_manager.bulk_create(rows, batch_size=1_000)

    def _update(self, model: type[models.Model]) -> None:
        if rows := self._changed[model].values():
            model._base_manager.bulk_update(rows, CHANGING[model], batch_size=200)

    def _write_ballots(self) -> None:
        """A ballot starts as a draft, takes its roll, is opened, takes its slips and votes, is closed."""
        new, ended = list(self._new[Ballot].values()), []
        with _shown_as(new, Ballot.State.DRAFT):
            self._create(Ballot)
        self._create(Matter)
        self._create(Elector)
        for row in (*new, *self._changed[Ballot].values()):
            if row.state == Ballot.State.CLOSED:
                ended.append(row)
        touched = [*new, *self._changed[Ballot].values()]
        self._changed[Ballot] = {row.pk: row for row in touched}
        results = [(row, row.closed_at, row.result) for row in ended]
        for row in ended:
            row.closed_at = row.result = None
        with _shown_as(touched, Ballot.State.OPEN):
            self._update(Ballot)
        self._create(Slip)
        self._create(Vote)
        for row, closed_at, result in results:
            row.closed_at, row.result = closed_at, result
        if ended:
            Ballot.objects.bulk_update(ended, ("state", "closed_at", "result"), batch_size=200)

    def _write_projects(self) -> None:
        """Budget and sources are written while a project is a draft."""
        new = list(self._new[Project].values())
        with _shown_as(new, Project.State.DRAFT):
            self._create(Project)
        for model in (BudgetLine, FundingLine):
            self._create(model)
        self._changed[Project] |= {row.pk: row for row in new}
        self._update(Project)


class _shown_as:
    """Rows in another state for a while."""

    def __init__(self, rows: list[Any], state: str) -> None:
        self.rows, self.state = [(row, row.state) for row in rows], state

    def __enter__(self) -> None:
        for row, _ in self.rows:
            row.state = self.state

    def __exit__(self, *_: object) -> None:
        for row, state in self.rows:
            row.state = state


def _ids_of(model: type[models.Model]) -> Iterator[int]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, BLOCK],
            )
            yield from [row[0] for row in cursor.fetchall()]
