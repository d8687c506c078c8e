"""Back and Forward lead to pages: never to a question whether to send again, never to an act done twice."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from ballots.models import Ballot
from core.clock import SHANGHAI
from projects.models import Concern, Project
from tenancy.scope import scope
from tests.browser.test_whole_road import PHONES
from tests.browser.test_without_scripts import _open_ballot
from tests.browser.travel import Calendar
from tests.cast import Cast
from tests.projects import road


def _slips(ballot: int) -> int:
    with scope(1, 11):
        return Ballot.objects.get(pk=ballot).slips.count()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).click()


def _choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{name}")).check(force=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_back_from_the_receipt_leads_to_the_receipt_and_the_ballot(cast: Cast, sign_in, scripts: bool):
    ballot = _open_ballot(cast)
    page = sign_in(PHONES["owner"], scripts=scripts)
    page.goto(f"/e/a1/votes/{ballot}/")
    _choose(page, "同意")
    _press(page, "下一步：核对选择")
    expect(page.locator("h1")).to_contain_text("请核对")
    page.reload()
    page.go_back()
    expect(page.get_by_role("button", name="下一步：核对选择")).to_be_visible()
    page.go_forward()
    _press(page, "确认投票：同意")
    expect(page.locator("h1")).to_contain_text("投票成功")

    page.go_back()
    expect(page.locator("main")).to_contain_text("您已经投过票了，下面是回执，不用再投。")
    page.go_back()
    expect(page.locator("main")).to_contain_text("您已经投票")
    page.go_forward()
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("投票成功")
    assert _slips(ballot) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_back_after_a_choice_that_was_missing_leads_to_the_choice(cast: Cast, sign_in, scripts: bool):
    ballot = _open_ballot(cast)
    page = sign_in(PHONES["owner"], scripts=scripts)
    page.goto(f"/e/a1/votes/{ballot}/")
    _press(page, "下一步：核对选择")
    expect(page.locator("main")).to_contain_text("请选一项")
    _choose(page, "同意")
    _press(page, "下一步：核对选择")
    expect(page.locator("h1")).to_contain_text("请核对")

    page.go_back()
    expect(page.locator("h1")).to_contain_text("请核对")
    page.go_back()
    expect(page.get_by_role("button", name="下一步：核对选择")).to_be_visible()
    assert _slips(ballot) == 0


def test_back_from_a_decision_leads_to_what_was_decided(cast: Cast, sign_in):
    project = road.bring_to(cast, Project.State.COMMUNITY_REVIEW)
    Calendar.set(datetime(2026, 3, 20, 10, tzinfo=SHANGHAI))
    page = sign_in(PHONES["community_officer"], desk=True)
    page.goto(f"/office/street-a/reviews/{project.pk}/")
    _choose(page, "同意")
    _press(page, "下一步：核对决定")
    expect(page.locator("h1")).to_contain_text("还没有提交")
    page.go_back()
    expect(page.get_by_role("button", name="下一步：核对决定")).to_be_visible()
    page.go_forward()
    _press(page, "确认：同意")
    expect(page.locator("h1")).to_contain_text("决定已提交")

    page.go_back()
    expect(page.locator("main")).to_contain_text("这一项您已经办好了，不用再提交。")
    page.go_back()
    expect(page.locator("main")).to_contain_text("社区初审：同意")
    page.go_forward()
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("决定已提交")
    with road.at_home():
        assert road.fresh(project).reviews.count() == 1


def test_back_after_reporting_a_concern_leads_to_it(cast: Cast, sign_in):
    page = sign_in(PHONES["owner"])
    page.goto("/e/a1/concerns/new/")
    _press(page, "下一步：写说明")
    page.get_by_label("在哪里").fill("2 单元楼道")
    page.get_by_label("什么情况").fill("灯坏了，打13812345678")
    _press(page, "下一步：核对")
    expect(page.locator("main")).to_contain_text("灯坏了，打138****5678")
    _press(page, "提交这条诉求")
    expect(page.locator("main")).to_contain_text("已经提交。")

    page.go_back()
    expect(page.locator("main")).to_contain_text("这条诉求已经提交过了，不用再提交。")
    page.go_forward()
    expect(page.locator("main")).to_contain_text("物管委或社区正在查看。")
    with road.at_home():
        assert Concern.objects.get().state == Concern.State.FILED


def test_back_after_a_reason_that_was_missing_leads_to_the_concern(cast: Cast, sign_in):
    concern = road.make_concern(cast)
    Calendar.set(datetime(2026, 3, 2, 10, tzinfo=SHANGHAI))
    page = sign_in(PHONES["community_officer"])
    page.goto(f"/e/a1/work/concerns/{concern.pk}/")
    _press(page, "不公开")
    expect(page.locator(".errs")).to_be_visible()
    page.get_by_label("原因").fill("这件事已经办好了。")
    _press(page, "不公开")
    expect(page.locator("main")).to_contain_text("已经告诉反映人原因。")

    for _ in range(2):
        page.go_back()
        expect(page.locator("main")).to_contain_text("这条诉求现在是“")
