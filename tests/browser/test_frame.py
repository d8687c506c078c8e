"""The frame around every page, measured where it is narrowest."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.cast import Cast

SIZES = {"": 48, "l": 64, "xl": 80}  # text size → least height of a target in px (ui.md §4)


@pytest.mark.parametrize("size", SIZES)
def test_the_five_tabs_stand_in_one_row_at_320_px(
    site: str, cast: Cast, sign_in: Callable[..., Page], size: str
):
    page = sign_in("13800000005", size=size)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/e/a1/")

    tabs = page.get_by_role("navigation", name="主导航").get_by_role("link").all()
    boxes = [tab.bounding_box() for tab in tabs]

    assert [tab.inner_text() for tab in tabs] == ["首页", "公示", "投票", "工作", "我的"]
    assert len({box["y"] for box in boxes}) == 1
    assert min(box["width"] for box in boxes) >= 44
    assert min(round(box["height"]) for box in boxes) >= SIZES[size]
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(
        "[...document.querySelectorAll('.nav a')].every(tab => tab.scrollWidth <= tab.clientWidth)"
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_list_of_places_opens_without_scripts_in_targets_that_can_be_hit(
    site: str, cast: Cast, sign_in: Callable[..., Page], size: str
):
    page = sign_in("13800000011", scripts=False, size=size)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/e/a1/")

    page.get_by_text("换地方").click()
    links = page.get_by_role("list", name="换地方").get_by_role("link").all()
    boxes = [link.bounding_box() for link in (page.locator(".places summary"), *links)]

    assert [link.inner_text() for link in links] == ["A街道工作台", "A1小区", "A2小区"]
    assert min(round(box["height"]) for box in boxes) >= SIZES[size]
    assert min(box["width"] for box in boxes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    links[2].click()
    page.wait_for_url(f"{site}/e/a2/")
