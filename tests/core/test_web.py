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


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_methods_that_no_page_is_asked_with_do_not_reach_a_view(client, method):
    answer = client.generic(method, "/e/a1/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.django_db
def test_the_address_of_a_button_is_explained_to_who_opens_it(client):
    opened, sent = client.get("/size/"), client.head("/size/")

    assert (opened.status_code, opened.headers["Allow"], sent.content) == (405, "POST", b"")
    assert "请回到原来的页面，再按一次按钮。" in opened.content.decode()


@pytest.mark.django_db
def test_pages_of_a_place_answer_a_probe_without_a_body(client):
    assert [client.head(path).status_code for path in ("/", "/e/a1/", "/livez", "/help/")] == [200] * 4
