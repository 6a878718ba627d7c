"""Publish in an emergency: at once, for a reason, with the reviews to follow on the record."""

from dataclasses import dataclass
from uuid import UUID

from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.domain.urgency import Urgency
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.ports import Unit
from publisher.handlers.publish_policy import release
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class PublishUrgently:
    """Why a policy cannot wait, and in how many working days its reviews follow."""

    policy_id: UUID
    reason: str
    working_days: int


async def publish_urgently(
    unit: Unit, clock: Clock, principal: Principal, command: PublishUrgently
) -> Policy:
    """Raises Invalid without a reason, GateClosed for all that is unmet but the reviews.

    Nothing but the reviews may wait: what is not 主动公开, or incomplete, does not go out in an emergency.
    """
    department = acting_department(principal, *roles_for(Action.PUBLISH_URGENTLY))
    urgency = Urgency.declare(command.reason, principal.name, clock.today(), command.working_days)
    policy = await unit.policies.lock(command.policy_id, department=department)
    return await release(unit, clock, policy, principal, "published_urgently", urgency=urgency)
