"""Set the moment at which a reviewed draft is published by itself, or take it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from publisher.domain.errors import GateClosed
from publisher.domain.policies import Policy
from publisher.domain.schedules import Schedule, check_moment
from publisher.domain.states import Action, next_state
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import SHANGHAI, Clock
from shared.identity import Principal
from shared.telemetry import current_traceparent


@dataclass(frozen=True)
class SchedulePolicy:
    """Publish at a moment, which has a zone."""

    policy_id: UUID
    at: datetime


async def schedule_policy(unit: Unit, clock: Clock, principal: Principal, command: SchedulePolicy) -> Policy:
    """Set or move the moment; raises GateClosed with what would be unmet on that day."""
    department = acting_department(principal, *roles_for(Action.SCHEDULE))
    policy = await unit.policies.lock(command.policy_id, department=department)
    revision, now = policy.draft(), clock.now()
    next_state(revision.state, Action.SCHEDULE)
    at = check_moment(command.at, now)
    unmet = revision.unmet(at.astimezone(SHANGHAI).date())
    if unmet:
        raise GateClosed(unmet)
    revision.schedule_for(Schedule(at, principal.subject, principal.name), now)
    # The trace of the act goes on when the moment comes.
    revision.traceparent = current_traceparent()
    await unit.policies.save(policy)
    said = f"{at.astimezone(SHANGHAI):%Y年%-m月%-d日 %H:%M}（北京时间）"
    await note(unit, policy, principal, "scheduled", at=now, remark=said)
    return policy


async def cancel_schedule(unit: Unit, clock: Clock, principal: Principal, policy_id: UUID) -> Policy:
    """Have the reviewed draft wait for a person again."""
    department = acting_department(principal, *roles_for(Action.UNSCHEDULE))
    policy = await unit.policies.lock(policy_id, department=department)
    now = clock.now()
    policy.draft().unschedule(now)
    await unit.policies.save(policy)
    await note(unit, policy, principal, "unscheduled", at=now)
    return policy
