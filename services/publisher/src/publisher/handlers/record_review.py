"""Record one of the three reviews."""

from dataclasses import dataclass
from uuid import UUID

from publisher.domain.consultation import check_reason
from publisher.domain.errors import Conflict, Invalid
from publisher.domain.policies import Policy, Revision
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
    """A reviewer's decision on one step; a return says in its remarks what to change.

    An approval confirms the step's proofreading (三校). `version` is the draft's as the reviewer read it.
    """

    policy_id: UUID
    step: ReviewStep
    decision: Decision
    remarks: str = ""
    proofread: bool = False
    version: int | None = None


async def record_review(unit: Unit, clock: Clock, principal: Principal, command: RecordReview) -> Policy:
    """Record the review; the third approval makes the draft ready to publish, a return sends it back."""
    department = acting_department(principal, *roles_for(Action.REVIEW))
    if command.decision is Decision.APPROVE and not command.proofread:
        raise Invalid("通过前请确认这一环节的校对已经完成。", "/proofread")
    policy = await unit.policies.lock(command.policy_id, department=department, reviewing=True)
    revision = policy.under_review
    if command.decision is Decision.RETURN:
        await _check_says_what(unit, revision, command.remarks)
    if command.version not in {None, revision.version}:
        raise Conflict("您打开之后内容已经变动，请看过最新内容再审。")
    if command.decision is Decision.APPROVE:
        check_reason(revision.content, command.step, command.remarks)
    now = clock.now()
    review = Review(
        step=command.step,
        decision=command.decision,
        reviewer=principal.subject,
        reviewer_name=principal.name,
        remarks=command.remarks.strip(),
        reviewed_at=now,
        cycle=revision.cycle,
        proofread=command.decision is Decision.APPROVE,
    )
    revision.review(review)
    await unit.policies.save(policy)
    action = f"{command.step}_{command.decision}"
    await note(unit, policy, principal, action, at=now, revision=revision.number, remark=review.remarks)
    return policy


async def _check_says_what(unit: Unit, revision: Revision, remarks: str) -> None:
    """A return says what to change: in its remarks, or at places in the text."""
    placed = await unit.remarks.of(revision.id)
    if not remarks.strip() and not any(each.open and each.cycle == revision.cycle for each in placed):
        raise Invalid("退回时要写明需要修改什么：写在意见里，或者标在原文上。", "/remarks")
