"""The basics without JavaScript and by keyboard: voting, filing an expense, reviewing."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from ballots.models import Ballot
from ballots.rolls import household_electors
from ballots.services import MatterDraft, draft_ballot, open_ballot
from core import clock
from funds.models import Expense
from funds.services import draft_expense, general_fund
from tenancy.models import Estate
from tenancy.scope import scope
from tests.browser.test_whole_road import picture
from tests.cast import Cast


def _open_ballot(cast: Cast) -> int:
    with scope(1, 11):
        estate = Estate.objects.get(pk=11)
        ballot = draft_ballot(
            estate=estate,
            title="换楼道灯",
            question="要不要换楼道灯？",
            electorate=Ballot.Electorate.HOUSEHOLDS,
            matters=[MatterDraft(text="换楼道灯")],
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=7),
            by=cast.chair,
        )
        open_ballot(ballot, household_electors(estate), by=cast.chair)
        return ballot.pk


def _votes(ballot: int) -> int:
    with scope(1, 11):
        return Ballot.objects.get(pk=ballot).slips.count()


def test_a_household_votes_without_scripts(cast: Cast, sign_in):
    ballot = _open_ballot(cast)
    page = sign_in("13800000001", scripts=False)
    page.goto(f"/e/a1/votes/{ballot}/")
    page.get_by_role("radio", name=re.compile("^同意")).check()
    page.get_by_role("button", name="下一步：核对选择").click()
    assert _votes(ballot) == 0
    page.get_by_role("button", name=re.compile("确认投票")).click()

    expect(page.locator("h1")).to_contain_text("投票成功")
    assert _votes(ballot) == 1


def test_a_household_votes_by_keyboard_alone(cast: Cast, sign_in):
    ballot = _open_ballot(cast)
    page: Page = sign_in("13800000001", scripts=False)
    page.goto(f"/e/a1/votes/{ballot}/")
    _tab_to(page, "radio")
    page.keyboard.press("Space")
    _tab_to(page, "submit", "下一步")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/check/"))
    _tab_to(page, "submit", "确认投票")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("投票成功")
    assert _votes(ballot) == 1


def test_an_expense_is_filed_without_scripts(cast: Cast, sign_in, tmp_path):
    page = sign_in("13800000006", scripts=False)
    page.goto("/e/a1/work/expenses/new/photo/")
    page.get_by_label("票据照片").set_input_files(picture(tmp_path / "receipt.jpg", "receipt"))
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_role("link", name=re.compile("看得清")).click()
    page.get_by_label("金额").fill("12a")
    page.get_by_role("button", name="保存，下一步").click()

    assert page.get_by_label("金额").input_value() == "12a"
    expect(page.locator("main")).to_contain_text("看不懂这个金额")
    with scope(1, 11):
        assert [(e.state, e.amount_fen) for e in Expense.objects.all()] == [("draft", None)]


def test_part_of_a_receipt_is_covered_without_scripts_on_the_smallest_screen(cast: Cast, sign_in, tmp_path):
    with scope(1, 11):
        estate = Estate.objects.select_related("street", "community").get(pk=11)
        photo = picture(tmp_path / "receipt.jpg", "receipt").read_bytes()
        expense = draft_expense(general_fund(estate), photo=photo, by=cast.treasurer)
        receipt = expense.receipts.get().pk
    page = sign_in("13800000006", scripts=False)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/e/a1/work/receipts/{receipt}/cover/")
    boxes = page.get_by_role("checkbox")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert min(min(box.bounding_box()[side] for side in ("width", "height")) for box in boxes.all()) >= 44
    boxes.first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="遮住勾选的地方").click()

    expect(page.locator("main")).to_contain_text("大家看到的样子")
    expect(page.get_by_label("第 1 行第 2 列")).to_be_checked()
    with scope(1, 11):
        assert expense.receipts.get().covers == [[250, 0, 500, 83]]


def _tab_to(page: Page, kind: str, words: str = "") -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.type || '', document.activeElement.innerText || '']")
        if found[0] == kind and words in found[1]:
            return
    raise AssertionError(f"no {kind} {words} within forty tabs")
