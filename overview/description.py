"""The API as it describes itself, made once per process: for machines the schema, for people a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    method: str
    path: str
    words: str
    needs_sign_in: bool


@dataclass(frozen=True)
class Part:
    """Operations under one head."""

    name: str
    operations: Sequence[Operation]


@cache
def schema() -> dict[str, Any]:
    """Return the OpenAPI 3 schema of every address below ``/api/v1/``."""
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def parts() -> list[Part]:
    """Return what can be asked, by head, in the order of the addresses."""
    found = [
        (operation["tags"][0], _operation(method, path, operation))
        for path, methods in schema()["paths"].items()
        for method, operation in methods.items()
    ]
    order = list(dict.fromkeys(name for name, _ in found))
    found.sort(key=lambda pair: order.index(pair[0]))
    groups = groupby(found, key=lambda pair: pair[0])
    return [Part(name, [operation for _, operation in pairs]) for name, pairs in groups]


def _operation(method: str, path: str, said: dict[str, Any]) -> Operation:
    return Operation(method.upper(), path, said["summary"], {} not in said["security"])
