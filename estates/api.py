"""What every address of the API under an estate or a street has in common: who asks, and each POST once."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts import proof
from accounts.errors import ConfirmationNeeded
from core.drf import refuse_other_methods
from core.errors import NotAllowed
from core.keyset import Keyset
from core.openapi import header
from estates.capacities import Capacities, capacities_of, capacity_key, is_by_token
from estates.errors import CapacityNotHeld, SecondFactorNeeded
from tenancy.errors import IdempotencyKeyMissing, IdempotencyKeyReused
from tenancy.middleware import body_hash
from tenancy.models import IdempotencyKey
from tenancy.once import KEY, is_same, take_key

Guard = Callable[[Capacities], object]  # raises NotAllowed
CAPACITY = header("X-Capacity", "以哪个身份办，见 /api/v1/me/；不写就用第一个合适的")
ONCE = header(
    "Idempotency-Key",
    "每次新的操作用一个新的值；重试时用同一个值，不会办两次",
    required=True,
    pattern="^[A-Za-z0-9_-]{1,64}$",
)


def member(held: Capacities) -> None:
    """Let anybody with a capacity here pass."""


def resident(held: Capacities) -> None:
    """Let who lives here pass. Raises NotAllowed."""
    held.need_residency()


def post_of(*roles: str) -> Guard:
    """Return the guard that lets holders of one of ``roles`` pass."""
    return lambda held: held.need_post(*roles)


class AnsweredBefore(Exception):
    """The request came before; ``row`` holds the answer it got."""

    def __init__(self, row: IdempotencyKey) -> None:
        super().__init__(row.key)
        self.row = row


class PlaceView(GenericAPIView):
    """An address under an estate or a street, in the scope that the middleware has opened.

    ``guards`` name by method who may: a visitor is asked to sign in (401), an outsider told that there is
    nothing (404), an insider without the right which office it takes (403), as on the pages. Whatever is
    not named there, everybody may read. A POST carries an ``Idempotency-Key``.
    """

    guards: ClassVar[Mapping[str, Guard]] = {}
    words: ClassVar[Mapping[str, str]] = {}
    part: ClassVar[str] = ""
    queries: ClassVar[Sequence[OpenApiParameter]] = ()
    # Whether a browser's session must have proven within the last minutes who acts (accounts/fresh.py).
    needs_confirmation: ClassVar[bool] = False
    pagination_class = None
    key: IdempotencyKey | None = None

    @classmethod
    def parameters_of(cls, method: str) -> list[OpenApiParameter]:
        """Return the headers and filters that the schema shows for a method."""
        capacity = [CAPACITY] if method in cls.guards else []
        return [*([ONCE] if method == "POST" else cls.queries), *capacity]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Ask what is asked of every request before its handler runs."""
        refuse_other_methods(self, request)
        super().initial(request, *args, **kwargs)
        request.capacities = _capacities(request)
        guard = self.guards.get("GET" if request.method == "HEAD" else request.method or "")
        if guard is not None:
            _let_in(request, guard)
        if self.needs_confirmation and not (is_by_token(request) or proof.is_fresh(request.session)):
            raise ConfirmationNeeded
        if request.method == "POST":
            self.key = _take_once(request)

    def handle_exception(self, exc: Exception) -> Response:
        """Return the answer that was given before, or the refusal."""
        if isinstance(exc, AnsweredBefore):
            return Response(exc.row.answer, status=exc.row.status)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep the answer to a POST that was taken, to be given again."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.key is not None and response.status_code < 400:
            self.key.status = response.status_code
            self.key.answer = json.loads(JSONRenderer().render(response.data))
            self.key.save(update_fields=["status", "answer"])
        return response

    def fields_of(self, serializer: type[BaseSerializer], **context: object) -> dict[str, Any]:
        """Return what the body says, checked for shape. Raises ValidationError."""
        read = serializer(data=self.request.data, context={"estate": self.request.estate, **context})
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    def said(self, thing: object, status: int = 200) -> Response:
        """Return ``thing`` as the view's serializer says it."""
        return Response(self.get_serializer(thing).data, status=status)


class PlaceList(PlaceView):
    """A list of rows by cursor; ``with_more`` may hang on the rows of the page what belongs to them."""

    pagination_class = Keyset
    ordering: ClassVar[tuple[str, ...]] = ("-id",)

    def get(self, request: Request, **place: str) -> Response:
        """Return a page."""
        rows = self.with_more(self.paginate_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def with_more(self, rows: list[Any]) -> list[Any]:
        """Return the rows of the page."""
        return rows


def _capacities(request: Request) -> Capacities:
    """Return what the caller may act as here. Raises CapacityNotHeld for one that is asked for in vain."""
    held = capacities_of(request)
    asked = request.headers.get("X-Capacity", "")
    if asked:
        every = [*held.posts, *held.residencies, *held.ownerships]
        if asked not in [capacity_key(capacity) for capacity in every]:
            raise CapacityNotHeld
        held.chosen = asked
    return held


def _let_in(request: Request, guard: Guard) -> None:
    """Raise NotAuthenticated, Http404 or NotAllowed unless the caller may."""
    if not request.user.is_authenticated:
        raise NotAuthenticated
    held: Capacities = request.capacities
    try:
        guard(held)
    except NotAllowed:
        if held.is_withheld:
            raise SecondFactorNeeded from None
        if held.is_empty:
            raise Http404 from None
        raise
    if held.is_empty:
        raise SecondFactorNeeded if held.is_withheld else Http404


def _take_once(request: Request) -> IdempotencyKey:
    """Return the row of the request's key. Raises IdempotencyKeyMissing, -Reused and AnsweredBefore."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise IdempotencyKeyMissing
    body = _body_hash(request)
    row, fresh = take_key(request, key, body)
    if fresh:
        return row
    if row is None or row.status is None or not is_same(row, request, body):
        raise IdempotencyKeyReused
    raise AnsweredBefore(row)


def _body_hash(request: Request) -> str:
    """Return the sha256 of path, capacity and body; equal JSON is equal however it is spaced."""
    said: Any = body_hash(request._request) if request.FILES or request.POST else request.data
    parts = [request.path, request.headers.get("X-Capacity", ""), said]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
