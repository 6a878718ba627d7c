"""Signing in and out in Chromium: what cookies, redirects and the content security policy really allow."""

import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright, expect

from huiqi.issuer import create_issuer, with_password
from shared.identity import make_identity
from shared.settings import ServiceSettings
from shared.web import create_app
from tests.integration.identity.conftest import Site, router
from tests.support.identity import PASSWORD, SECRETS, people
from tests.support.serving import serving

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a served site."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    accounts = with_password(people(), PASSWORD)
    issuer = create_issuer(tmp_path, url, accounts, secrets=SECRETS, demo_password=PASSWORD)
    settings = ServiceSettings(
        public_url=url,
        issuer_url=f"{url}/id",
        client_secret=SECRETS["client_secret"],
        session_secret="s" * 32,
    )
    service = create_app("test", settings, identity=make_identity(settings))
    service.include_router(router)
    async with serving(uvicorn.Config(Site(issuer, service), log_config=None, lifespan="off"), listening):
        yield url


@pytest.fixture
async def window() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield await chromium.new_page()
        await chromium.close()


async def test_a_person_signs_in_and_out(site: str, window: Page) -> None:
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await window.goto(f"{site}/auth/login?next=/form")
    await window.get_by_label("账号", exact=True).fill("zhilan")
    await window.get_by_label("密码").fill(PASSWORD)
    await window.get_by_role("button", name="登录", exact=True).click()
    await expect(window).to_have_url(f"{site}/form")
    await expect(window.get_by_role("banner")).to_contain_text("经办人")
    await window.get_by_role("button", name="退出登录").click()
    await expect(window.get_by_role("banner").get_by_role("link", name="登录", exact=True)).to_be_visible()
    # The service of this test has no front page, so arriving there is a 404; nothing else may complain.
    assert [text for text in complaints if "404" not in text] == []


async def test_a_demo_account_is_one_press(site: str, window: Page) -> None:
    await window.goto(f"{site}/auth/login?next=/form")
    await window.get_by_role("button", name="经办人").click()
    await expect(window).to_have_url(f"{site}/form")


async def test_a_wrong_password_is_told_at_the_field(site: str, window: Page) -> None:
    await window.goto(f"{site}/auth/login")
    await window.get_by_label("账号", exact=True).fill("zhilan")
    await window.get_by_label("密码").fill("wrong")
    await window.get_by_role("button", name="登录", exact=True).click()
    await expect(window.get_by_role("alert")).to_contain_text("账号或密码不正确。")
    await expect(window.get_by_role("alert")).to_be_focused()
    await expect(window.get_by_label("账号", exact=True)).to_have_value("zhilan")
