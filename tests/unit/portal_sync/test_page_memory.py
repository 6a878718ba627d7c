"""Pages kept in memory, and the version and the counts by which they are kept."""

import asyncio
import gzip

import pytest

from portal_sync.handlers.known_counts import KnownCounts
from portal_sync.handlers.known_version import KnownVersion, Version
from portal_sync.handlers.page_memory import KeptPage, PageMemory


class Maker:
    """Makes a page and counts how often; waits at a gate where one is given."""

    def __init__(self, page: KeptPage, gate: asyncio.Event | None = None) -> None:
        self.page = page
        self.gate = gate
        self.made = 0

    async def __call__(self) -> KeptPage:
        self.made += 1
        if self.gate is not None:
            await self.gate.wait()
        return self.page


def page(body: bytes = b"x" * 4096) -> KeptPage:
    return KeptPage(200, {}, body)


async def test_a_page_is_made_once_for_all_who_wait_for_it() -> None:
    gate = asyncio.Event()
    memory, make = PageMemory(1 << 20), Maker(page(), gate)
    waiting = [asyncio.create_task(memory.page("a", make)) for _ in range(5)]
    await asyncio.sleep(0)
    # One who goes away takes nothing from the others.
    waiting[0].cancel()
    gate.set()
    assert [await each for each in waiting[1:]] == [make.page] * 4
    assert await memory.page("a", make) is make.page
    assert make.made == 1


@pytest.mark.parametrize(
    "made",
    [
        KeptPage(404, {}, b""),
        KeptPage(200, {"set-cookie": "a=b"}, b""),
        KeptPage(200, {"cache-control": "no-store"}, b""),
    ],
)
async def test_what_is_not_for_everybody_is_not_kept(made: KeptPage) -> None:
    memory, make = PageMemory(1 << 20), Maker(made)
    await memory.page("a", make)
    await memory.page("a", make)
    assert make.made == 2


async def test_the_least_lately_used_leaves_first() -> None:
    makers = {key: Maker(page()) for key in "abc"}
    memory = PageMemory(page().size * 2)
    for key in "abac":
        await memory.page(key, makers[key])
    for key in "ab":
        await memory.page(key, makers[key])
    assert {key: make.made for key, make in makers.items()} == {"a": 1, "b": 2, "c": 1}


async def test_an_error_is_told_and_the_page_asked_for_again() -> None:
    async def fail() -> KeptPage:
        raise ValueError

    memory, make = PageMemory(1 << 20), Maker(page())
    with pytest.raises(ValueError, match=r"^$"):
        await memory.page("a", fail)
    assert await memory.page("a", make) is make.page


def test_a_page_is_compressed_once_and_a_small_one_not_at_all() -> None:
    large = page()
    packed = large.compressed()
    assert packed is not None
    assert gzip.decompress(packed) == large.body
    assert large.compressed() is packed
    assert page(b"short").compressed() is None


async def test_a_change_is_seen_even_while_the_version_is_being_read() -> None:
    stored, gate = 1, asyncio.Event()

    async def read() -> Version:
        seen = stored
        await gate.wait()
        return seen, None

    known = KnownVersion(read)
    first = asyncio.create_task(known.current())
    await asyncio.sleep(0.01)
    stored = 2
    known.forget()
    gate.set()
    assert await known.current() == (2, None)
    await first
    assert await known.current() == (2, None)


async def test_counts_are_kept_for_a_stamp() -> None:
    counted, counts = 0, KnownCounts()

    async def count() -> int:
        nonlocal counted
        counted += 1
        return counted

    assert [await counts.of(1, "a", count) for _ in range(3)] == [1, 1, 1]
    assert await counts.of(2, "a", count) == 2
