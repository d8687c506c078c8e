"""Signing in on a phone, with and without JavaScript."""

import pytest

from tests.cast import Cast


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_resident_signs_in_on_a_phone(cast: Cast, sign_in, scripts):
    page = sign_in("138 0000 0001", scripts=scripts)

    assert page.locator("h1").inner_text() == "我的"
    assert "A1小区" in page.locator("main").inner_text()


def test_signing_in_by_keyboard_alone(cast: Cast, sign_in):
    page = sign_in(None)
    page.goto("/login/")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "phone":
            break
    page.keyboard.type("13800000001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code/**")

    assert page.locator("h1").inner_text() == "输入短信里的验证码"
