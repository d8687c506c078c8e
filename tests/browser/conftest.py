"""A real browser against a real server on a database of its own; people sign in as people do."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect

from accounts import factors
from accounts.models import User
from tests.browser.travel import Calendar
from tests.conftest import database_url
from tests.sign_in import SECRET

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
PATIENCE = 30_000  # milliseconds; two test workers share two cores
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser and commits."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if "committed" not in item.fixturenames:
                item.fixturenames.insert(0, "committed")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Use the system's Chromium, which reaches for nothing outside."""
    quiet = (
        "--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run"
        " --disable-background-networking --disable-component-update --disable-sync"
    )
    return {"executable_path": shutil.which("chromium"), "args": quiet.split()}


@pytest.fixture
def site(committed: str, settings) -> Iterator[str]:
    """The address of a server thread on this test's database, in demonstration mode."""
    settings.MIDDLEWARE = ["tests.browser.travel.TravelMiddleware", *settings.MIDDLEWARE]
    settings.DEMONSTRATION = True
    cache.clear()
    thread = LiveServerThread("127.0.0.1", lambda handler: handler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    settings.BASE_URL = f"http://127.0.0.1:{thread.port}"
    yield settings.BASE_URL
    Calendar.set(None)
    thread.terminate()


@pytest.fixture
def worker(committed: str, site: str) -> Iterator[None]:
    """A real Celery worker on this test's database and the real Valkey."""
    environment = os.environ | {
        "DATABASE_URL": database_url(committed),
        "BASE_URL": site,
        "TONGXIN_FILES_ROOT": str(django_settings.FILES_ROOT),
        "DJANGO_SETTINGS_MODULE": "tongxin.settings.test",
    }
    command = [sys.executable, "-m", "celery", "-A", "tongxin", "worker", "-c", "1", "-l", "WARNING"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    yield
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=30)


@pytest.fixture
def sign_in(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Return a page of a browser of one's own, signed in by phone and the code shown on the page."""
    contexts = []

    def open_page(phone: str | None, *, desk: bool = False, scripts: bool = True, size: str = "") -> Page:
        context = browser.new_context(
            viewport=DESK if desk else PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=site,
            java_script_enabled=scripts,
        )
        if size:
            context.add_cookies([{"name": "size", "value": size, "url": site}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if phone:
            page.goto("/login/")
            page.get_by_label("手机号").fill(phone)
            page.get_by_role("button", name="下一步").click()
            page.get_by_label("验证码").fill(page.locator("#demonstration-code").inner_text())
            _give_factor(phone)
            page.get_by_role("button", name="登录", exact=True).click()
            page.wait_for_url(re.compile("/(me|login/factor)/$"))
            if page.url.endswith("/login/factor/"):
                page.get_by_label("动态码").fill(page.locator("#demonstration-code").inner_text())
                page.get_by_role("button", name="登录", exact=True).click()
                page.wait_for_url(re.compile("/me/$"))
        return page

    yield open_page
    for context in contexts:
        context.close()


def _give_factor(phone: str) -> None:
    """Give an authenticator to whoever holds an office that needs one and has none yet."""
    user = User.objects.get(phone=f"+86{phone.replace(' ', '')}")
    if factors.demanded_of(user) and not factors.factors_of(user).exist:
        factors.set_up_totp(user, SECRET)


@pytest.fixture(scope="session")
def axe() -> Axe:
    """The accessibility checker, shipped in its package."""
    return Axe()


def violations(axe: Axe, page: Page) -> list[str]:
    """Return what axe finds wrong on the page, as ``rule: target``."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found for node in rule["nodes"]
    ]
