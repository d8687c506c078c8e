"""Statements of single rows, written once for each model.

Where a request or a posting does the same again and again, the ORM takes longer to write the statement than
the server to answer it (docs/decisions/0011).
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


@cache
def columns(model: type[Model], alias: str, *names: str) -> str:
    """Return the named columns of a model's table (all) as a SELECT lists them, as ``row_of`` takes them."""
    return ", ".join(f'{alias}."{field.column}"' for field in _fields(model, *names))


def row_of(model: type[Row], values: Sequence[Any], *names: str) -> Row:
    """Return a row that was selected by its ``columns``; what was not named is read when it is asked for."""
    read = _readers(model, *names)
    if read:
        values = list(values)
        for place, reader in read:
            values[place] = reader(values[place], None, connection)
    return model.from_db(connection.alias, _names(model, *names), values)


def rows_of(models: Sequence[type[Model]], values: Sequence[Any]) -> list[Any]:
    """Return the rows of several models that were selected side by side, None where a join found nothing."""
    rows: list[Any] = []
    for model in models:
        own, values = values[: len(_names(model))], values[len(_names(model)) :]
        rows.append(None if own[0] is None else row_of(model, own))
    return rows


def find(model: type[Row], **values: Any) -> list[Row]:
    """Return the rows that have exactly these values, none of them None, in the order of the model."""
    with connection.cursor() as cursor:
        cursor.execute(_find(model, tuple(values)), list(values.values()))
        return [row_of(model, found) for found in cursor.fetchall()]


def locked(row: Row) -> Row:
    """Return the row as it stands now, which nobody else changes until the end of the transaction.

    Raises its DoesNotExist where it is not there any more, or not in sight.
    """
    with connection.cursor() as cursor:
        cursor.execute(_lock(type(row)), [row.pk])
        found = cursor.fetchone()
    if found is None:
        raise type(row).DoesNotExist  # type: ignore[attr-defined]
    return row_of(type(row), found)


def insert(*rows: Model) -> None:
    """Write new rows of one model, with one statement, and tell them their keys."""
    fields = rows[0]._meta.local_concrete_fields[1:]
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_insert(type(rows[0]), len(rows)), values)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding, row._state.db = pk, False, connection.alias


def update(row: Model, *names: str) -> None:
    """Write the named fields of a row. Raises its DoesNotExist where it is not there, or not in sight."""
    fields: list[Any] = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(row), names), [*values, row.pk])
        if not cursor.rowcount:
            raise type(row).DoesNotExist  # type: ignore[attr-defined]


@cache
def _fields(model: type[Model], *names: str) -> list[Any]:
    own = model._meta.concrete_fields
    return [field for field in own if not names or field.primary_key or field.name in names]


@cache
def _names(model: type[Model], *names: str) -> list[str]:
    return [field.attname for field in _fields(model, *names)]


@cache
def _readers(model: type[Model], *names: str) -> list[tuple[int, Callable[..., Any]]]:
    """Return which columns hold something else than they are read as (JSON), and what reads them."""
    readers = (getattr(field, "from_db_value", None) for field in _fields(model, *names))
    return [(place, reader) for place, reader in enumerate(readers) if reader is not None]


@cache
def _find(model: type[Model], names: Sequence[str]) -> str:
    own: Any = model._meta
    where = " AND ".join(f't."{own.get_field(name).column}" = %s' for name in names)
    order = ", ".join(f't."{own.get_field(name).column}"' for name in own.ordering or ["id"])
    return f'SELECT {columns(model, "t")} FROM "{own.db_table}" t WHERE {where} ORDER BY {order}'  # noqa: S608


@cache
def _lock(model: type[Model]) -> str:
    table = model._meta.db_table
    return f'SELECT {columns(model, "t")} FROM "{table}" t WHERE t."id" = %s FOR NO KEY UPDATE'  # noqa: S608


@lru_cache(maxsize=256)
def _insert(model: type[Model], count: int) -> str:
    key, *others = (f'"{field.column}"' for field in model._meta.local_concrete_fields)
    values = ", ".join([f"({', '.join(['%s'] * len(others))})"] * count)
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(others)}) VALUES {values} RETURNING {key}'  # noqa: S608


@cache
def _update(model: type[Model], names: Sequence[str]) -> str:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    values = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {values} WHERE "id" = %s'  # noqa: S608
