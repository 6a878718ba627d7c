"""A bulk replay: so many revisions a second, from the topic to what every channel shows, durably.

The portal runs in two processes that share the topic's partitions, search engines and all, as two replicas
would in production. The ceiling of the same run is a bare COPY of the rows that they left behind.
"""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import asyncpg

from benchmarks.harness import Bar, Results, note
from benchmarks.matching.arena import Arena, arena, bare_copy, until
from benchmarks.portal._lives import in_order, lives

_REVISIONS_A_SECOND: Final = 2000
_PROCESSES: Final = 2
_ENTRY: Final = "channel policy_id revision content content_hash withdrawal mirrored_at"


def measure(*, quick: bool) -> Results:
    """Forty thousand revisions of ten thousand policies; a fifth of that when quick."""
    with tempfile.TemporaryDirectory(prefix="huiqi-replay-") as name:
        return asyncio.run(_measure(Path(name), 2_000 if quick else 10_000))


async def _measure(folder: Path, policies: int) -> Results:
    note(f"making {policies} policies")
    events = in_order(lives(policies, 4, seed=1), seed=2)
    async with arena(folder, "portal_sync") as place:
        for _ in range(_PROCESSES):
            await place.start()
        connection = await place.connect()
        try:
            return await _drain(place, connection, policies, events)
        finally:
            await connection.close()


async def _drain(place: Arena, connection: asyncpg.Connection, policies: int, events: list[Any]) -> Results:
    note(f"sending {len(events)} revisions to {place.kind}")
    began = await place.send(events)
    sent = time.perf_counter() - began
    await until(connection, f"SELECT count(*) = {len(events)} FROM inbox")
    seconds = time.perf_counter() - began
    rows = await connection.fetch("SELECT * FROM entry")
    copied = await bare_copy(
        connection, "entry", [[row[name] for name in _ENTRY.split()] for row in rows], _ENTRY
    )
    rate = len(events) / seconds
    figures = {
        "policies": policies,
        "revisions": len(events),
        "broker": place.kind,
        "processes": _PROCESSES,
        "load": round(os.getloadavg()[0], 1),
        "bytes_a_revision": sum(len(event.model_dump_json().encode()) for event in events) // len(events),
        "sent_seconds": round(sent, 2),
        "drained_seconds": round(seconds, 2),
        "drained_a_second": round(rate),
        "entries": len(rows),
        "bare_copy_entries_seconds": round(copied, 2),
        "to_bare_copy_ratio": round(seconds / copied, 1),
        "told": await connection.fetchval("SELECT count(*) FROM outbox"),
    }
    return Results(
        figures, [Bar("revisions drained a second", rate, "1/s", _REVISIONS_A_SECOND, at_most=False)]
    )
