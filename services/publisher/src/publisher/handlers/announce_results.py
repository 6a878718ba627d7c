"""Announce the list of approved enterprises, open to objection."""

from uuid import UUID

from publisher.domain.errors import Conflict
from publisher.domain.result_drafts import ResultDraft
from publisher.domain.results import Announcement
from publisher.handlers.access import acting_department
from publisher.handlers.draft_results import DraftResults
from publisher.handlers.ports import Unit
from publisher.handlers.tell_results import tell_results
from shared.clock import Clock
from shared.identity import Principal, Role

AnnounceResults = DraftResults


async def announce_results(
    unit: Unit, clock: Clock, principal: Principal, command: AnnounceResults
) -> Announcement:
    """Announce at once; raises Invalid for an empty list or a period of fewer than five working days."""
    acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    return await _announce(unit, clock, principal, command.draft(principal, clock))


async def announce_draft(unit: Unit, clock: Clock, principal: Principal, draft_id: UUID) -> Announcement:
    """Announce what was prepared; the draft is gone and its id goes on as the announcement's."""
    department = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    draft = await unit.result_drafts.lock(draft_id, department=department)
    announced = await _announce(unit, clock, principal, draft)
    await unit.result_drafts.drop(draft_id)
    return announced


async def _announce(unit: Unit, clock: Clock, principal: Principal, draft: ResultDraft) -> Announcement:
    policy = await unit.policies.lock(draft.policy_id, department=principal.department)
    if policy.live is None:
        raise Conflict("这项政策没有在执行，不能公示结果。")
    announcement = draft.announce(policy.live.published_content(), clock.today())
    return await tell_results(unit, clock, principal, announcement, ("announced", ""))
