"""The page that tells a department whom its policy reaches, and which criteria keep the others out."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from matcher.entrypoints.exclusions_api import reach_of
from matcher.entrypoints.matches_api import Official
from matcher.entrypoints.parts import Wired

router = APIRouter(prefix="/publish/enterprises/policies", include_in_schema=False)


@router.get("/{policy_id}")
async def exclusions(parts: Wired, request: Request, policy_id: UUID, principal: Official) -> Response:
    """Counts as of today; criteria that exclude most come first."""
    policy, reach = await reach_of(parts, policy_id, principal)
    return parts.templates.render(request, "exclusions.html", policy=policy, reach=reach)
