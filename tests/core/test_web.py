"""What every answer has in common."""

import pytest
from django import forms
from django.conf import settings
from django.test import RequestFactory

from core.errors import Invalid, Refused
from core.forms import PlainForm, YuanField
from core.web import BodyLimitMiddleware, form_page, sent, stored_file, taken


class Spending(PlainForm):
    refused_at = {"occurred_on": "paid_on"}
    amount_fen = YuanField(label="金额")
    paid_on = forms.CharField(label="日期", required=False)


class Unreadable(Invalid):
    message = "看不清。"


class OverTheTop(Refused):
    field = "amount_fen"
    message = "只剩 5 元。"
    hint = "请改小。"


class DayOver(Refused):
    field = "occurred_on"
    message = "这一天的账已经结了。"


class OfficeShut(Refused):
    message = "今天不办。"


def _bound(**typed):
    form = Spending({"amount_fen": "9", **typed})
    assert form.is_valid()
    return form


def _saying_no(refusal):
    def service(thing, **values):
        raise refusal

    return service


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
def test_a_request_that_cannot_be_read_is_answered_in_chinese(client):
    page = client.post("/login/", {f"f{number}": "1" for number in range(2_001)})

    assert page.status_code == 400
    assert "请退回上一页，把内容改短，再提交一次。" in page.content.decode()


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


def test_sent_is_true_for_a_posted_form_of_the_right_shape():
    get, post = RequestFactory().get("/"), RequestFactory().post("/")

    assert [sent(get, _bound()), sent(post, _bound()), sent(post, Spending({}))] == [False, True, False]


def test_taken_gives_back_what_the_service_made():
    form = _bound()

    assert taken(form, lambda *things, **values: (things, values), 1, 2, by=3) == ((1, 2), {"by": 3})
    assert form.errors == {}


@pytest.mark.parametrize(
    ("refusal", "errors"),
    [
        (OverTheTop(), {"amount_fen": ["只剩 5 元。请改小。"]}),
        (DayOver(), {"paid_on": ["这一天的账已经结了。"]}),
        (Unreadable(field="amount_fen"), {"amount_fen": ["看不清。"]}),
        (Unreadable(field="elsewhere"), {"__all__": ["看不清。"]}),
        (Unreadable(), {"__all__": ["看不清。"]}),
    ],
)
def test_taken_says_at_the_form_what_was_typed_wrong(refusal, errors):
    form = _bound()

    assert taken(form, _saying_no(refusal), "thing") is None
    assert form.errors == errors


def test_taken_lets_a_refusal_about_something_else_have_its_page():
    form = _bound()

    with pytest.raises(OfficeShut):
        taken(form, _saying_no(OfficeShut()), "thing")

    assert form.errors == {}


@pytest.mark.django_db
def test_form_page_keeps_what_was_typed_and_leads_to_the_field():
    request, form = RequestFactory().post("/"), _bound(paid_on="昨天")
    taken(form, _saying_no(OverTheTop()), "thing")

    answer = form_page(request, "forms/form.html", form, dict(form.get_context()))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="9"' in page and 'value="昨天"' in page
    assert 'id="id_amount_fen_error"' in page and "只剩 5 元。请改小。" in page


@pytest.mark.django_db
def test_form_page_answers_a_machine_as_every_refusal_does():
    request, form = RequestFactory().post("/", headers={"accept": "application/json"}), _bound()
    taken(form, _saying_no(OverTheTop()), "thing")

    answer = form_page(request, "forms/form.html", form, {})

    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/json")
    assert '"code": "over_the_top"' in answer.content.decode()


@pytest.mark.django_db
def test_form_page_of_a_form_that_says_nothing_wrong_is_200():
    form = Spending()

    answer = form_page(RequestFactory().get("/"), "forms/form.html", form, dict(form.get_context()))

    assert answer.status_code == 200


DIGEST = "ab" + "cd" * 31


@pytest.mark.parametrize("private", [True, False])
def test_stored_file_tells_the_proxy_where_and_everybody_else_nothing(settings, tmp_path, private):
    settings.FILES_ROOT = tmp_path  # empty: the file is the proxy's to read
    settings.FILES_ACCEL = "/_files/"

    response = stored_file(DIGEST, "image/jpeg", name="a.jpg", private=private)

    assert response.content == b""
    assert dict(response.headers) == {
        "Content-Type": "image/jpeg",
        "X-Accel-Redirect": f"/_files/ab/cd/{DIGEST}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cache-Control": "no-store, private" if private else "public, max-age=3600",
        "Content-Disposition": 'inline; filename="a.jpg"',
    }


@pytest.mark.parametrize(
    "name",
    ["../" * 20 + "etc/passwd", "ab/../" + DIGEST[6:], DIGEST.upper(), DIGEST + "/", "", f"{DIGEST}\n"],
)
def test_stored_file_tells_the_proxy_of_nothing_outside_the_store(settings, tmp_path, name):
    settings.FILES_ROOT, settings.FILES_ACCEL = tmp_path, "/_files/"

    with pytest.raises(ValueError, match="64 lower-case hex digits"):
        stored_file(name, "image/jpeg")
