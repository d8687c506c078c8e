"""The statistics are printed by the worker, published, and read by everybody, on a phone too."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.cast import make_cast, phone
from tests.overview.statistics.past import make_past

DESK = "/office/street-a/statistics/"
CITY = "/city/510681/"


def _wrong(page: Page, axe: Axe, size: str) -> list[str]:
    """Return what axe finds, and whether the page scrolls sideways at 320 px."""
    place = f"{page.url} {size or 'standard'}"
    wrong = [f"{place}: {found}" for found in violations(axe, page)]
    viewport = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(viewport)
    return wrong + ([f"{place}: {width} px wide"] if width > 320 else [])


def _shown(page: Page, axe: Axe, site: str, paths: list[str]) -> list[str]:
    """Return what is wrong with the pages in all three sizes."""
    wrong = []
    for size in ("", "l", "xl"):
        page.context.add_cookies([{"name": "size", "value": size, "url": site}])
        for path in paths:
            page.goto(path)
            wrong += _wrong(page, axe, size)
    return wrong


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_statistics_are_printed_published_and_read(
    site: str, worker: None, sign_in: Callable[..., Page], axe: Axe
):
    make_past(make_cast())
    officer, visitor = sign_in(phone(11).removeprefix("+86"), desk=True), sign_in(None)

    officer.goto(DESK)
    officer.get_by_role("button", name="生成 PDF 报告").click()
    report = officer.url
    expect(officer.get_by_role("link", name=re.compile("^打开"))).to_be_visible()
    officer.goto(report)
    expect(officer.get_by_text("文件校验值 sha256")).to_be_visible()
    wrong = _shown(visitor, axe, site, [CITY, CITY + "street-a/"])
    wrong += _shown(officer, axe, site, [DESK, DESK + "?as_of=2099-01-01", DESK + "invested_fen/", report])
    officer.goto(report)
    officer.get_by_role("link", name="发布给所有人看").click()
    wrong += _wrong(officer, axe, "xl")
    officer.get_by_role("button", name="确认发布").click()

    expect(officer.get_by_role("heading", name="A街道统计", exact=True)).to_be_visible()
    wrong += _shown(visitor, axe, site, [CITY, CITY + "street-a/"])
    expect(visitor.get_by_text("1,474.56 元").first).to_be_visible()
    assert not wrong, "\n".join(wrong)
