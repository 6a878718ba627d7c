"""From a publication on the topic until both channels show it, on an idle system.

The portal runs alone in a process of its own and has shown a few policies before. Whoever looks asks for both
pages again and again. The least that the parts could do it in, one hop through the broker and one commit, is
measured in the same run.
"""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.bare import bare_commit, bare_hop
from benchmarks.harness import Bar, Results, note, percentiles
from benchmarks.matching.arena import Arena, arena
from benchmarks.portal._lives import lives
from shared.events import PolicyPublished

BOUND_MS: Final = 500
_FOLDERS: Final = ("gov", "biz")
_WARM_UP: Final = 5
_LOOK_EVERY_SECONDS: Final = 0.02
_IDLE_SECONDS: Final = 0.3
_GIVE_UP_SECONDS: Final = 30


def measure(*, quick: bool) -> Results:
    """Two hundred publications one after another; forty when quick."""
    with tempfile.TemporaryDirectory(prefix="huiqi-visible-") as name:
        return asyncio.run(_measure(Path(name), 40 if quick else 200))


async def _measure(folder: Path, count: int) -> Results:
    events = _for_both_channels(count + _WARM_UP)
    async with arena(folder, "portal_sync") as place:
        process = await place.start()
        async with httpx.AsyncClient(base_url=place.addresses[process.pid], timeout=30) as client:
            note(f"publishing {count} policies on {place.kind}")
            taken = [await _publish(place, client, event) for event in events]
        hops = await bare_hop(place.broker["kafka_bootstrap_servers"], place.broker, 50)
        commits = await bare_commit(place.url, 200)
    shown = percentiles("both", taken[_WARM_UP:])
    peer = statistics.median(hops) + statistics.median(commits)
    figures: dict[str, Any] = {
        "publications": count,
        "broker": place.kind,
        "load": round(os.getloadavg()[0], 1),
        "first_after_start_ms": round(taken[0], 2),
        **shown,
        "bare_hop_and_commit_ms": round(peer, 2),
        "both_p50_to_bare_ratio": round(shown["both_p50_ms"] / peer, 2),
    }
    return Results(
        figures, [Bar("published to visible in both channels p99", shown["both_p99_ms"], "ms", BOUND_MS)]
    )


def _for_both_channels(count: int) -> list[PolicyPublished]:
    first = (life[0] for life in lives(10 * count, 1, seed=6))
    both = (event for event in first if isinstance(event, PolicyPublished) and "business" in event.channels)
    return [event for event, _ in zip(both, range(count), strict=False)]


async def _publish(place: Arena, client: httpx.AsyncClient, event: PolicyPublished) -> float:
    await asyncio.sleep(_IDLE_SECONDS)
    began, *seen = await asyncio.gather(
        place.send([event]), *(_seen(client, f"/{folder}/policies/{event.policy_id}") for folder in _FOLDERS)
    )
    return (max(seen) - began) * 1000


async def _seen(client: httpx.AsyncClient, path: str) -> float:
    async with asyncio.timeout(_GIVE_UP_SECONDS):
        while (await client.get(path)).status_code != httpx.codes.OK:  # noqa: ASYNC110 (a page sets no event)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
    return time.perf_counter()
