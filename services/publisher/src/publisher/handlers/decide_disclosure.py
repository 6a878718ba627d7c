"""Keep the disclosure decisions of a document on the record, and decide again when it is time."""

from uuid import UUID

from publisher.domain.disclosure import DISCLOSURE_LABELS, LEGAL_REASONS, Disclosure, DisclosureDecision
from publisher.domain.errors import Conflict
from publisher.domain.policies import Policy, Revision
from publisher.handlers.access import acting_department
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from publisher.handlers.review_ports import RecordedDecision
from shared.clock import Clock
from shared.identity import Principal, Role


async def record_decision(unit: Unit, clock: Clock, principal: Principal, policy: Policy) -> None:
    """Record the draft's decision where it is a new one."""
    revision = policy.draft()
    if revision.decision.disclosure is Disclosure.UNDECIDED:
        return
    earlier = [each for each in await unit.decisions.of(policy.id) if each.revision_id == revision.id]
    if not earlier or earlier[-1].decision != revision.decision:
        await _record(unit, clock, principal, policy, revision, again=False)


async def review_disclosure(
    unit: Unit, clock: Clock, principal: Principal, policy_id: UUID, decision: DisclosureDecision
) -> Policy:
    """Look again at a decision not to disclose; what becomes public is then reviewed from the start."""
    department = acting_department(principal, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER)
    policy = await unit.policies.lock(policy_id, department=department)
    revision = policy.draft()
    if revision.decision.disclosure is not Disclosure.WITHHELD:
        raise Conflict("只有不予公开的文件需要复核。")
    revision.redecide(decision, by=principal.subject, now=clock.now())
    await unit.policies.save(policy)
    await _record(unit, clock, principal, policy, revision, again=True)
    return policy


async def _record(
    unit: Unit, clock: Clock, principal: Principal, policy: Policy, revision: Revision, *, again: bool
) -> None:
    decision, now = revision.decision, clock.now()
    await unit.decisions.add(
        RecordedDecision(
            policy_id=policy.id,
            revision_id=revision.id,
            decision=decision,
            actor=principal.subject,
            actor_name=principal.name,
            at=now,
            again=again,
        )
    )
    action = "disclosure_reviewed" if again else "disclosure_decided"
    await note(unit, policy, principal, action, at=now, remark=in_words(decision))


def in_words(decision: DisclosureDecision) -> str:
    """The decision as one line."""
    parts = [DISCLOSURE_LABELS[decision.disclosure]]
    if decision.legal_reason is not None:
        parts.append(LEGAL_REASONS[decision.legal_reason])
    return "：".join([*parts, *([decision.note] if decision.note else [])])
