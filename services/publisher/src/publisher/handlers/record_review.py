"""Record one of the three reviews."""

from dataclasses import dataclass
from uuid import UUID

from publisher.domain.errors import Invalid
from publisher.domain.policies import Policy
from publisher.domain.reviews import Decision, Review, ReviewStep
from publisher.domain.states import Action
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class RecordReview:
    """A reviewer's decision on one step; a return says in its remarks what to change."""

    policy_id: UUID
    step: ReviewStep
    decision: Decision
    remarks: str = ""


async def record_review(unit: Unit, clock: Clock, principal: Principal, command: RecordReview) -> Policy:
    """Record the review; the third approval makes the draft ready to publish, a return sends it back."""
    department = acting_department(principal, *roles_for(Action.REVIEW))
    if command.decision is Decision.RETURN and not command.remarks.strip():
        raise Invalid("退回时要写明需要修改什么。", "/remarks")
    policy = await unit.policies.lock(command.policy_id, department=department)
    revision = policy.draft()
    now = clock.now()
    review = Review(
        step=command.step,
        decision=command.decision,
        reviewer=principal.subject,
        reviewer_name=principal.name,
        remarks=command.remarks.strip(),
        reviewed_at=now,
        cycle=revision.cycle,
    )
    revision.review(review)
    await unit.policies.save(policy)
    action = f"{command.step}_{command.decision}"
    await note(unit, policy, principal, action, at=now, remark=review.remarks)
    return policy
