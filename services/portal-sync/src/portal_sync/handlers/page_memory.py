"""Pages kept in memory: made once for each version of the site, compressed once, the oldest leaving first."""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

_SMALLEST: Final = 1024
_MOST_OF_ONE: Final = 1024 * 1024
# A page is sent many times and compressed once; beyond this a level costs more than it saves.
_LEVEL: Final = 6


@dataclass(slots=True)
class KeptPage:
    """A page as it was made. `packed` is its gzip form, made when somebody first takes it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    packed: bytes | None = field(default=None)

    def compressed(self) -> bytes | None:
        """Return the gzip form; None where the page is too small to gain by it."""
        if self.packed is None and len(self.body) >= _SMALLEST:
            self.packed = gzip.compress(self.body, _LEVEL, mtime=0)
        return self.packed

    @property
    def may_be_kept(self) -> bool:
        """Whether it is a page for everybody, and as new as its key says."""
        said = self.headers.get("cache-control", "")
        return self.status == 200 and "no-store" not in said and "set-cookie" not in self.headers

    @property
    def size(self) -> int:
        """Bytes held, the gzip form reckoned with whether made yet or not."""
        return len(self.body) * 5 // 4 + 512


Make = Callable[[], Awaitable[KeptPage]]


class PageMemory:
    """Keeps pages by a key that says everything they follow from, the least lately used leaving first.

    Visitors who ask for a page while it is being made wait for that one making.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._making: dict[str, asyncio.Task[KeptPage]] = {}

    async def page(self, key: str, make: Make) -> KeptPage:
        """Return the page of a key, made where it is not kept; raises what `make` raises."""
        kept = self._pages.get(key)
        if kept is not None:
            self._pages.move_to_end(key)
            return kept
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.create_task(self._make(key, make))
            making.add_done_callback(lambda _: self._making.pop(key, None))
        # A visitor who goes away must not take the page from those who wait for it too.
        return await asyncio.shield(making)

    async def _make(self, key: str, make: Make) -> KeptPage:
        page = await make()
        fleeting = "set-cookie" in page.headers or "no-store" in page.headers.get("cache-control", "")
        if page.status == 200 and not fleeting and page.size <= _MOST_OF_ONE:
            self._keep(key, page)
        return page

    def _keep(self, key: str, page: KeptPage) -> None:
        self._pages[key] = page
        self._held += page.size
        while self._held > self._most and self._pages:
            _, oldest = self._pages.popitem(last=False)
            self._held -= oldest.size
