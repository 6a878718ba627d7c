"""The parts that every use case of matching is wired with."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.matching import Decision
from matcher.domain.telling import tell
from matcher.handlers.catching_up import Memory
from matcher.handlers.matching_ports import Matches, PolicyShelf, Sets, ShardProfiles, Shards
from shared.clock import Clock
from shared.events import MatchesChanged
from shared.messaging import emit
from shared.telemetry.metrics import MATCHES_CHANGED, MATCHING_SECONDS


@dataclass(frozen=True, slots=True)
class Matching:
    """Ports, memory and clock."""

    shards: Shards
    profiles: ShardProfiles
    policies: PolicyShelf
    matches: Matches
    sets: Sets
    memory: Memory
    clock: Clock


async def off_the_loop(direction: str, work: Callable[[], list[Decision]]) -> list[Decision]:
    """Do the work of matching off the event loop, or consumers would miss their heartbeats."""
    with MATCHING_SECONDS.labels(direction).time():
        return await asyncio.to_thread(work)


async def write_and_tell(session: AsyncSession, matching: Matching, decisions: Sequence[Decision]) -> None:
    """Write what differs and emit what changed, policy by policy."""
    if not decisions:
        return
    today = matching.clock.today()

    def events() -> list[MatchesChanged]:
        by_policy = sorted(decisions, key=_policy_id)
        return [event for _, told in groupby(by_policy, key=_policy_id) for event in tell(told, today)]

    # While the database takes the rows the events are put into words.
    telling = asyncio.create_task(asyncio.to_thread(events))
    try:
        await matching.matches.save(session, decisions, matching.clock.now())
    finally:
        told = await telling
    await emit(session, *told)
    for verdict, count in Counter(it.verdict for it in decisions if it.change).items():
        MATCHES_CHANGED.labels(verdict.value).inc(count)


def _policy_id(decision: Decision) -> UUID:
    return decision.policy.policy_id
