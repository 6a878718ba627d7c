"""Publish: the one act that every channel and every eligible enterprise hears of."""

from uuid import UUID

from publisher.domain.policies import Policy, Revision
from publisher.domain.states import Action
from publisher.domain.urgency import Urgency
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.events import PolicyContent, PolicyPublished
from shared.identity import Principal
from shared.telemetry import current_traceparent


async def publish_policy(unit: Unit, clock: Clock, principal: Principal, policy_id: UUID) -> Policy:
    """Make the reviewed draft the live revision; raises GateClosed with every condition that is unmet.

    The revision number is allocated under the policy's row lock, which is held until the commit, so that
    revisions are published in the order of their numbers.
    """
    department = acting_department(principal, *roles_for(Action.PUBLISH))
    policy = await unit.policies.lock(policy_id, department=department)
    return await release(unit, clock, policy, principal, "published")


async def release(
    unit: Unit,
    clock: Clock,
    policy: Policy,
    principal: Principal,
    action: str,
    *,
    urgency: Urgency | None = None,
) -> Policy:
    """Make the draft of a locked policy live and tell of it; `action` is the word of its history."""
    now, today = clock.now(), clock.today()
    index_number = await _index_number(unit, policy, policy.department.code, today.year)
    revision, content = policy.publish(
        index_number=index_number,
        today=today,
        now=now,
        traceparent=current_traceparent(),
        urgency=urgency,
    )
    await unit.policies.save(policy)
    reason = urgency.reason if urgency else ""
    await note(unit, policy, principal, action, at=now, revision=revision.number, remark=reason)
    await unit.emit(published_event(revision, content))
    return policy


def published_event(revision: Revision, content: PolicyContent) -> PolicyPublished:
    """The event that tells of a revision that went live."""
    if revision.number is None or revision.published_at is None or revision.content_hash is None:
        raise ValueError("a revision that is not live has no event")
    return PolicyPublished(
        policy_id=revision.policy_id,
        revision=revision.number,
        published_at=revision.published_at,
        channels=revision.channels,
        content=content,
        content_hash=revision.content_hash,
    )


async def _index_number(unit: Unit, policy: Policy, department: str, year: int) -> str:
    """The index number (索引号) the draft has, or the next of the department's year."""
    present = policy.draft().content.index_number
    if present:
        return present
    return f"PT-{department}-{year}-{await unit.policies.next_index(department, year):05d}"
