"""What keeps enterprises out of a published policy: the criteria that exclude most."""

from uuid import UUID

from fastapi import APIRouter

from matcher.domain.population import Policy
from matcher.entrypoints.matches_api import Official
from matcher.entrypoints.parts import Parts, Wired
from matcher.entrypoints.preview_api import PreviewOut, shown
from matcher.handlers.preview_criteria import preview_criteria
from shared.identity import Principal
from shared.web import Problem

router = APIRouter(prefix="/policies", tags=["explain"])


@router.get("/{policy_id}/exclusions")
async def exclusions(parts: Wired, policy_id: UUID, principal: Official) -> PreviewOut:
    """How many fail on which criterion as of today, for the policy's own departments and for operators."""
    return (await reach_of(parts, policy_id, principal))[1]


async def reach_of(parts: Parts, policy_id: UUID, principal: Principal) -> tuple[Policy, PreviewOut]:
    """A policy and whom it reaches as of today; raises Problem where it is not the asker's."""
    department = None if principal.is_operator else principal.department
    async with parts.database.transaction() as session:
        counts = await parts.views.counts_of(session, policy_id, department)
        if counts is None or counts.policy.criteria is None:
            raise Problem(404, "没有这份可申报的政策，或它不属于您的部门。")
        found = await preview_criteria(session, counts.policy.criteria, matching=parts.matching)
    return counts.policy, shown(found, counts.policy.criteria)
