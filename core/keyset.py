"""Lists of the API by cursor: each page begins behind the last row of the one before, whatever was added."""

from datetime import date
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid

PAGE_SIZE = 20
LARGEST_PAGE = 100


class CursorUnreadable(Invalid):
    """The cursor is none that this list has given out."""

    field = "cursor"
    message = _("看不懂这个翻页位置。")
    hint = _("请原样使用上一页 next 里的地址；换了列表要从头读起。")


class LimitImpossible(Invalid):
    """The page asked for is too large, or no number."""

    field = "limit"
    message = _("每页条数要在 1 到 100 之间。")


class Keyset(BasePagination):
    """Pages of ``limit`` rows in the order of ``view.ordering``, which ends in a unique column.

    The cursor is the key of the last row, signed for this one list, so that none can be made up.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page that ``?cursor=`` and ``?limit=`` name; one query."""
        ordering, limit = tuple(view.ordering), _limit(request)
        after = _after(request, len(ordering))
        rows = queryset.order_by(*ordering)
        found = list((rows.filter(_beyond(ordering, after)) if after else rows)[: limit + 1])
        self.next = _next(request, found[limit - 1], ordering) if len(found) > limit else None
        return found[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the address of the next one."""
        return Response({"items": data, "next": self.next})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """Return how the answer is described."""
        following = {
            "type": "string",
            "nullable": True,
            "description": "下一页的地址（路径和查询），没有就是 null",
        }
        return {
            "type": "object",
            "required": ["items", "next"],
            "properties": {"items": schema, "next": following},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the two parameters as they are described."""
        limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        return [
            {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": "从哪里接着读"},
            {"name": "limit", "in": "query", "schema": limit, "description": "每页条数"},
        ]


def _limit(request: Request) -> int:
    typed = request.query_params.get("limit", str(PAGE_SIZE))
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3 and 1 <= int(typed) <= LARGEST_PAGE):
        raise LimitImpossible
    return int(typed)


def _after(request: Request, width: int) -> list[Any]:
    """Return the key of the last row read; nothing where the list is read from its beginning."""
    cursor = request.query_params.get("cursor", "")
    if not cursor:
        return []
    try:
        key = signing.loads(cursor, salt=f"cursor:{request.path}")
    except (signing.BadSignature, ValueError) as error:
        raise CursorUnreadable from error
    if len(key) != width:
        raise CursorUnreadable
    return list(key)


def _beyond(ordering: tuple[str, ...], key: list[Any]) -> Q:
    """Return the condition of the rows behind ``key`` in an order of several columns."""
    condition, equal = Q(), Q()
    for name, value in zip(ordering, key, strict=True):
        column, way = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        condition |= equal & Q(**{f"{column}__{way}": value})
        equal &= Q(**{column: value})
    return condition


def _next(request: Request, row: Any, ordering: tuple[str, ...]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in ordering]
    key = [value.isoformat() if isinstance(value, date) else value for value in values]
    query = request.query_params.copy()
    query["cursor"] = signing.dumps(key, salt=f"cursor:{request.path}")
    return f"{request.path}?{query.urlencode()}"
