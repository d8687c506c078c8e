"""The page about the API: accessible, and narrow although it shows long addresses."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", ["", "l", "xl"])
def test_the_page_about_the_api_is_accessible_and_narrow(
    site: str, sign_in: Callable[..., Page], axe: Axe, size: str
):
    page = sign_in(None, size=size)
    page.goto("/api/v1/")
    page.set_viewport_size({"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert violations(axe, page) == []
