"""What a page owes those who use no mouse, a narrow window, or paper; looked for in a browser."""

from typing import Any, Final

from playwright.async_api import Page

# Runs in the page: marks what the keyboard must reach, and notes what it comes to and whether one sees where.
_WATCH: Final = """() => {
  const seen = (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: false})
    && one.getBoundingClientRect().width > 0;
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const wanted = [...document.querySelectorAll(all)].filter((one) => !one.disabled && seen(one));
  // Of a group of radio buttons the keyboard reaches one, and arrows the others.
  const groups = new Set();
  window.wanted = wanted.filter((one) => {
    if (one.type !== "radio") return true;
    if (groups.has(one.name)) return false;
    return groups.add(one.name);
  });
  window.reached = [];
  window.unseen = [];
  document.addEventListener("focusin", ({target}) => {
    if (window.reached.includes(target)) return;
    window.reached.push(target);
    const {outlineStyle, outlineWidth} = getComputedStyle(target);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) window.unseen.push(target);
  });
  return window.wanted.length;
}"""
_TOLD: Final = """() => {
  const say = (one) => one.outerHTML.slice(0, 120);
  const reached = (one) => window.reached.some((other) => other === one
    || (one.type === "radio" && other.name === one.name));
  const order = window.reached.filter((one) => window.wanted.includes(one));
  const back = order.filter((one, at) => at
    && order[at - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
  return [...window.wanted.filter((one) => !reached(one)).map((one) => `not reached: ${say(one)}`),
    ...window.unseen.map((one) => `focus not seen: ${say(one)}`),
    ...back.map((one) => `out of order: ${say(one)}`)];
}"""
# What stands out of the window sideways, other than in a part that is scrolled by itself.
_OUTSIDE: Final = """() => {
  const width = document.documentElement.clientWidth;
  const scrolled = (one) => one.closest(".table-wrap, pre");
  const wrong = [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.right > width + 1 || box.left < -1)
      && one.checkVisibility() && !scrolled(one);
  }).map((one) => `outside: ${one.outerHTML.slice(0, 120)}`);
  const over = document.documentElement.scrollWidth - width;
  return over > 0 ? [`${over} px too wide`, ...wrong] : wrong;
}"""
_ON_PAPER: Final = """() => {
  const off = "nav, .site-header, .site-footer, .skip-link, [role=search], .filters, button";
  const shown = [...document.querySelectorAll(off)].filter((one) => one.checkVisibility()
    && one.getBoundingClientRect().height > 0).map((one) => `printed: ${one.outerHTML.slice(0, 120)}`);
  const {color, backgroundColor} = getComputedStyle(document.body);
  const plain = color === "rgb(0, 0, 0)" && backgroundColor === "rgb(255, 255, 255)";
  const said = document.querySelector("main").innerText.trim().length >= 10;
  return [...shown, ...(plain ? [] : [`${color} on ${backgroundColor}`]), ...(said ? [] : ["says nothing"])];
}"""


async def unreachable(page: Page) -> list[str]:
    """What the Tab key does not come to, comes to unseen, or in another order than one reads."""
    wanted: int = await page.evaluate(_WATCH)
    for _ in range(wanted + 2):
        await page.keyboard.press("Tab")
    return await _sentences(page, _TOLD)


async def outside(page: Page) -> list[str]:
    """What does not fit into the window's width."""
    return await _sentences(page, _OUTSIDE)


async def printed(page: Page) -> list[str]:
    """What is on paper and should not be; the page must be shown as print."""
    return await _sentences(page, _ON_PAPER)


async def _sentences(page: Page, script: str) -> list[str]:
    found: Any = await page.evaluate(script)
    return [str(each) for each in found]
