"""A tenant takes a copy of their data and has everything deleted, on a phone."""

import io
import json
import zipfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from estates.models import DataRequest, Person
from estates.privacy.services import answer_request
from tenancy.scope import scope
from tests.browser.conftest import violations
from tests.cast import Cast


def test_my_data_are_taken_away_and_deleted(cast: Cast, sign_in, worker: None, axe: Axe):
    page = sign_in("13800000003")
    page.get_by_role("link", name="看我的资料").click()
    expect(page.get_by_role("heading", name="我的资料", level=1)).to_be_visible()
    assert violations(axe, page) == []

    page.get_by_role("link", name="导出我的资料").click()
    page.get_by_role("button", name="生成一份").click()
    for _ in range(60):
        if page.get_by_role("link", name="下载我的资料").count():
            break
        page.wait_for_timeout(1000)
        page.get_by_role("link", name="看看做好没有").click()
    assert violations(axe, page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="下载我的资料").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        found = json.loads(archive.read("我的资料.json"))["资料"]["A1小区"]
    assert found["本人"][0]["姓名"] == "吴示例三"

    page.goto("/me/data/erase/")
    assert violations(axe, page) == []
    page.get_by_label("我知道删除后不能恢复").check()
    page.get_by_role("button", name="提出删除").click()
    expect(page.get_by_text("已经提交，社区会按期书面答复")).to_be_visible()
    with scope(1, 11):
        asked = DataRequest.objects.select_related("person__estate").get(kind="erasure")
        answer_request(asked, agreed=True, answer="已删除。", by=cast.community_officer)

    page.goto("/me/")
    expect(page.get_by_label("手机号")).to_be_visible()
    with scope(1, 11):
        assert Person.objects.get(pk=cast.tenant.person_id).name == "已删除"
