"""static/js/app.js in a real browser: pages are served from memory, under the policy of the portal.

The browser is driven from a thread of its own, so that its event loop never meets the database tests.
"""

import io
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

SCRIPT = (Path(__file__).resolve().parents[2] / "static" / "js" / "app.js").read_text()
SITE = "http://tongxin.example"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync"]
HEAD = '<!doctype html><html lang="zh-Hans"><title>页</title><script src="/app.js" defer></script>'
BUTTON = '<button class="btn" data-busy="正在提交…">提交</button>'
FORM = f'{HEAD}<form method="post" action="/sent/">{BUTTON}</form>'
PHOTO = (
    f'{HEAD}<form method="post" action="/sent/" enctype="multipart/form-data"><span class="pick">'
    f'<input id="p" type="file" name="photo" data-photo><label class="pick__btn" for="p">拍照</label>'
    f'<span class="pick__name" data-nothing="还没有选"></span></span>{BUTTON}</form>'
)
SUMMARY = f'{HEAD}<div class="errs" tabindex="-1">还有 1 处要改</div>'
READ_FILE = """async () => {
  const input = document.querySelector("[type=file]");
  while (input.files[0].name !== "photo.jpg") await new Promise((next) => setTimeout(next, 50));
  const file = input.files[0];
  const picture = await createImageBitmap(file);
  return [file.name, file.type, picture.width, picture.height];
}"""


class Site:
    """What the browser sees: ``page`` at the root, a short answer to every form."""

    def __init__(self, page: str, *, cut: bool = False) -> None:
        self.page = page
        self.cut = cut
        self.posts: list[str] = []
        self.complaints: list[str] = []

    def answer(self, route: Route) -> None:
        request = route.request
        if request.method == "POST":
            self.posts.append(request.url)
            return route.abort() if self.cut else self._fulfil(route, f"{HEAD}<h1>收到了</h1>")
        if request.url.endswith("/app.js"):
            return route.fulfill(body=SCRIPT, content_type="text/javascript")
        return self._fulfil(route, self.page)

    def _fulfil(self, route: Route, body: str) -> None:
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=body, headers=headers)


def drive(site: Site, visit: Callable[[Page], Any]) -> Any:
    """Open the site in a new browser and return what ``visit`` saw."""

    def run() -> Any:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page = browser.new_page()
            page.on("console", lambda message: site.complaints.append(message.text))
            page.on("pageerror", lambda error: site.complaints.append(str(error)))
            page.route("**/*", site.answer)
            page.goto(f"{SITE}/")
            seen = visit(page)
            browser.close()
            return seen

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


@pytest.fixture
def photo(tmp_path) -> Path:
    """A noisy picture of 2600 × 1300 pixels, as heavy as a phone's."""
    data = io.BytesIO()
    Image.effect_noise((2600, 1300), 60).convert("RGB").save(data, "JPEG", quality=95)
    path = tmp_path / "发票.jpg"
    path.write_bytes(data.getvalue())
    return path


def test_app_js_sends_a_form_once_however_often_the_button_is_pressed():
    site = Site(FORM)

    def visit(page):
        page.evaluate(
            "() => { const b = document.querySelector('button'); b.click(); b.click(); b.click(); }"
        )
        page.wait_for_selector("h1")

    drive(site, visit)

    assert site.posts == [f"{SITE}/sent/"]
    assert site.complaints == []


def test_app_js_focuses_the_error_summary():
    site = Site(SUMMARY)

    assert drive(site, lambda page: page.evaluate("document.activeElement.className")) == "errs"


def test_app_js_puts_our_button_on_a_file_input_and_says_what_was_chosen(photo):
    site = Site(PHOTO)

    def visit(page):
        def seen():
            return page.get_attribute(".pick", "class"), page.inner_text(".pick__name")

        before = seen()
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.name")
        with page.expect_file_chooser() as chooser:
            page.click("label")
        chooser.value.set_files(photo)
        page.evaluate(READ_FILE)
        chosen = seen()
        page.set_input_files("[type=file]", [])
        return before, focused, chosen, seen()

    assert drive(site, visit) == (
        ("pick pick--ours", "还没有选"),
        "photo",
        ("pick pick--ours", "已选：发票.jpg"),
        ("pick pick--ours", "还没有选"),
    )
    assert site.complaints == []


def test_app_js_shrinks_a_photo_to_two_thousand_pixels_and_shows_it(photo):
    site = Site(PHOTO)

    def visit(page):
        page.set_input_files("[type=file]", photo)
        return page.evaluate(READ_FILE), page.locator("canvas").get_attribute("aria-label")

    assert drive(site, visit) == (["photo.jpg", "image/jpeg", 2000, 1000], "您选的照片")
    assert site.complaints == []


def test_app_js_uploads_a_photo_and_shows_the_answer_as_the_page(photo):
    site = Site(PHOTO)

    def visit(page):
        page.set_input_files("[type=file]", photo)
        page.click("button")
        page.wait_for_selector("h1")
        return page.inner_text("h1"), page.url

    assert drive(site, visit) == ("收到了", f"{SITE}/sent/")
    assert site.posts == [f"{SITE}/sent/"]
    assert site.complaints == []


def test_app_js_says_when_the_network_broke_and_lets_the_photo_go_again(photo):
    site = Site(PHOTO, cut=True)

    def visit(page):
        page.set_input_files("[type=file]", photo)
        page.click("button")
        words = page.inner_text("[role=alert]")
        page.click("button")
        page.wait_for_timeout(200)
        return words, page.locator("button[aria-disabled]").count(), page.locator("progress").count()

    assert drive(site, visit) == ("网络断了，照片没有传上去。请再按一次。", 0, 0)
    assert site.posts == [f"{SITE}/sent/", f"{SITE}/sent/"]
