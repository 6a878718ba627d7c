"""Hand a draft to the reviewers."""

from uuid import UUID

from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal


async def submit_for_review(unit: Unit, clock: Clock, principal: Principal, policy_id: UUID) -> Policy:
    """Submit the draft; raises GateClosed with everything that its content still lacks."""
    department = acting_department(principal, *roles_for(Action.SUBMIT))
    policy = await unit.policies.lock(policy_id, department=department)
    now = clock.now()
    policy.draft().submit(today=clock.today(), now=now)
    await unit.policies.save(policy)
    await note(unit, policy, principal, "submitted", at=now)
    return policy


async def recall_from_review(unit: Unit, clock: Clock, principal: Principal, policy_id: UUID) -> Policy:
    """Take the draft back to change it; approvals stand until a change touches them."""
    department = acting_department(principal, *roles_for(Action.RECALL))
    policy = await unit.policies.lock(policy_id, department=department)
    now = clock.now()
    policy.draft().recall(now)
    await unit.policies.save(policy)
    await note(unit, policy, principal, "recalled", at=now)
    return policy
