"""Second factors in a browser: staff sign in with one, a treasurer sets one up, a passkey opens the door."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PATIENCE, PHONE, violations
from tests.cast import Cast

OFFICER, TREASURER, OWNER = "13800000011", "13800000006", "13800000001"


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _by_phone(page: Page, phone: str) -> None:
    """Go through phone and code."""
    page.goto("/login/")
    page.get_by_label("手机号").fill(phone)
    _press(page, "下一步：收短信")
    page.get_by_label("验证码").fill(page.locator("#demonstration-code").inner_text())
    _press(page, "登录")


def _page(browser: Browser, site: str, viewport: dict[str, int]) -> Page:
    page = browser.new_context(viewport=viewport, locale="zh-CN", base_url=site).new_page()
    page.set_default_timeout(PATIENCE)
    return page


def test_staff_sign_in_with_the_digits_of_their_authenticator(
    cast: Cast, sign_in: Callable[..., Page], axe: Axe
):
    page = sign_in(OFFICER, desk=True)
    page.goto("/office/street-a/")
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/office/street-a/")

    page.goto("/me/security/")

    expect(page.locator("main")).to_contain_text("已打开")
    assert not violations(axe, page)


def test_a_treasurer_is_led_to_set_one_up_and_back(cast: Cast, browser: Browser, site: str, axe: Axe):
    page = _page(browser, site, PHONE)
    _by_phone(page, TREASURER)
    page.wait_for_url(re.compile("/me/$"))
    page.goto("/e/a1/work/expenses/")
    expect(page.locator("main")).to_contain_text("请先打开两步登录")
    wrong = violations(axe, page)

    page.get_by_role("link", name="用身份验证器").click()
    expect(page.locator(".qr svg")).to_be_visible()
    wrong += violations(axe, page)
    page.get_by_label("动态码").fill(page.locator("#demonstration-code").inner_text())
    _press(page, "打开两步登录")
    expect(page.locator("main .code")).to_have_count(10)
    wrong += violations(axe, page)
    _press(page, "我已经抄好")

    page.wait_for_url(re.compile("/e/a1/work/expenses/$"))
    assert not wrong
    page.context.close()


def test_a_passkey_is_added_and_signs_in_alone(cast: Cast, browser: Browser, site: str, settings, axe: Axe):
    page = _page(browser, site.replace("127.0.0.1", "localhost"), DESK)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    virtual = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    virtual |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": virtual})
    _by_phone(page, OWNER)
    page.wait_for_url(re.compile("/me/$"))

    page.goto("/me/security/passkeys/add/")
    assert not violations(axe, page)
    page.get_by_label("名称").fill("我的手机")
    _press(page, "在这台设备上添加")
    expect(page.locator("main .code")).to_have_count(10)
    _press(page, "我已经抄好")
    expect(page.locator("main")).to_contain_text("我的手机")
    page.goto("/me/")
    _press(page, "退出登录")

    page.goto("/login/")
    assert not violations(axe, page)
    _press(page, "用通行密钥")
    page.wait_for_url(re.compile("/me/$"))
    expect(page.locator("h1")).to_have_text("我的")
    page.context.close()
