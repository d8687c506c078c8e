"""From a neighbour's complaint to a PDF that anybody can verify: each step by its own role, in a browser."""

import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from core.clock import SHANGHAI
from tests.browser.travel import Calendar
from tests.cast import Cast

NAMES = (
    *("owner", "spouse", "tenant", "neighbour", "chair", "treasurer", "member", "supervisor", "cashier"),
    *("community_officer", "street_officer", "street_leader", "street_finance"),
)
PHONES = {name: f"1380000{number:04d}" for number, name in enumerate(NAMES, 1)}
DESKS = ("community_officer", "street_officer", "street_finance")


def picture(path: Path, words: str) -> Path:
    """A drawn picture, different for each ``words``."""
    image = Image.new("RGB", (900, 600), "#eef")
    draw = ImageDraw.Draw(image)
    for number, letter in enumerate(words.encode()):
        draw.rectangle((number * 40, letter % 200, number * 40 + 30, 560), fill=(letter, 90, 255 - letter))
    data = BytesIO()
    image.save(data, "JPEG")
    path.write_bytes(data.getvalue())
    return path


class Road:
    """The people of the road, each in a browser of their own, and the pictures they take."""

    def __init__(self, sign_in: Callable[..., Page], folder: Path, site: str) -> None:
        self.sign_in, self.folder, self.site, self.pages = sign_in, folder, site, {}

    def as_(self, name: str, path: str) -> Page:
        """Return the page of ``name`` at ``path``; staff sit at a desk, everybody else holds a phone."""
        if name not in self.pages:
            self.pages[name] = self.sign_in(PHONES.get(name), desk=name in DESKS)
        page = self.pages[name]
        page.goto(path)
        return page

    def photo(self, words: str) -> Path:
        """Return a picture taken for ``words``."""
        return picture(self.folder / f"{words}.jpg", words)


def _choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=re.compile(f"(?<!不){name}")).check(force=True)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _number(page: Page, before: str) -> str:
    page.wait_for_url(re.compile(before + r"\d+/"))
    return re.search(before + r"(\d+)/", page.url)[1]


def _day(days: int) -> str:
    return (Calendar.moment + timedelta(days=days)).date().isoformat()


@pytest.fixture
def road(cast: Cast, sign_in, tmp_path: Path, site: str, worker: None) -> Road:
    """The road at its beginning: the first morning of the month before the last complete one."""
    today = datetime.now(tz=SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0)
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    Calendar.set((last - timedelta(days=1)).replace(day=1))
    return Road(sign_in, tmp_path, site)


@pytest.mark.slow
def test_a_concern_becomes_a_project_and_a_disclosure_that_anybody_can_verify(road: Road):
    _budget_of_the_year(road)
    concern = _everybodys_matter(road)
    project = _everybody_proposes(road, concern)
    _everybody_decides(road, project)
    _community_and_street_review(road, project)
    _everybody_does(road, project)
    _everybody_judges(road, project)
    _the_month_is_disclosed(road)
    _anybody_verifies(road)


def _budget_of_the_year(road: Road) -> None:
    page = road.as_("street_finance", "/office/street-a/budget/")
    page.get_by_label("全年激励资金预算").fill("1000")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("1,000.00")


def _everybodys_matter(road: Road) -> str:
    """众人事: reported with a photo, looked over, masked, and the neighbour has it too."""
    page = road.as_("owner", "/e/a1/concerns/new/")
    page.get_by_label("照片").set_input_files(road.photo("concern"))
    _press(page, "下一步：写说明")
    page.get_by_label("在哪里").fill("1栋东侧空地")
    page.get_by_label("什么情况").fill("电动车没有地方停，都堵在楼道里。")
    _press(page, "下一步：核对")
    _press(page, "提交这条诉求")
    concern = _number(page, "concerns/")
    expect(road.as_("neighbour", "/e/a1/concerns/").locator("main")).not_to_contain_text("电动车")

    page = road.as_("community_officer", f"/e/a1/work/concerns/{concern}/")
    _choose(page, "可以公开")
    _press(page, "公开给邻居")

    page = road.as_("neighbour", f"/e/a1/concerns/{concern}/")
    expect(page.locator("main")).to_contain_text("电动车没有地方停")
    expect(page.locator("main")).to_contain_text("钱**")
    expect(page.locator("main")).not_to_contain_text("钱示例一")
    _press(page, "我家也有")
    expect(page.locator("main")).to_contain_text("共 2 户有这个情况")
    return concern


def _everybody_proposes(road: Road, concern: str) -> str:
    """众人提: need, plan, budget, sources, the question of common parts, co-signs."""
    page = road.as_("chair", f"/e/a1/work/projects/new/{concern}/")
    page.get_by_label("项目名称").fill("建非机动车棚")
    _choose(page, "便民")
    _choose(page, "设施改善")
    _press(page, "下一步：填任务单")
    project = _number(page, "work/projects/")
    at = f"/e/a1/work/projects/{project}/"

    page.goto(at + "plan/")
    page.get_by_label("地点").fill("1栋东侧空地")
    page.get_by_label("做什么、怎么做").fill("搭钢架雨棚，划停车线。")
    page.get_by_label("计划开工").fill(_day(40))
    page.get_by_label("计划完工").fill(_day(50))
    page.get_by_label("受益户数").fill("8")
    page.get_by_label("质保几个月").fill("24")
    _press(page, "保存")

    page.goto(at + "budget/")
    for label, value in (("名称", "钢架雨棚"), ("单位", "项"), ("数量", "1"), ("单价", "1000")):
        page.get_by_label(label, exact=True).first.fill(value)
    _press(page, "保存预算")

    page.goto(at + "sources/")
    page.get_by_label("街道激励资金").fill("800")
    page.get_by_label("居民自筹").fill("200")
    _press(page, "保存")

    page.goto(at + "common-part/")
    _choose(page, "不改变")
    page.get_by_label("为什么这样判断").fill("原来就是停车的空地，用途不变。")
    _press(page, "保存")

    page.goto(at + "propose/")
    _press(page, "提出项目，请居民联名")
    expect(page.locator("main")).to_contain_text("居民可以联名")

    page = road.as_("neighbour", f"/e/a1/projects/{project}/")
    _press(page, "我家联名")
    expect(page.locator("main")).to_contain_text("联名已够")
    return project


def _everybody_decides(road: Road, project: str) -> None:
    """众人议: choose, check, confirm, receipt; counts hidden; result with its period and an objection."""
    page = road.as_("chair", f"/e/a1/work/projects/{project}/open-vote/")
    page.get_by_label("投票到哪一天").fill(_day(7))
    _press(page, "固定名册，公布投票")

    page = road.as_("visitor", "/e/a1/votes/")
    page.get_by_role("link", name="建非机动车棚").click()
    ballot = _number(page, "votes/")
    for name, choice in (
        ("owner", "同意"),
        ("tenant", "同意"),
        ("neighbour", "不同意"),
        ("chair", "同意"),
        ("treasurer", "同意"),
    ):
        _vote(road, name, ballot, choice)

    page = road.as_("spouse", f"/e/a1/votes/{ballot}/")
    expect(page.locator("main")).to_contain_text("5 / 7 户")
    assert page.get_by_role("radio").count() == 0

    Calendar.forward(days=8)
    page = road.as_("chair", f"/e/a1/work/projects/{project}/count/")
    _press(page, "计票并公示结果")
    page = road.as_("visitor", f"/e/a1/votes/{ballot}/results/")
    expect(page.locator("main")).to_contain_text("通过")
    expect(page.locator("main")).to_contain_text("4")

    page = road.as_("visitor", "/e/a1/notices/")
    page.get_by_role("link", name=re.compile("表决结果的公示")).click()
    notice = _number(page, "notices/")
    page = road.as_("neighbour", f"/e/a1/notices/{notice}/object/")
    page.get_by_role("textbox").fill("想知道为什么不建在西侧。")
    page.get_by_role("main").get_by_role("button").last.click()

    Calendar.forward(days=16)
    page = road.as_("chair", f"/e/a1/work/projects/{project}/submit/")
    _press(page, "提交社区初审")
    expect(page.locator("h1")).not_to_have_text(re.compile("提交社区初审"))
    expect(page.locator("main")).to_contain_text("异议")

    page = road.as_("chair", "/e/a1/work/")
    page.get_by_role("link", name=re.compile("答复异议")).click()
    _choose(page, "不成立")
    page.get_by_role("textbox").fill("西侧是消防通道，不能建。")
    page.get_by_role("main").get_by_role("button").last.click()
    page = road.as_("chair", f"/e/a1/work/projects/{project}/submit/")
    _press(page, "提交社区初审")
    expect(page.locator("main")).to_contain_text("社区初审")


def _vote(road: Road, name: str, ballot: str, choice: str) -> None:
    page = road.as_(name, f"/e/a1/votes/{ballot}/")
    _choose(page, choice)
    _press(page, "下一步：核对选择")
    expect(page.locator("main")).to_contain_text(choice)
    page.get_by_role("button", name=re.compile("确认投票")).click()
    expect(page.locator("h1")).to_contain_text("投票成功")
    assert "赞成" not in page.locator("main").inner_text()


def _community_and_street_review(road: Road, project: str) -> None:
    """The community says yes, the street grants 800: a hold in the year's budget."""
    for name in ("community_officer", "street_officer"):
        page = road.as_(name, "/office/street-a/reviews/")
        page.get_by_role("link", name="建非机动车棚").click()
        _choose(page, "同意")
        _press(page, "下一步：核对决定")
        if name == "street_officer":
            expect(page.locator("main")).to_contain_text("捌佰元整")
        page.get_by_role("main").get_by_role("button").last.click()
        expect(page.locator("main")).to_contain_text("同意")
    page = road.as_("street_finance", "/office/street-a/budget/")
    expect(page.locator("main")).to_contain_text("200.00")


def _everybody_does(road: Road, project: str) -> None:
    """众人办: money first, then the start; receipt, two signatures, payment; acceptance; settlement."""
    first_of_month = (datetime.now(tz=SHANGHAI).replace(day=1) - timedelta(days=1)).replace(day=2, hour=9)
    Calendar.set(max(Calendar.moment, first_of_month))
    page = road.as_("chair", f"/e/a1/work/projects/{project}/start/")
    _press(page, "资金到位，开工")
    expect(page.locator("main")).to_contain_text("自筹")
    expect(road.as_("visitor", f"/e/a1/projects/{project}/").locator("main")).to_contain_text("已立项")

    page = road.as_("cashier", "/e/a1/work/contributions/new/")
    _choose(page, "建非机动车棚")
    _choose(page, "资金")
    _choose(page, "居民自筹")
    page.get_by_label("金额或折价").fill("200")
    page.get_by_label("谁家出的").select_option(index=1)
    page.get_by_label("银行流水号").fill("SL-1")
    page.get_by_label("收到日期").fill(_day(0))
    _press(page, "登记")
    page = road.as_("street_finance", "/office/street-a/grants/")
    page.get_by_role("link", name=re.compile("拨付|建非机动车棚")).last.click()
    page.get_by_label("拨付金额").fill("760")
    page.get_by_label("银行流水号").fill("BF-1")
    page.get_by_label("付款日期").fill(_day(0))
    _press(page, "已经拨付，记账")
    page = road.as_("chair", f"/e/a1/work/projects/{project}/start/")
    _press(page, "资金到位，开工")
    expect(page.locator("main")).to_contain_text("正在办")

    _spend(road)
    page = road.as_("chair", f"/e/a1/work/projects/{project}/complete/")
    page.get_by_label("完工情况").fill("棚已搭好。")
    _press(page, "报完工")
    _accept(road, project)
    page = road.as_("chair", f"/e/a1/work/projects/{project}/settle/")
    _press(page, "办理决算")
    expect(page.locator("main")).to_contain_text("居民评价")
    page = road.as_("street_finance", "/office/street-a/budget/")
    # The worker gives the rest of the grant back in a moment of its own.
    for _ in range(60):
        if "240.00" in page.locator("main").inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("main")).to_contain_text("240.00")


def _spend(road: Road) -> None:
    page = road.as_("treasurer", "/e/a1/work/expenses/new/photo/")
    page.get_by_label("票据照片").set_input_files(road.photo("receipt"))
    _press(page, "保存，下一步")
    expense = _number(page, "expenses/")
    page.get_by_role("link", name=re.compile("看得清")).click()
    page.get_by_label("金额").fill("950")
    page.get_by_label("消费日期").fill(_day(0))
    _press(page, "保存，下一步")
    _choose(page, "建非机动车棚")
    page.get_by_role("radio").nth(page.get_by_role("radio").count() - 1).check(force=True)
    page.get_by_label("用途").fill("钢架雨棚材料和安装")
    page.get_by_label("收款方").fill("示例建材经营部")
    page.get_by_label("发票号码").fill("26510000000000000001")
    _press(page, "保存，下一步")
    _press(page, "提交报销")

    at = f"/e/a1/work/expenses/{expense}/"
    assert road.as_("treasurer", at).get_by_role("button", name="同意这笔支出").count() == 0
    page = road.as_("chair", at)
    page.get_by_label("公开的照片上没有别人的电话").check()
    _press(page, "同意这笔支出")
    page = road.as_("cashier", at)
    page.get_by_label("银行流水号").fill("FK-1")
    page.get_by_label("付款日期").fill(_day(0))
    _press(page, "已经付款，记账")
    expect(page.locator("main")).to_contain_text("已付")


def _accept(road: Road, project: str) -> None:
    page = road.as_("member", f"/e/a1/work/projects/{project}/acceptance/")
    page.get_by_label("现场照片").set_input_files(road.photo("finished"))
    _choose(page, "合格")
    page.get_by_label("验收意见").fill("和方案一致。")
    _press(page, "提交验收意见")
    expect(page.locator("main")).to_contain_text("验收意见已经记下")
    page = road.as_("neighbour", f"/e/a1/projects/{project}/accept/")
    _choose(page, "合格")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(road.as_("visitor", f"/e/a1/projects/{project}/").locator("main")).to_contain_text("质保")


def _everybody_judges(road: Road, project: str) -> None:
    """众人评: rated before it can close; refund paid; settlement notice over; closed, concern resolved."""
    page = road.as_("chair", f"/e/a1/work/projects/{project}/close/")
    page.get_by_label("诉求怎样解决的").fill("车棚建好了。")
    _press(page, "结项")
    expect(road.as_("visitor", f"/e/a1/projects/{project}/").locator("main")).to_contain_text("居民评价")

    levels = ("很满意", "满意", "很满意", "满意", "一般")
    for name, level in zip(("neighbour", "owner", "tenant", "chair", "member"), levels, strict=True):
        page = road.as_(name, f"/e/a1/projects/{project}/rate/")
        page.get_by_role("radio", name=level, exact=True).check(force=True)
        page.get_by_role("main").get_by_role("button").last.click()
        expect(page).not_to_have_url(re.compile("/rate/"))
    page = road.as_("cashier", "/e/a1/work/refunds/")
    page.get_by_role("main").get_by_role("link").last.click()
    page.get_by_label("银行流水号").fill("TK-1")
    page.get_by_label("付款日期").fill(_day(0))
    page.get_by_role("main").get_by_role("button").last.click()
    Calendar.forward(days=22)
    page = road.as_("chair", f"/e/a1/work/projects/{project}/close/")
    page.get_by_label("诉求怎样解决的").fill("车棚建好了。")
    _press(page, "结项")
    main = road.as_("visitor", f"/e/a1/projects/{project}/").locator("main")
    expect(main).to_contain_text("已结项")
    expect(main).to_contain_text("80%")
    expect(main).to_contain_text("5 户评价")


def _the_month_is_disclosed(road: Road) -> None:
    """The treasurer closes the month; Celery makes the PDF while the page says how far it is."""
    Calendar.set(datetime.now(tz=SHANGHAI))
    page = road.as_("treasurer", "/e/a1/work/months/")
    page.get_by_role("link", name="核对并公布").first.click()
    _press(page, "生成本月公示")
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.locator("main")).to_contain_text("完成", timeout=60_000)


def _anybody_verifies(road: Road) -> None:
    """Without signing in: the month, its PDF, the code on it, and whether a file is the same."""
    page = road.as_("visitor", "/e/a1/funds/")
    page.get_by_role("link", name=re.compile(r"\d{4}年\d+月")).first.click()
    main = page.locator("main")
    for words in ("960.00", "950.00", "示例建材经营部"):
        expect(main).to_contain_text(words)
    pdf = page.request.get(page.url.rstrip("/") + ".pdf")
    file = road.folder / "disclosure.pdf"
    file.write_bytes(pdf.body())
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    code = re.search(r"1011(-[0-9A-Z]{4}){4,}", text)[0]
    assert f"{road.site}/v/" in text

    page = road.as_("visitor", "/v/")
    page.get_by_role("textbox", name="查验码").fill(code)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"/v/1011-"))
    verify = page.url
    expect(page.locator("main")).to_contain_text("960.00")
    for same, content in ((True, pdf.body()), (False, pdf.body()[:-2] + b"xx")):
        file.write_bytes(content)
        page.goto(verify)
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("main").get_by_role("button").last.click()
        expect(page.locator("main")).to_contain_text("一致" if same else "不一致")
