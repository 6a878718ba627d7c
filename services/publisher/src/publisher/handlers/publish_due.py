"""Publish what was scheduled, when its moment comes: once, and also after the service was away."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from publisher.domain.errors import Refusal
from publisher.domain.policies import Policy
from publisher.domain.schedules import Schedule
from publisher.domain.states import RevisionState
from publisher.handlers.note import note
from publisher.handlers.ports import Unit, Units
from publisher.handlers.publish_policy import release
from shared.clock import Clock
from shared.identity import Principal
from shared.telemetry import span_from
from shared.telemetry.metrics import PUBLICATIONS_OVERDUE


async def publish_due(units: Units, clock: Clock) -> int:
    """Publish every policy that is due, each in its own transaction; return how many went live.

    One that the gate refuses stays scheduled, overdue, with the reason; it stops no other.
    """
    async with units() as unit:
        due = await unit.calendar.due(clock.now())
    done = 0
    for policy_id in due:
        done += await _publish_one(units, clock, policy_id)
    async with units() as unit:
        PUBLICATIONS_OVERDUE.set(len(await unit.calendar.overdue(clock.now(), None)))
    return done


async def _publish_one(units: Units, clock: Clock, policy_id: UUID) -> bool:
    try:
        async with units() as unit:
            policy = await unit.calendar.claim(policy_id)
            schedule = _due(policy, clock.now())
            if policy is None or schedule is None:
                return False
            with span_from("publisher", "publish on schedule", policy.draft().traceparent):
                await release(unit, clock, policy, _whoever(schedule), "published_on_schedule")
            return True
    except Refusal as refusal:
        async with units() as unit:
            await _miss(unit, clock, policy_id, str(refusal))
        return False


async def _miss(unit: Unit, clock: Clock, policy_id: UUID, reason: str) -> None:
    """Keep why it was not published; the same reason is recorded once."""
    policy = await unit.calendar.claim(policy_id)
    schedule = _due(policy, clock.now())
    if policy is None or schedule is None or schedule.missed == reason:
        return
    policy.draft().schedule = replace(schedule, missed=reason)
    await unit.policies.save(policy)
    await note(unit, policy, _whoever(schedule), "missed", at=clock.now(), remark=reason)


def _due(policy: Policy | None, now: datetime) -> Schedule | None:
    """The schedule where it still stands and its moment has come."""
    revision = policy.open if policy else None
    if revision is None or revision.state is not RevisionState.SCHEDULED or revision.schedule is None:
        return None
    return revision.schedule if revision.schedule.at <= now else None


def _whoever(schedule: Schedule) -> Principal:
    """Who set the moment, for the record."""
    return Principal(schedule.by, schedule.by_name)
