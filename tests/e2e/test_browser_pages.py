"""Every page of the site, for everybody who may see it: whole, named, narrow, and without JavaScript."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser

from huiqi.sample.accounts import DEMO_PASSWORD
from tests.e2e.conftest import Demo
from tests.support.browser import CHROMIUM, Window, chromium, new_window
from tests.support.page_checks import shortcomings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(300),
]

_NOTHING: Final = "00000000-0000-0000-0000-000000000000"
# {live} and {withdrawn} are policies, {message} one of the member's, {trace} that of a publication.
PAGES: Final = {
    "": (
        "/",
        "/gov/",
        "/gov/?theme=technology",
        "/gov/policies/{live}",
        "/gov/policies/{live}?view=print",
        "/gov/policies/{withdrawn}",
        "/gov/results",
        "/gov/results/{results}",
        "/biz/",
        "/biz/?theme=civil&benefit=tax&open=1",
        "/biz/policies/{live}",
        "/biz/policies/{withdrawn}",
        "/search",
        "/search?q=研发",
        "/search?q=量子纠缠",
        "/parity",
        "/auth/login",
        "/nowhere",
        f"/gov/policies/{_NOTHING}",
    ),
    "zhilan": (
        "/my/",
        "/my/matches/{live}",
        "/my/profile",
        "/my/profile/edit",
        "/my/inbox/",
        "/my/inbox/{message}",
        "/my/reminders",
        "/my/preferences",
        "/publish/",
        f"/my/inbox/{_NOTHING}",
    ),
    "kw.editor": (
        "/publish/",
        "/publish/?state=draft",
        "/publish/?q=量子纠缠",
        "/publish/new",
        "/publish/policies/{live}",
        "/publish/policies/{live}/receipt",
        "/publish/policies/{draft}",
        "/publish/policies/{draft}/edit",
        "/ops/",
    ),
    "operator": (
        "/ops/",
        "/ops/dead",
        "/ops/invariants",
        "/ops/traces",
        "/ops/traces/{trace}",
        "/ops/policies/{live}",
        "/publish/policies/{live}/receipt",
    ),
}


@pytest.fixture(scope="module")
async def things(demo: Demo) -> dict[str, str]:
    """One of each thing that has a page of its own."""

    async def items(path: str, account: str | None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (
            (await demo.edition.get(path, account)).raise_for_status().json()["items"]
        )
        return found

    policies = await items("/api/publisher/v1/policies?limit=100", None)
    own = await items("/api/publisher/v1/policies?limit=100", "kw.editor")
    traces = await items("/api/ops/v1/traces?limit=200", None)
    results = await demo.edition.get("/gov/results")
    drafted = {"content": {"kind": "benefit", "title": "还没有写完的通知"}, "disclosure": "active"}
    draft = await demo.edition.post("/api/publisher/v1/policies", drafted, "kw.editor")
    return {
        "live": next(each["policy_id"] for each in own if each["state"] == "live"),
        "withdrawn": next(each["policy_id"] for each in policies if each["state"] == "withdrawn"),
        "message": (await items("/api/notifier/v1/messages", "zhilan"))[0]["id"],
        "trace": next(each["trace_id"] for each in traces if each["name"].endswith("/publish")),
        "results": results.text.split('href="/gov/results/')[1].split('"')[0],
        "draft": draft.raise_for_status().json()["policy_id"],
    }


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


class Visitors:
    """For each account a wide window, and a phone's without JavaScript, that is signed in by its cookies."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._windows: dict[str, tuple[Window, Window]] = {}

    async def of(self, account: str) -> tuple[Window, Window]:
        if account not in self._windows:
            wide = await self._browser.new_context(viewport={"width": 1280, "height": 800})
            window = await new_window(wide, self._address)
            if account:
                await window.sign_in(account, DEMO_PASSWORD)
            phone = await self._browser.new_context(
                viewport={"width": 360, "height": 740},
                java_script_enabled=False,
                storage_state=await wide.storage_state(),
            )
            self._windows[account] = window, await new_window(phone, self._address)
        return self._windows[account]


@pytest.fixture(scope="module")
async def visitors(browser: Browser, demo: Demo) -> Visitors:
    return Visitors(browser, demo.edition.address)


@pytest.mark.parametrize(
    ("account", "page"), [(account, page) for account, pages in PAGES.items() for page in pages]
)
async def test_a_page_is_as_it_should_be(
    account: str, page: str, visitors: Visitors, things: dict[str, str]
) -> None:
    path = page.format(**things)
    wide, phone = await visitors.of(account)
    wide.complaints.clear()
    status = await wide.open(path)
    assert status < 500
    assert await shortcomings(wide.page) == []
    # Chromium counts an error page that was asked for as a failed resource; nothing else may complain.
    expected = [] if status < 400 else [f"the server responded with a status of {status}"]
    assert [said for said in wide.complaints if not any(each in said for each in expected)] == []
    await phone.open(path)
    assert await shortcomings(phone.page) == []
