"""What a person may read of the results under a policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from publisher.domain.errors import NotFound
from publisher.domain.objections import Objection
from publisher.domain.policies import Policy
from publisher.domain.result_drafts import ResultDraft
from publisher.domain.results import Announcement
from publisher.handlers.access import reading_scope
from publisher.handlers.ports import Unit
from publisher.handlers.results_ports import AnnouncementStep
from shared.identity import Principal, Role


@dataclass(frozen=True)
class ResultsView:
    """A policy's lists: announced, and in preparation."""

    policy: Policy
    announcements: Sequence[Announcement]
    drafts: Sequence[ResultDraft]


@dataclass(frozen=True)
class OneResultView:
    """One list. `objections` is None for everybody who may not read them."""

    policy: Policy
    draft: ResultDraft | None
    announcement: Announcement | None
    steps: Sequence[AnnouncementStep]
    objections: Sequence[Objection] | None


async def list_results(unit: Unit, principal: Principal, policy_id: UUID) -> ResultsView:
    """Raise NotFound for another department's policy."""
    policy = await unit.policies.get(policy_id, department=reading_scope(principal))
    return ResultsView(
        policy=policy,
        announcements=await unit.announcements.of(policy_id),
        drafts=await unit.result_drafts.of(policy_id),
    )


async def view_result(unit: Unit, principal: Principal, announcement_id: UUID) -> OneResultView:
    """One list by its id, whether announced or not; raises NotFound."""
    scope = reading_scope(principal)
    draft = await unit.result_drafts.find(announcement_id, department=scope)
    if draft is not None:
        policy = await unit.policies.get(draft.policy_id, department=scope)
        return OneResultView(policy, draft, None, (), None)
    announcement = await unit.announcements.get(announcement_id, department=scope)
    policy = await unit.policies.get(announcement.policy_id, department=scope)
    objections = None
    if principal.department == policy.department.code and principal.has(Role.DEPARTMENT_PUBLISHER):
        objections = await unit.objections.of(announcement_id)
    steps = await unit.announcements.steps_of(announcement_id)
    return OneResultView(policy, None, announcement, steps, objections)


async def read_draft(unit: Unit, principal: Principal, draft_id: UUID) -> ResultDraft:
    """A list in preparation; raises NotFound."""
    draft = await unit.result_drafts.find(draft_id, department=reading_scope(principal))
    if draft is None:
        raise NotFound("没有这份名单草稿，它可能已经公示或删除。")
    return draft
