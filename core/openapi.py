"""How the API describes itself: words in Chinese, every refusal of every operation, headers that are asked.

A view says ``words`` (what it does, by method), ``part`` (under which head it stands) and ``refusals``
(which statuses a GET may answer besides those that every GET may).
"""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from core.drf import Problem
from core.keyset import Keyset

MEANINGS = {
    400: "看不懂发来的内容，或缺 Idempotency-Key",
    401: "没有登录，或令牌无效",
    403: "没有需要的身份",
    404: "没有，或不该知道有",
    405: "这个地址不能用这种方法",
    409: "现在不能办，原因见 code 和 message",
    413: "内容太大",
    415: "不收这种格式",
    422: "填得不对，见 errors",
    429: "请求太多",
}
SENDING = (400, 401, 403, 404, 409, 413, 415, 422, 429)


class ApiSchema(AutoSchema):
    """Describes an operation of ours."""

    def get_summary(self) -> str:
        """Return what the operation does, in Chinese."""
        return str(self.view.words[self.method])  # type: ignore[attr-defined]

    def get_description(self) -> str:  # type: ignore[override]
        """Return nothing: docstrings speak to whoever reads the code."""
        return ""

    def get_tags(self) -> list[str]:
        """Return the head under which the operation stands."""
        return [self.view.part]  # type: ignore[attr-defined]

    def get_auth(self) -> list[dict[str, Any]]:
        """Return how one signs in, and that one need not where everybody may ask."""
        return [{"token": []}, {"session": []}] + ([] if self._needs_sign_in else [{}])

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Say whether the answer is a page of rows, whatever else the address takes."""
        paged = getattr(self.view, "pagination_class", None) is Keyset and self.method == "GET"
        return paged or (serializer is not None and super()._is_list_view(serializer))

    def get_override_parameters(self) -> list[Any]:
        """Return the headers and filters an operation takes."""
        return list(self.view.parameters_of(self.method))  # type: ignore[attr-defined]

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        """Return the operation with all its refusals."""
        operation = super().get_operation(*args)
        if operation is not None:
            body = {"application/json": {"schema": self.resolve_serializer(Problem, "response").ref}}
            for status in self._refusals():
                answer = {"content": body, "description": MEANINGS[status]}
                operation["responses"].setdefault(str(status), answer)
        return operation

    @property
    def _needs_sign_in(self) -> bool:
        return self.method in getattr(self.view, "guards", {}) or getattr(self.view, "signed_in", False)

    def _refusals(self) -> tuple[int, ...]:
        if self.method == "POST":
            return SENDING
        paged = (422,) if getattr(self.view, "pagination_class", None) is Keyset else ()
        inside = (403,) if self._needs_sign_in else ()
        return tuple(sorted({401, 404, 429, *inside, *paged, *getattr(self.view, "refusals", ())}))


def query(name: str, words: str, *, choices: Iterable[str] = ()) -> OpenApiParameter:
    """Return the description of a filter."""
    return OpenApiParameter(name, str, OpenApiParameter.QUERY, description=words, enum=[*choices] or None)


def header(name: str, words: str, *, required: bool = False, pattern: str = "") -> OpenApiParameter:
    """Return the description of a request header."""
    schema = {"type": "string", **({"pattern": pattern} if pattern else {})}
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, required=required, description=words)
