"""Money for tests: made through the services, each in the scope it belongs to. Amounts in fen."""

import io
import random
from datetime import date

from django.db import connection
from PIL import Image

from core import clock
from estates.models import Unit
from funds import services
from funds.models import Contribution, Expense, Fund, Grant, Source
from tenancy.models import Estate, Street
from tenancy.scope import scope
from tests.cast import Cast

YUAN = 100


def wait_long() -> None:
    """Let the open transaction wait for locks longer than a page would, on a machine that is busy."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'")


def photo(seed: int = 1, *, quality: int = 90, size: int = 96) -> bytes:
    """Return a JPEG that looks like no other seed's."""
    noise = random.Random(seed)
    picture = Image.new("L", (9, 8))
    picture.putdata([noise.randrange(256) for _ in range(72)])
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.NEAREST).convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def set_budget(cast: Cast, amount: int = 100_000 * YUAN, year: int | None = None) -> None:
    """Set the street's budget of the year."""
    with scope(1):
        street = Street.objects.get(pk=1)
        services.set_street_budget(street, year or clock.today().year, amount, by=cast.street_finance)


def make_fund(
    cast: Cast, plan: dict[Source, int] | None = None, label: str = "非机动车棚", *, started: bool = True
) -> Fund:
    """Return a project fund of a1, by default 8,000 yuan of the street and 2,000 of residents."""
    with scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        shares = plan or {Source.STREET: 8_000 * YUAN, Source.SELF: 2_000 * YUAN}
        fund = services.open_fund(estate=estate, label=label, plan=shares, by=cast.chair)
        return services.start_fund(fund, by=cast.chair) if started else fund


def general(cast: Cast) -> Fund:
    """Return the general fund of a1."""
    with scope(1, 11):
        return services.general_fund(Estate.objects.get(pk=11))


def reserve(cast: Cast, fund: Fund, amount: int = 8_000 * YUAN) -> Grant:
    """Return a grant that the street's leader approved."""
    with scope(1):
        return services.reserve_grant(fund, amount, by=cast.street_leader)


def disburse(cast: Cast, grant: Grant, amount: int, reference: str = "B-1", on: date | None = None) -> object:
    """Return a disbursement by the street's finance office."""
    with scope(1):
        day = on or clock.today()
        by = cast.street_finance
        return services.disburse_grant(grant, amount, bank_reference=reference, paid_on=day, by=by)


def contribute(
    cast: Cast, fund: Fund, amount: int, unit: Unit | None = None, on: date | None = None, **given: str
) -> Contribution:
    """Return money of a home, by default units[0], as the cashier recorded it."""
    values = {"source": Source.SELF, "kind": "cash", "bank_reference": "C-1"} | given
    with scope(1, 11):
        return services.record_contribution(
            fund,
            amount_fen=amount,
            unit=None if given.get("from_label") else unit or cast.units[0],
            received_on=on or clock.today(),
            by=cast.cashier,
            **values,
        )


def funded(cast: Cast, plan: dict[Source, int] | None = None) -> Fund:
    """Return a project fund into which all planned money of street and residents has come."""
    set_budget(cast)
    fund = make_fund(cast, plan)
    grant = reserve(cast, fund)
    disburse(cast, grant, 8_000 * YUAN)
    contribute(cast, fund, 2_000 * YUAN)
    return fund


def draft(cast: Cast, fund: Fund, seed: int = 1, by: object | None = None) -> Expense:
    """Return a draft with one receipt, by default the treasurer's."""
    with scope(1, 11):
        return services.draft_expense(fund, photo=photo(seed), by=by or cast.treasurer)


def filed(cast: Cast, fund: Fund, amount: int, seed: int = 1, **values: object) -> Expense:
    """Return a filed expense, by default the treasurer's."""
    by = values.pop("by", cast.treasurer)
    expense = draft(cast, fund, seed, by)
    said = {
        "amount_fen": amount,
        "spent_on": clock.today(),
        "purpose": "钢架材料",
        "category": "materials",
        "payee": "示例建材有限公司",
    }
    with scope(1, 11):
        return services.file_expense(expense, **(said | values), by=by)


def approved(cast: Cast, fund: Fund, amount: int, seed: int = 1, **values: object) -> Expense:
    """Return an expense with every signature it needs."""
    expense = filed(cast, fund, amount, seed, **values)
    with scope(1, 11):
        expense = services.approve_expense(expense, photos_fit=True, by=cast.chair)
        if expense.state == Expense.State.SIGNED:
            expense = services.approve_expense(expense, photos_fit=True, by=cast.supervisor)
    return expense


def paid(
    cast: Cast, fund: Fund, amount: int, seed: int = 1, on: date | None = None, **values: object
) -> Expense:
    """Return an expense the cashier paid."""
    expense = approved(cast, fund, amount, seed, **values)
    with scope(1, 11):
        day = on or clock.today()
        return services.pay_expense(expense, bank_reference=f"P-{seed}", paid_on=day, by=cast.cashier)
