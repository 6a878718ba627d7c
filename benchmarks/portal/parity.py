"""Ten thousand policies in three channels: whatever the order, repetition and batches, always the same.

One portal gets everything shuffled, a third of it twice or more often, from the broker in two processes. Its
channels must then equal the source, and its tables and public pages a fresh rebuild by replay in order, byte
for byte. What only says when a row was written is left out: `mirrored_at`, and the transaction's number.
"""

import asyncio
import hashlib
import os
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx

from benchmarks.harness import Bar, Results, note
from benchmarks.matching.arena import Arena, arena, until
from benchmarks.portal._lives import PolicyEvent, in_order, lives

_TABLES: Final = ("source", "entry")
_PAGES: Final = 200


def measure(*, quick: bool) -> Results:
    """Ten thousand policies; a tenth of that when quick."""
    with tempfile.TemporaryDirectory(prefix="huiqi-parity-") as name:
        for part in ("shuffled", "rebuilt"):
            (Path(name) / part).mkdir()
        return asyncio.run(_measure(Path(name), 1_000 if quick else 10_000))


async def _measure(folder: Path, policies: int) -> Results:
    note(f"making {policies} policies")
    events = in_order(lives(policies, 4, seed=3), seed=4)
    ids = [uuid4() for _ in events]
    delivered = _shuffled(len(events))
    sample = sorted({str(event.policy_id) for event in events})[:_PAGES]
    began = time.perf_counter()
    shuffled = await _run(folder / "shuffled", [(events[n], ids[n]) for n in delivered], ids, sample, 2)
    taken = time.perf_counter() - began
    rebuilt = await _run(folder / "rebuilt", list(zip(events, ids, strict=True)), ids, sample, 1)
    equal = [shuffled[key] == rebuilt[key] for key in ("tables", "pages")]
    checked, in_parity = shuffled["checked"], shuffled["equal"]
    figures = {
        "policies": policies,
        "events": len(events),
        "delivered": len(delivered),
        "channels": len(shuffled["channels"]),
        "entries_checked": checked,
        "entries_equal": in_parity,
        "tables_digest": shuffled["tables"],
        "rebuilt_tables_digest": rebuilt["tables"],
        "pages_compared": shuffled["page_count"],
        "shuffled_seconds": round(taken, 1),
        "load": round(os.getloadavg()[0], 1),
    }
    bars = [
        Bar("parity after shuffle", 100 * in_parity / checked, "%", 100, at_most=False),
        Bar("tables equal a rebuild", float(equal[0]), "", 1, at_most=False),
        Bar("pages equal a rebuild", float(equal[1]), "", 1, at_most=False),
    ]
    return Results(figures, bars)


def _shuffled(count: int) -> list[int]:
    """Every event once, a third of them again and some a third time, in no order at all."""
    chance = random.Random(5)
    delivered = [*range(count), *chance.choices(range(count), k=count // 3)]
    chance.shuffle(delivered)
    return delivered


async def _run(
    folder: Path,
    sends: Sequence[tuple[PolicyEvent, UUID]],
    ids: Sequence[UUID],
    sample: Sequence[str],
    processes: int,
) -> dict[str, Any]:
    """Deliver to a new portal; return what it shows once it is quiet."""
    async with arena(folder, "portal_sync") as place:
        for _ in range(processes):
            await place.start()
        connection = await place.connect()
        try:
            note(f"delivering {len(sends)} events to {place.kind}")
            await place.send([event for event, _ in sends], ids=[event_id for _, event_id in sends])
            await until(connection, f"SELECT count(*) = {len(ids)} FROM inbox")
            return await _seen(place, connection, sample)
        finally:
            await connection.close()


async def _seen(place: Arena, connection: asyncpg.Connection, sample: Sequence[str]) -> dict[str, Any]:
    address = next(iter(place.addresses.values()))
    async with httpx.AsyncClient(base_url=address, timeout=300) as client:
        items = (await client.get("/api/portal/v1/parity")).raise_for_status().json()["items"]
        pages = [
            await client.get(f"/{folder}/policies/{policy_id}")
            for policy_id in sample
            for folder in ("gov", "biz")
        ]
    digest = hashlib.sha256()
    for page in pages:
        digest.update(f"{page.status_code}\n".encode() + page.content)
    return {
        "channels": [item["channel"] for item in items],
        "checked": sum(item["checked"] for item in items),
        "equal": sum(item["equal"] for item in items),
        "tables": await _tables(connection),
        "pages": digest.hexdigest(),
        "page_count": len(pages),
    }


async def _tables(connection: asyncpg.Connection) -> str:
    digest = hashlib.sha256()
    for table in _TABLES:
        async with connection.transaction():
            query = (
                f"SELECT (to_jsonb(t) - 'mirrored_at' - 'changed')::text AS row FROM {table} AS t "
                "ORDER BY policy_id, (to_jsonb(t) ->> 'channel')"
            )
            async for row in connection.cursor(query, prefetch=1000):
                digest.update(row["row"].encode() + b"\n")
    return digest.hexdigest()
