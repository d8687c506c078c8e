"""Five thousand rows of every list in one estate, and as many in each of four others of other streets.

One row of each kind is made by the services; the database writes the others out of it. What stands in the
other estates hangs in the air (its keys lead nowhere): it only makes tables larger than an estate, as they
are in a city.
"""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, connections
from django.db.models import Model

from ballots.models import Ballot
from core import clock
from funds import services as funds
from funds.models import Contribution, Disclosure, Expense, Fund, Grant, Refund
from notices.models import Notice, Objection
from notices.services import file_objection, post, publish
from projects.models import Concern, Project
from tenancy.models import AuditEntry, Community, Estate, Job, Street
from tests.cast import Cast, make_cast
from tests.funds import money
from tests.funds.money import YUAN
from tests.projects import road

MANY = 5_000
FIRST = 1_000_000  # ids of what the services made lie below
TODAY = (2026, 6, 1)
ELSEWHERE = (101, 102, 103, 104)  # streets, and the one estate of each
TABLES = [
    model._meta.db_table
    for model in (
        Ballot,
        Concern,
        Project,
        Notice,
        Objection,
        Expense,
        Contribution,
        Refund,
        Fund,
        Grant,
        Disclosure,
        Job,
        AuditEntry,
    )
]


def make_crowd(before: Callable[[Cast], None]) -> Cast:
    """Return the cast of estate a1 that has lived a long life; ``before`` is called while it is young.

    Committed in whatever database is in use, which is good for nothing else afterwards.
    """
    with clock.travel_to(*TODAY):
        cast = make_cast()
        rows = {**_make_projects(cast), **_make_notices(cast), **_make_money(cast)}
        before(cast)
        with _rules_aside():
            with road.at_home():
                _multiply_projects(cast, rows)
                _multiply_notices(rows)
                _multiply_money(rows)
            _copy_elsewhere()
        with connections["owner"].cursor() as owner:
            owner.execute(f"VACUUM {', '.join(TABLES)}")
            owner.execute("ANALYZE")
    return cast


def multiply(row: Model, **changes: str) -> int:
    """Write ``MANY`` copies of a row in the open scope and return the number that ``nth`` counts from.

    ``changes`` are SQL by column, in which ``n`` counts the copies from one.
    """
    fields = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = [changes.get(column, f'"{column}"') for column in fields]
    table, columns = row._meta.db_table, ", ".join(f'"{column}"' for column in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")
        before = max(cursor.fetchone()[0], FIRST)
        cursor.execute(
            f"INSERT INTO {table} (id, {columns}) SELECT {nth(before)}, {', '.join(values)}"
            f" FROM {table}, generate_series(1, {MANY}) n WHERE id = %s ORDER BY n",
            [row.pk],
        )
    return before


def nth(before: int) -> str:
    """Return the SQL of the id of the n-th copy: those of all estates come one by one, as in a city."""
    return f"{before} + n * {len(ELSEWHERE) + 1}"


def one_in(often: int, rare: str, usual: str) -> str:
    """Return the SQL of a value that one copy in ``often`` has; what waits is never more than a few."""
    return f"CASE WHEN mod(n, {often}) = 0 THEN {rare} ELSE {usual} END"


@contextmanager
def _rules_aside():
    """Take away what holds rows to the order in which services make them, and to rows they point to."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            [TABLES],
        )
        keys = owner.fetchall()
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        for table, name, _ in keys:
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        yield
        for table, name, definition in keys:
            owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID")
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY")


def _copy_elsewhere() -> None:
    """Write the rows of a1 once more for each of the estates elsewhere."""
    for number in ELSEWHERE:
        for model in (Street, Community, Estate):
            row = model.objects.using("owner").order_by("pk").last()
            row.pk, row.slug, row.name, row.number = number, f"elsewhere-{number}", f"示例{number}", number
            row.street_id, row.community_id = number, number
            row.save(using="owner", force_insert=True)
    with connections["owner"].cursor() as owner:
        for table in TABLES:
            owner.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND NOT attisdropped AND attname NOT IN ('id', 'street_id', 'estate_id')",
                [table],
            )
            columns = ", ".join(f'"{name}"' for (name,) in owner.fetchall())
            owner.execute(
                f"INSERT INTO {table} (id, street_id, estate_id, {columns})"
                f" SELECT id + elsewhere.nth, elsewhere.street, elsewhere.street, {columns} FROM {table},"
                f" unnest(%s) WITH ORDINALITY elsewhere(street, nth)"
                f" WHERE estate_id = 11 AND id > {FIRST} ORDER BY elsewhere.street, id",
                [list(ELSEWHERE)],
            )


def _make_projects(cast: Cast) -> dict[str, Model]:
    road.give_budget(cast)
    rows = {"filed": road.make_concern(cast), "published": road.publish(cast, road.make_concern(cast))}
    return {**rows, "reviewed": road.bring_to(cast, Project.State.STREET_REVIEW)}


def _make_notices(cast: Cast) -> dict[str, Model]:
    with road.at_home():
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        given: dict[str, Any] = {"estate": estate, "title": "示例公示", "paragraphs": ["示例。"]}
        with clock.travel_to(2026, 3, 2):
            publish(kind="other", **given, by=cast.chair)
        notice = publish(kind="other", **given, by=cast.chair)
        return {"notice": notice, "objection": file_objection(notice, text="请说明。", by=cast.owner)}


def _make_money(cast: Cast) -> dict[str, Model]:
    with clock.travel_to(2026, 5, 10):
        money.contribute(cast, money.general(cast), YUAN, source="gift", bank_reference="示例-5")
    fund = money.make_fund(cast)
    rows = {"fund": fund, "grant": money.reserve(cast, fund, 1_000 * YUAN)}
    rows["expense"] = money.filed(cast, money.general(cast), 10 * YUAN)
    given = money.contribute(cast, fund, YUAN, kind="labour", bank_reference="")
    with road.at_home():
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        rows["disclosure"] = funds.disclose_month(estate, date(2026, 5, 1), by=cast.treasurer)
        post(rows["disclosure"].notice, by=None)
        refund = {"year": 2026, "serial": 1, "fund": fund, "contribution": given}
        rows["refund"] = Refund.objects.create(**refund, given_fen=YUAN, amount_fen=YUAN)
    return {**rows, "given": given}


def _multiply_projects(cast: Cast, rows: dict[str, Model]) -> None:
    reporter = one_in(500, str(cast.owner.person_id), str(cast.neighbour.person_id))
    multiply(
        rows["filed"],
        person_id=reporter,
        filed_at="filed_at + n * interval '1 minute'",
        state=one_in(10, "'filed'", "'declined'"),
        decline_reason="'示例。'",
    )
    concerns = multiply(rows["published"], person_id=reporter)
    ballots = multiply(rows["reviewed"].ballot, closed_at="closed_at + n * interval '1 minute'")
    before = multiply(rows["fund"])
    multiply(
        rows["reviewed"],
        sequence="1000 + n",
        number="'示例-' || n",
        concern_id=nth(concerns),
        ballot_id=nth(ballots),
        fund_id=nth(before),
        state=one_in(10, "'street_review'", "'closed'"),
        review_due_on="review_due_on + mod(n, 90)",
    )
    multiply(rows["grant"], fund_id=nth(before), state=one_in(50, "'reserved'", "'closed'"))


def _multiply_notices(rows: dict[str, Model]) -> None:
    before = multiply(
        rows["notice"],
        sequence="1000 + n",
        code="'1011-' || lpad(n::text, 20, '0')",
        published_at="published_at - n * interval '1 day'",
        ends_at="ends_at - n * interval '1 day'",
    )
    multiply(
        rows["objection"],
        notice_id=nth(before),
        state=one_in(50, "'open'", "'answered'"),
        outcome=one_in(50, "''", "'rejected'"),
        reply=one_in(50, "''", "'示例。'"),
        answered_at=one_in(50, "NULL", "filed_at"),
    )
    multiply(Job.objects.filter(kind="notices.print").first(), key="'k' || n", state="'done'")
    multiply(AuditEntry.objects.first())


def _multiply_money(rows: dict[str, Model]) -> None:
    multiply(rows["expense"], serial="1000 + n", state=one_in(50, "'filed'", "'void'"))
    contributions = multiply(rows["given"], serial="1000 + n")
    multiply(rows["refund"], serial="1000 + n", contribution_id=nth(contributions))
    multiply(rows["disclosure"], month=f"(month + (n - {MANY + 1}) * interval '1 month')::date")
