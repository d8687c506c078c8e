"""Rosters as people send them, made in memory."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from estates.roster.sheet import COLUMNS

HEADS = list(COLUMNS)
FLAT = ["3栋", "1", "501", "89.50", "产权登记", "示例甲", "居民身份证", "单独所有", "13800000901", "自住"]


def flat(**changes: str) -> list[Any]:
    """Return the row of a flat, with other cells where they are named."""
    return [changes.get(head, cell) for head, cell in zip(HEADS, FLAT, strict=True)]


def xlsx(rows: Sequence[Sequence[Any]], *, heads: Sequence[str] = HEADS, above: Sequence[str] = ()) -> bytes:
    """Return a workbook with the heads and rows; ``above`` are lines before the heads."""
    book = Workbook()
    sheet = book.active
    for line in above:
        sheet.append([line])
    for row in (heads, *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(
    rows: Sequence[Sequence[Any]], *, heads: Sequence[str] = HEADS, encoding: str = "utf-8-sig"
) -> bytes:
    """Return a CSV in an encoding."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode(encoding)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with one more part in its package."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()
