"""Look whether the address of a service item is right, and on request whether it answers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from publisher.domain.service_items import why_wrong


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it, in a sentence."""

    good: bool
    sentence: str


class Pages(Protocol):
    """Asks for a page of the web, of public hosts only."""

    async def status(self, url: str) -> int:
        """The HTTP status that it answers. Raise Unreachable with a sentence."""
        ...


class Unreachable(Exception):  # noqa: N818 (an answer, not a fault)
    """There was no answer, or none may be asked for; `str()` is a sentence."""


async def check_service_item(pages: Pages, url: str, hosts: Collection[str]) -> Checked:
    """Ask only an address that is right in itself; nothing else is ever asked."""
    if problem := why_wrong(url, hosts):
        return Checked(False, problem)
    try:
        status = await pages.status(url)
    except Unreachable as problem:
        return Checked(False, str(problem))
    if status < 400:
        return Checked(True, f"网址可以打开（HTTP {status}）。")
    return Checked(False, f"网址打不开，对方回答 HTTP {status}，请核对。")
