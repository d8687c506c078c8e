"""The figures of rosters: looking 5,000 rows through and taking them over, against bare openpyxl."""

import io
from collections.abc import Iterator

from django.db import transaction
from openpyxl import Workbook, load_workbook

from benchmarks.data import ESTATE, STREET
from benchmarks.measure import Figure, compared, milliseconds
from estates.roster.comparing import compare
from estates.roster.services import import_roster
from estates.roster.sheet import COLUMNS
from tenancy.models import Estate
from tenancy.scope import scope

ROWS = 5_000
MOST = 5  # rounds: each takes seconds, and many would tell no more
PREVIEW, APPLY = 4.0, 12.0  # times as long as reading the file


def rosters(rounds: int) -> Iterator[Figure]:
    """Yield what the preview and the import of a new estate's sheet cost; what is written is taken back."""
    data = _sheet()
    with scope(STREET, ESTATE):
        estate = Estate.objects.get(pk=ESTATE)
        costs: tuple[list[float], list[float], list[float]] = ([], [], [])
        for _ in range(min(rounds, MOST)):
            for cost, act in zip(costs, (_read, compare, _take_over), strict=True):
                cost.append(milliseconds(lambda act=act: act(estate, data)))
    read, looked, taken = costs
    yield compared("import_preview", looked, read, bound=PREVIEW, note=_told(looked, 10))
    yield compared("import_apply", taken, read, bound=APPLY, note=_told(taken, 20))


def _read(estate: Estate, data: bytes) -> None:
    sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        tuple(row)


def _take_over(estate: Estate, data: bytes) -> None:
    with transaction.atomic():
        import_roster(estate, data, file_name="名册.xlsx", by=None)
        transaction.set_rollback(True)


def _sheet() -> bytes:
    """Return a workbook of 50 buildings whose homes have one owner each, every tenth name twice."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(COLUMNS))
    for number in range(ROWS):
        home = [f"{number % 50 + 1}栋", "1", f"{number // 50 + 101}", "89.50", "产权登记"]
        owner = [f"示例{number - number % 10 // 9}", "居民身份证", "单独所有", "13800000000", "自住"]
        sheet.append([*home, *owner])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _told(costs: list[float], bound: int) -> str:
    return f"{ROWS} rows in at most {max(costs) / 1000:.1f} s, asked for: {bound} s"
