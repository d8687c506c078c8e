"""What every answer has in common."""

import pytest
from django.conf import settings
from django.test import RequestFactory

from core.web import BodyLimitMiddleware


def _answer(length: str):
    request = RequestFactory().post("/v/1011-X/", CONTENT_LENGTH=length)
    read: list[str] = []
    answer = BodyLimitMiddleware(lambda request: read.append("read") or "through")(request)
    return answer, read


@pytest.mark.parametrize("length", ["", "0", "x", "-1", "²", str(settings.BODY_LIMIT)])
def test_body_limit_lets_what_a_page_can_send_through(length):
    assert _answer(length) == ("through", ["read"])


@pytest.mark.django_db
@pytest.mark.parametrize("length", [str(settings.BODY_LIMIT + 1), "9" * 30])
def test_body_limit_refuses_more_before_anything_is_read(length):
    answer, read = _answer(length)

    assert (answer.status_code, read) == (413, [])
    assert "发送的内容太大" in answer.content.decode()
