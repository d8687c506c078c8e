"""Every kind of page of the demonstration: accessible at three sizes, narrow enough, light enough, quiet."""

import gzip
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page

from tests.browser.conftest import violations
from tongxin.demo.names import invented_phone

E = "/e/jufuyuan/"
OFFICE = "/office/luocheng/"
# Who looks, whether at a desk, and at what; a path that ends in * is followed to the first page below it,
# after > on the page reached so far. One page is nowhere, one is refused: they are looked at too.
LOOKS = (
    ("", False, ["/", "/login/", "/help/", "/accessibility/", "/privacy/", "/v/", "/nowhere/", E]),
    (
        "",
        False,
        [E + "notices/", E + "notices/*", E + "votes/", E + "funds/", E + "funds/*", E + "projects/"],
    ),
    ("", False, [E + "projects/*", E + "funds/*>" + E + "funds/entries/*"]),
    ("13800000011", False, ["/me/", E + "concerns/", E + "concerns/*", E + "concerns/new/", E + "votes/*"]),
    ("13800000001", False, [E + "work/", E + "work/concerns/", E + "work/projects/", E + "work/projects/*"]),
    ("13800000002", False, [E + "work/expenses/", E + "work/expenses/*", E + "work/expenses/new/photo/"]),
    ("13800000002", False, [E + "work/contributions/", E + "work/months/", E + "work/refunds/"]),
    ("", False, ["/city/510681/", "/city/510681/luocheng/"]),
    ("13800000101", True, [OFFICE + "statistics/", OFFICE + "statistics/?as_of=2025-12-12"]),
    ("13800000101", True, [OFFICE + "statistics/invested_fen/", OFFICE + "statistics/reports/"]),
    ("13800000101", True, [OFFICE, OFFICE + "reviews/", OFFICE + "reviews/*", E + "work/"]),
    ("13800000103", True, [OFFICE + "grants/", OFFICE + "budget/"]),
)
HARD_BYTES, HARD_REQUESTS = 60 * 1024, 8


class Look:
    """Looks at pages and notes what is wrong with them."""

    def __init__(self, page: Page, axe: Axe) -> None:
        self.page, self.axe, self.wrong = page, axe, []
        self.page.on("console", self._console)

    def _console(self, message: object) -> None:
        meant = "404" in message.text or "403" in message.text
        if message.type == "error" and not meant:
            self.wrong.append(f"{self.page.url}: console: {message.text}")

    def at(self, path: str) -> str:
        """Open a path, following its steps, and return where that led; nothing if it led nowhere."""
        for step in path.split(">"):
            where = self._below(step) if step.endswith("*") else step
            if not where:
                self.wrong.append(f"{self.page.url}: no link to {step}")
                return ""
            self.page.goto(where)
        return where

    def _below(self, step: str) -> str:
        top = step.removesuffix("*")
        below = re.compile(re.escape(top) + r"[0-9-]+/$")
        if "entries" not in top:
            self.page.goto(top)
        links = self.page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
        return next((link for link in links if link and below.match(link)), "")

    def check(self, size: str) -> None:
        """Note what axe finds, and whether the page scrolls sideways at 320 px."""
        place = f"{self.page.url} {size or 'standard'}"
        self.wrong += [f"{place}: {found}" for found in violations(self.axe, self.page)]
        viewport = self.page.viewport_size
        self.page.set_viewport_size({"width": 320, "height": 640})
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            self.wrong.append(f"{place}: {width} px wide")
        self.page.set_viewport_size(viewport)


@pytest.fixture
def demo(site: str) -> Iterator[str]:
    """The site with the demonstration street in it."""
    call_command("seed_demo", verbosity=0)
    return site


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_every_page_is_accessible_narrow_and_quiet_at_three_sizes(
    demo: str, sign_in: Callable[..., Page], axe: Axe
):
    assert invented_phone(1) == "+8613800000001"
    wrong: list[str] = []
    for phone, desk, paths in LOOKS:
        look = Look(sign_in(phone or None, desk=desk), axe)
        found = [look.at(path) for path in paths]
        for size in ("", "l", "xl"):
            look.page.context.add_cookies([{"name": "size", "value": size, "url": demo}])
            for path in filter(None, found):
                look.page.goto(path)
                look.check(size)
        wrong += look.wrong
        look.page.context.close()

    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_first_load_of_each_public_page_is_light(demo: str, sign_in: Callable[..., Page]):
    """Counts what the pages send: the test server does not compress, so the sizes are upper bounds."""
    heavy = []
    for path in (E, E + "votes/", E + "notices/", E + "funds/", E + "projects/", "/login/"):
        page = sign_in(None)
        loads: list[int] = []
        page.on("response", lambda response, loads=loads: loads.append(len(_compressed(response.body()))))
        page.goto(path, wait_until="networkidle")
        if sum(loads) > HARD_BYTES or len(loads) > HARD_REQUESTS:
            heavy.append((path, sum(loads), len(loads)))
        page.context.close()

    assert heavy == []


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body)
