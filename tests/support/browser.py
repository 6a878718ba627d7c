"""People at a browser: Debian's Chromium, one window each, every complaint of the browser kept."""

import contextlib
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

CHROMIUM: Final = shutil.which("chromium")
PICTURES: Final = Path(__file__).parents[2] / "artifacts" / "browser"

# A slow machine's page may take long; what is waited for ends the wait.
_PATIENCE_MS: Final = 90_000
expect.set_options(timeout=30_000)

_FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
]


@dataclass
class Window:
    """A window of one person on the site at `address`."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # A refusal by the content security policy is an error on the console too.
        self.page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("request", lambda request: self._check_origin(request.url))

    async def open(self, path: str) -> int:
        """Go to a path of the site; return the status that it answered."""
        answer = await self.page.goto(f"{self.address}{path}")
        return answer.status if answer else 0

    async def press(self, name: str | re.Pattern[str]) -> None:
        await self.page.get_by_role("button", name=name, exact=isinstance(name, str)).click()

    async def follow(self, name: str | re.Pattern[str]) -> None:
        await self.page.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()

    async def fill(self, **fields: str) -> None:
        """Fill a form by its fields' labels; a label's remark (选填) need not be named."""
        for label, value in fields.items():
            field = self.page.get_by_label(re.compile(rf"^{re.escape(label)}(（选填）)?$"))
            if await field.evaluate("field => field.tagName") == "SELECT":
                await field.select_option(label=value)
            else:
                await field.fill(value)

    async def sees(self, text: str | re.Pattern[str]) -> None:
        """Somewhere on the page itself, outside its header and footer."""
        await expect(self.page.locator("main")).to_contain_text(text)

    async def comes_to_see(self, path: str, text: str | re.Pattern[str], tries: int = 120) -> None:
        """Open a page again and again, as somebody waiting does, until it says what is waited for."""
        main = self.page.locator("main")
        for _ in range(tries):
            await self.open(path)
            with contextlib.suppress(AssertionError):
                await expect(main).to_contain_text(text, timeout=500)
                return
        await self.sees(text)

    async def picture(self, name: str) -> None:
        """Keep how the whole page looks, under artifacts/browser/."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    async def sign_in(self, username: str, password: str, next_path: str = "/") -> None:
        """Sign in on the issuer's page."""
        await self.open(f"/auth/login?next={next_path}")
        await self.page.get_by_label("账号", exact=True).fill(username)
        await self.page.get_by_label("密码").fill(password)
        await self.press("登录")
        await expect(self.page).to_have_url(f"{self.address}{next_path}")

    def _complain(self, text: str) -> None:
        self.complaints.append(f"{self.page.url}: {text}")

    def _check_origin(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self._complain(f"asked a third party: {url}")


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium without a head."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        await browser.close()


async def new_window(context: BrowserContext, address: str) -> Window:
    context.set_default_timeout(_PATIENCE_MS)
    return Window(await context.new_page(), address)
