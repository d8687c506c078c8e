"""The register by hand, in a browser: people, a unit, a person, changes, the roll, the street's estates."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from estates.models import Ownership, Unit
from tenancy.scope import scope
from tests.browser.conftest import DESK, PHONE, violations
from tests.cast import Cast, make_cast, make_person

PEOPLE = "/e/a1/work/people/"
OFFICE = "/office/street-a/estates/"


@pytest.fixture
def lived_in(site: str) -> Cast:
    """The cast, with a flat that two own, one that heirs wait for, and one in public housing."""
    cast = make_cast()
    with scope(1, 11):
        Ownership.objects.create(
            unit=cast.units[0], person=make_person("何示例共有"), starts_on=date(2022, 1, 1)
        )
        Unit.objects.filter(pk=cast.units[1].pk).update(heirs_pending=True, tenure="public")
    return cast


@pytest.fixture
def page_of(site: str, browser: Browser, lived_in: Cast) -> Iterator[Callable[..., Page]]:
    """Return a page on which one of the cast is signed in."""
    contexts = []

    def open_page(who: str, *, desk: bool = False) -> Page:
        session = lived_in.client(who).cookies["sessionid"].value
        context = browser.new_context(base_url=site, viewport=DESK if desk else PHONE, locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def _wrong(page: Page, axe: Axe, where: str, size: str) -> list[str]:
    """Return what axe finds on a page at a text size, and whether it scrolls sideways at 320 px."""
    page.context.add_cookies([{"name": "size", "value": size, "url": page.url}])
    page.reload()
    wrong = [f"{where} {size}: {found}" for found in violations(axe, page)]
    viewport = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(viewport)
    return wrong + ([f"{where} {size}: {width} px wide"] if width > 320 else [])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_pages_of_the_register_are_accessible_and_narrow_at_three_sizes(lived_in, page_of, axe: Axe):
    unit, person = lived_in.units[0].pk, lived_in.owner.person_id
    looks = (
        ("chair", False, [PEOPLE, f"{PEOPLE}?q=无此人", f"{PEOPLE}{person}/", "/e/a1/work/roll/"]),
        ("community_officer", False, [f"{PEOPLE}units/{unit}/", f"{PEOPLE}{person}/"]),
        ("community_officer", False, [f"{PEOPLE}units/{unit}/{act}/" for act in ("transfer", "split")]),
        ("community_officer", False, [f"{PEOPLE}units/{unit}/{act}/" for act in ("merge", "move-in")]),
        ("street_officer", False, [f"{PEOPLE}units/{unit}/representative/", f"{PEOPLE}{person}/death/"]),
        ("street_officer", True, [OFFICE, f"{OFFICE}a1/"]),
    )
    wrong = []
    for who, desk, paths in looks:
        page = page_of(who, desk=desk)
        for path in paths:
            page.goto(path)
            for size in ("", "l", "xl"):
                wrong += _wrong(page, axe, path, size)

    assert not wrong, "\n".join(wrong)


def test_a_unit_is_passed_on_by_hand(lived_in: Cast, page_of, axe: Axe):
    page = page_of("community_officer")
    page.goto(f"{PEOPLE}?q=801")
    page.get_by_role("link", name="1栋1单元801").click()
    page.get_by_role("link", name="登记过户").click()
    page.get_by_label("产权人姓名").first.fill("钱示例一")
    page.get_by_label("从哪天起").fill("2026-03-02")
    page.get_by_label("买卖").check()
    page.get_by_label("依据").fill("不动产权证 2026 第 12 号")
    page.get_by_role("button", name="下一步：核对").click()

    assert page.get_by_text("登记里已经有同名的人").is_visible()
    assert violations(axe, page) == []
    page.get_by_label("已登记：钱示例一").check()
    page.get_by_role("button", name="登记过户").click()

    assert page.get_by_text("1栋1单元801 的产权已经登记。").is_visible()
    with scope(1, 11):
        title = Ownership.objects.in_force().get(unit=lived_in.units[7])
    assert title.person_id == lived_in.owner.person_id
