"""What every part of the API has in common: JSON in and out, refusals, limits, fields that are ours to take.

An error has one shape everywhere, ``Problem``: a refusal of a service keeps its code and status (409, 403,
404 …), what cannot be read is 400, what is filled in wrongly 422 with the fields, no sign-in 401.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from core import clock
from core.errors import Invalid, NotFoundHere, Refused
from core.text import readable

JSON_LIMIT = 64 * 1024  # bytes: many times what the longest JSON body of ours says


class BodyUnreadable(Refused):
    """The body is no JSON, or no form, that can be read."""

    message = _("看不懂发来的内容。")
    hint = _("请发 UTF-8 编码的 JSON；带照片时发 multipart/form-data。")
    status = 400


class SignInNeeded(Refused):
    """Nobody is signed in, or the token is none that counts."""

    message = _("请先登录，或带上有效的令牌。")
    hint = _("请求头写 Authorization: Bearer 令牌。令牌可能写错、过期或已经收回。")
    status = 401


class OriginUnproven(Refused):
    """A request of a browser's session without its CSRF token."""

    message = _("这次请求没有带网页的防伪令牌。")
    hint = _("用会话登录时请带 X-CSRFToken；程序请改用 Authorization: Bearer 令牌。")
    status = 403


class MethodUnknown(Refused):
    """The address has nothing for this method."""

    message = _("这个地址不能用 {method}。")
    hint = _("可以用的方法写在 Allow 头里。")
    status = 405


class FormatUnknown(Refused):
    """The body is of a kind that is not taken."""

    message = _("不收这种格式的内容。")
    hint = _("请发 application/json；带照片时发 multipart/form-data。")
    status = 415


class TooManyRequests(Refused):
    """The caller has asked more than the limit allows in this minute."""

    message = _("请求太多了。")
    hint = _("请按 Retry-After 头里的秒数等一等再试。")
    status = 429


class FieldsInvalid(Invalid):
    """Fields of a body or query that are missing, unknown or of the wrong shape; ``errors`` by field."""

    def __init__(self, *, errors: Mapping[str, list[str]], **details: Any) -> None:
        self.errors = dict(errors)
        field = next(iter(self.errors), "")
        words = self.errors[field][0] if field else None
        super().__init__(field=field, errors=errors, **({"reason": words} if words else {}), **details)

    def as_json(self) -> dict[str, Any]:
        """Return the refusal with every field that is wrong."""
        return {**super().as_json(), "errors": self.errors}


class Problem(serializers.Serializer):
    """The body of every answer of 400 and above."""

    code = serializers.CharField(help_text="不变的代号，程序按它判断")
    message = serializers.CharField(help_text="哪里不对")
    hint = serializers.CharField(allow_blank=True, help_text="现在可以怎么办")
    field = serializers.CharField(required=False, allow_blank=True, help_text="是哪一项填得不对")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="每一项哪里不对"
    )


def problem(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer for a refusal or an error of the request; None for an error of ours."""
    refusal = _refusal(exception)
    if refusal is None:
        return None
    response = Response(refusal.as_json(), status=refusal.status)
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if isinstance(exception, exceptions.Throttled):
        response["Retry-After"] = str(int(getattr(exception, "wait", None) or 60))
    return response


def _refusal(exception: Exception) -> Refused | None:
    """Return what Django's or DRF's exception is called here."""
    match exception:
        case Refused():
            return exception
        case Http404() | exceptions.NotFound():
            return NotFoundHere()
        case exceptions.ValidationError():
            return FieldsInvalid(errors=dict(_flat(exception.detail)))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return SignInNeeded()
        case exceptions.PermissionDenied() | PermissionDenied():
            return OriginUnproven()
        case exceptions.MethodNotAllowed():
            return MethodUnknown(method=exception.args[0] if exception.args else "")
        case exceptions.UnsupportedMediaType():
            return FormatUnknown()
        case exceptions.Throttled():
            return TooManyRequests()
        case exceptions.ParseError() | SuspiciousOperation():
            return BodyUnreadable()
    return None


def _flat(detail: Any, at: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the words of a nested error by the dotted name of its field, empty for the body as a whole."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            whole = name == "non_field_errors"
            yield from _flat(inner, at if whole else f"{at}.{name}" if at else str(name))
    elif all(isinstance(words, str) for words in detail):
        yield at, [str(words) for words in detail]
    else:
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{at}.{number}")


class Body(serializers.Serializer):
    """What a POST may say. A field that is not declared is refused, so that none is taken by mistake."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the checked fields, their texts readable.

        Raises ValidationError, also for fields that do not exist, and ParseError.
        """
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({str(name)[:60]: ["没有这一项。"] for name in unknown})
        try:
            data = readable(data)
        except RecursionError as error:
            raise exceptions.ParseError from error
        return super().to_internal_value(data)


class NothingBody(Body):
    """A POST that says all by its address: ``{}`` or no body."""


class StrictJSONParser(JSONParser):
    """Takes JSON that is small and shallow enough to be one of ours."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the value. Raises ParseError."""
        stated = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if not stated.isdecimal() or int(stated) > JSON_LIMIT:
            raise exceptions.ParseError
        try:
            return super().parse(stream, media_type, parser_context)
        except (RecursionError, LookupError) as error:
            raise exceptions.ParseError from error


class OnlyJSON(BaseContentNegotiation):
    """Answers JSON, whatever a browser says it would rather have."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Return the parser of the body's kind, None where there is none."""
        kind = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the one renderer."""
        return renderers[0], renderers[0].media_type


class Throttle(BaseThrottle):
    """So many requests in each minute of the clock: by sign-in, else by address.

    A whole building shares one address, so that limit is wide. Where the cache is away nobody is refused:
    reading goes on (trust.md C4).
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and say whether it is within the limit."""
        minute = int(clock.now().timestamp()) // 60
        user = request.user
        who = f"user:{user.pk}" if user.is_authenticated else f"address:{_address(request)}"
        limit = settings.API_REQUESTS_PER_MINUTE["user" if user.is_authenticated else "address"]
        try:
            key = f"api:{who}:{minute}"
            cache.add(key, 0, 120)
            return int(cache.incr(key)) <= limit
        except Exception:
            return True

    def wait(self) -> float:
        """Return how many seconds of this minute are left."""
        return 60 - clock.now().timestamp() % 60


def _address(request: Request) -> str:
    """Return where a request comes from, as the last proxy that is ours has seen it."""
    ours = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return passed[-ours] if ours and len(passed) >= ours else request.META.get("REMOTE_ADDR", "")


def chosen(request: Request, name: str, choices: Iterable[str]) -> str:
    """Return the value of a filter, empty where there is none. Raises FieldsInvalid for one of no choice."""
    value = request.query_params.get(name, "")
    if value and value not in choices:
        raise FieldsInvalid(errors={name: ["没有这个选项。"]})
    return value


def refuse_other_methods(view: Any, request: Request) -> None:
    """Raise MethodNotAllowed for a method without a handler, before anything else is asked."""
    if not hasattr(view, (request.method or "").lower()) or request.method in ("OPTIONS", "TRACE"):
        raise exceptions.MethodNotAllowed(request.method or "")
