"""What every page owes everybody, looked for in a browser. No page needs a library for that."""

from typing import Any, Final

from playwright.async_api import Page

# Runs in the page: returns sentences about what is wrong with it.
_LOOK: Final = """() => {
  const wrong = [];
  const named = (field) => field.labels?.length || field.ariaLabel || field.getAttribute("aria-labelledby");
  const fields = document.querySelectorAll("input:not([type=hidden]), select, textarea");
  for (const field of fields) if (!named(field)) wrong.push(`no label: ${field.outerHTML.slice(0, 120)}`);
  for (const each of document.querySelectorAll("a, button, summary"))
    if (!(each.textContent.trim() || each.ariaLabel)) wrong.push(`no name: ${each.outerHTML.slice(0, 120)}`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) wrong.push(`id twice: ${id}`);
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) wrong.push(`${heads} h1`);
  const language = location.pathname.startsWith("/en/") ? "en" : "zh-CN";
  if (document.documentElement.lang !== language) wrong.push(`lang is ${document.documentElement.lang}`);
  if (!document.title.includes("惠企")) wrong.push(`title is ${document.title}`);
  if (document.querySelector("main").innerText.trim().length < 20) wrong.push("the page says nothing");
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) wrong.push(`${over} px too wide`);
  return wrong;
}"""


async def shortcomings(page: Page) -> list[str]:
    """Sentences about what the page shown lacks; none where it is as it should be."""
    found: Any = await page.evaluate(_LOOK)
    return [str(each) for each in found]
