"""A home is claimed with a printed code, somebody without a phone registered at the door; both at 390 px."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from estates.joining.services.slips import PRINT
from tenancy import jobs
from tenancy.models import Job
from tenancy.scope import scope
from tests.browser.conftest import violations
from tests.browser.test_whole_road import picture
from tests.cast import Cast
from tests.estates.joining.reading import codes_in

NEWCOMER = "13800000070"
SOCIAL_WORKER = "13800000017"


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _print() -> None:
    """Do the print that was ordered, as a worker would."""
    with scope(1, 11):
        job = Job.objects.get(kind=PRINT)
    assert jobs.run(1, 11, job.pk)


def _is_fine(page: Page, axe: Axe) -> bool:
    """Say whether axe finds nothing and nothing stands out of a narrow phone."""
    assert violations(axe, page) == []
    return page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_a_home_is_claimed_with_a_printed_code(cast: Cast, sign_in, axe: Axe):
    chair = sign_in("13800000005")
    chair.goto("/e/a1/work/slips/")
    assert _is_fine(chair, axe)
    chair.get_by_label("1栋1单元201").check(force=True)
    _press(chair, "给勾选的印纸条（旧的作废）")
    expect(chair.get_by_text("在排队")).to_be_visible()
    _print()
    link = chair.get_by_role("link", name="打开纸条（PDF）")
    expect(link).to_be_visible()
    assert _is_fine(chair, axe)
    (code,) = codes_in(chair.request.get(link.get_attribute("href")).body())
    _press(chair, "已经印好，清除")
    expect(chair.get_by_text("文件已经清除")).to_be_visible()

    page = sign_in(None)
    page.goto(f"/claim/{code}/")
    assert page.url.endswith("/claim/") and _is_fine(page, axe)
    _press(page, "下一步")
    page.get_by_label("手机号").fill(NEWCOMER)
    _press(page, "下一步：收短信")
    page.get_by_label("验证码").fill(page.locator("#demonstration-code").inner_text())
    _press(page, "登录")
    page.wait_for_url(re.compile("/e/a1/claim/$"))
    assert "1栋1单元***" in page.locator("h1").inner_text() and _is_fine(page, axe)
    page.get_by_label("您的姓名").fill("朱示例新")
    page.get_by_role("radio", name=re.compile("租户")).check(force=True)
    _press(page, "登记")
    page.wait_for_url(re.compile("/me/$"))

    assert "1栋1单元201 居民" in page.locator("main").inner_text() and _is_fine(page, axe)
    page.goto(f"/claim/{code}/")
    _press(page, "下一步")
    expect(page.get_by_role("alert").first).to_contain_text("已经用过了")


@pytest.mark.slow
def test_somebody_without_a_phone_is_registered_at_the_door(cast: Cast, sign_in, tmp_path: Path, axe: Axe):
    worker = sign_in(SOCIAL_WORKER)
    worker.goto("/e/a1/work/visits/")
    assert _is_fine(worker, axe)
    worker.get_by_role("link", name="打印同意书").click()
    assert worker.locator("h1").inner_text() == "代为登记同意书" and _is_fine(worker, axe)
    worker.goto("/e/a1/work/visits/new/")
    worker.locator("input[type=file]").set_input_files(picture(tmp_path / "consent.jpg", "consent"))
    _press(worker, "保存，开始登记")
    worker.wait_for_url(re.compile(r"/work/visits/\d+/$"))
    assert _is_fine(worker, axe)
    worker.get_by_label("本人姓名").fill("朱示例老人")
    worker.get_by_label("哪一栋").select_option(label="1栋")
    worker.get_by_label(re.compile("^单元")).fill("1")
    worker.get_by_label("房号").fill("201")
    worker.get_by_role("radio", name=re.compile("家人")).check(force=True)
    _press(worker, "登记")

    expect(worker.locator("h1")).to_have_text("朱示例老人 的登记")
    assert "登记为 1栋1单元201 家人" in worker.locator("main").inner_text() and _is_fine(worker, axe)
