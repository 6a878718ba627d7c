"""Begin a new revision of a policy that is live."""

from uuid import UUID, uuid4

from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Conflict
from publisher.domain.policies import Policy, Revision
from publisher.domain.states import Action
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal


async def revise_policy(unit: Unit, clock: Clock, principal: Principal, policy_id: UUID) -> Policy:
    """Open a draft that says what the live revision says; that one stays until the new one is published."""
    department = acting_department(principal, *roles_for(Action.REVISE))
    policy = await unit.policies.lock(policy_id, department=department)
    live = policy.in_force(Action.REVISE)
    if policy.open is not None:
        raise Conflict("这项政策已经有一份正在办理的草稿，请在那份草稿上修改。")
    now = clock.now()
    policy.open = Revision(
        id=uuid4(),
        policy_id=policy.id,
        content=DraftContent.of(live.published_content()),
        decision=live.decision,
        channels=live.channels,
        authors=(principal.subject,),
        updated_at=now,
    )
    await unit.policies.save(policy)
    await note(unit, policy, principal, "revised", at=now, revision=live.number)
    return policy
