"""A sheet in somebody's hand: a code copied wrongly, then the file itself; without scripts."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from notices.models import Notice
from notices.services import publish
from notices.tasks import finish, load, work
from tenancy.models import Estate, Job
from tenancy.scope import scope
from tests.cast import Cast


def _printed(cast: Cast) -> tuple[Notice, bytes]:
    with scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        publish(estate=estate, kind="other", title="示例公示", paragraphs=["示例。"], by=cast.chair)
        job = Job.objects.get()
        data = work(load(job))
        finish(job, load(job), data)
        return Notice.objects.get(), data


def test_a_wrong_code_leads_on_and_a_file_finds_its_own_page(
    site: str, cast: Cast, sign_in: Callable[..., Page]
):
    notice, data = _printed(cast)
    page = sign_in(None, scripts=False)

    page.goto(f"/v/1011-{'Z' * 20}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("查不到这个编号")
    expect(page.get_by_role("textbox", name="查验码")).to_have_value(f"1011-{'Z' * 20}")
    sheet = {"name": "sheet.pdf", "mimeType": "application/pdf", "buffer": data}
    page.get_by_label("要核对的 PDF 文件").set_input_files(sheet)
    page.get_by_role("button", name="核对这个文件").click()

    expect(page.get_by_text("文件一致")).to_be_visible()
    assert page.url == f"{site}/v/{notice.code}/"


def test_a_changed_file_that_carries_a_code_is_found_out(site: str, cast: Cast, sign_in: Callable[..., Page]):
    _, data = _printed(cast)
    page = sign_in(None, scripts=False)

    page.goto("/v/")
    sheet = {"name": "sheet.pdf", "mimeType": "application/pdf", "buffer": data + b"\n"}
    page.get_by_label("要核对的 PDF 文件").set_input_files(sheet)
    page.get_by_role("button", name="核对这个文件").click()

    expect(page.get_by_text("文件不一致")).to_be_visible()
