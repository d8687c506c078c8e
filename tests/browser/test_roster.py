"""A roster with errors is brought, read, mended, imported and looked at, on a desk and on a phone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tenancy.models import Estate
from tenancy.scope import scope
from tests.browser.conftest import violations
from tests.cast import make_cast, phone
from tests.estates.roster.register import rows_of
from tests.estates.roster.sheets import flat, xlsx

ROSTER = "/e/a1/work/roster/"


def _sheet(folder: Path, name: str, *rows: list[str]) -> Path:
    """Return a workbook with the register of a1 and these rows besides."""
    file = folder / name
    estate = Estate.objects.get(pk=11)
    file.write_bytes(xlsx([*rows_of(estate), *rows]))
    return file


def _upload(page: Page, file: Path) -> None:
    page.goto(ROSTER)
    page.get_by_label("名册文件").set_input_files(file)
    page.get_by_role("button", name="上传，先核对").click()
    page.wait_for_url(re.compile(r"/roster/\d+/$"))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("desk", [True, False], ids=["desk", "phone"])
def test_a_roster_with_errors_is_mended_and_imported(
    site: str, worker: None, sign_in: Callable[..., Page], axe: Axe, tmp_path: Path, desk: bool
):
    make_cast()
    page, wrong = sign_in(phone(10).removeprefix("+86"), desk=desk), []
    page.goto(ROSTER)
    wrong += violations(axe, page)

    _upload(page, _sheet(tmp_path, "错的.xlsx", flat(专有部分面积="九十"), flat(房号="502")))
    expect(page.get_by_text("面积只写数字，单位平方米")).to_be_visible()
    expect(page.get_by_role("button", name="导入", exact=True)).to_have_count(0)
    wrong += violations(axe, page)
    page.get_by_role("button", name="放弃").click()

    _upload(page, _sheet(tmp_path, "对的.xlsx", flat(), flat(房号="502")))
    expect(page.get_by_text("结束 0 户")).to_be_visible()
    wrong += violations(axe, page)
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_role("link", name=re.compile("^打开")).click()
    expect(page.get_by_role("heading", name="名册已导入")).to_be_visible()
    wrong += violations(axe, page)
    for path in ("names/", "imports/1/reverse/"):
        page.goto(ROSTER + path)
        wrong += violations(axe, page)
    page.goto(ROSTER + "names/")
    page.get_by_role("link", name=re.compile("示例甲")).click()
    wrong += violations(axe, page)

    assert not wrong, "\n".join(wrong)
    with scope(1, 11):
        assert len(rows_of(Estate.objects.get(pk=11))) == 10
