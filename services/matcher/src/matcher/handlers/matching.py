"""The parts that every use case of matching is wired with."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.matching import Decision, StoredMatch
from matcher.domain.population import Policy
from matcher.domain.telling import tell
from matcher.handlers.catching_up import Memory
from matcher.handlers.ports import Matches, Policies, Profiles, Turns
from shared.clock import Clock
from shared.messaging import emit
from shared.telemetry.metrics import MATCHES_CHANGED, MATCHING_SECONDS


@dataclass(frozen=True, slots=True)
class Matching:
    """Ports, memory and clock."""

    turns: Turns
    profiles: Profiles
    policies: Policies
    matches: Matches
    memory: Memory
    clock: Clock


async def decide(direction: str, work: Callable[[], list[Decision]]) -> list[Decision]:
    """Do the work of matching off the event loop, or consumers would miss their heartbeats."""
    with MATCHING_SECONDS.labels(direction).time():
        return await asyncio.to_thread(work)


def by_key(stored: Iterable[StoredMatch]) -> dict[tuple[UUID, str], StoredMatch]:
    """Stored matches by policy and enterprise."""
    return {(match.policy_id, match.credit_code): match for match in stored}


async def write_and_tell(
    session: AsyncSession, matching: Matching, policies: Iterable[Policy], decisions: Sequence[Decision]
) -> None:
    """Write what differs and emit what changed, policy by policy."""
    if not decisions:
        return
    await matching.matches.save(session, decisions, matching.clock.now())
    of_policy: dict[object, list[Decision]] = {}
    for decision in decisions:
        of_policy.setdefault(decision.policy_id, []).append(decision)
    for policy in policies:
        if told := of_policy.get(policy.policy_id):
            await emit(session, *tell(policy, told, matching.clock.today()))
    for decision in decisions:
        if decision.change:
            MATCHES_CHANGED.labels(decision.verdict.value).inc()
