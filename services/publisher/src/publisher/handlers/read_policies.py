"""What a department may read of its policies: the list, one policy, its revisions, its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from publisher.domain.errors import NotFound
from publisher.domain.policies import Policy, Revision
from publisher.domain.results import Announcement
from publisher.domain.states import RevisionState
from publisher.handlers.access import reading_scope
from publisher.handlers.ports import HistoryEntry, Page, PolicyQuery, Unit
from shared.identity import Principal


@dataclass(frozen=True)
class PolicyView:
    """One policy with everything that its page shows."""

    policy: Policy
    revisions: Sequence[Revision]
    history: Sequence[HistoryEntry]
    announcements: Sequence[Announcement]


async def list_policies(unit: Unit, principal: Principal, query: PolicyQuery) -> Page:
    """The person's department's policies, last changed first; for operators every department's, or one's."""
    scope = reading_scope(principal)
    return await unit.policies.page(query if scope is None else replace(query, department=scope))


async def count_policies(unit: Unit, principal: Principal) -> Mapping[RevisionState, int]:
    """How many of them are in each state."""
    return await unit.policies.count_by_state(reading_scope(principal))


async def read_policy(unit: Unit, principal: Principal, policy_id: UUID) -> Policy:
    """One policy; raises NotFound where it is another department's and not shared with this one."""
    return await unit.policies.get(policy_id, department=reading_scope(principal), shared=True)


async def view_policy(unit: Unit, principal: Principal, policy_id: UUID) -> PolicyView:
    """One policy with its past."""
    policy = await read_policy(unit, principal, policy_id)
    return PolicyView(
        policy=policy,
        revisions=await unit.policies.history_of(policy_id),
        history=await unit.history.of(policy_id),
        announcements=await unit.announcements.of(policy_id),
    )


async def read_revision(unit: Unit, principal: Principal, policy_id: UUID, number: int) -> Revision:
    """One published revision; raises NotFound."""
    await read_policy(unit, principal, policy_id)
    for revision in await unit.policies.history_of(policy_id):
        if revision.number == number:
            return revision
    raise NotFound(f"这项政策没有第 {number} 版。")
