"""The pages of one revision, and of two side by side."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from publisher.entrypoints.desk import Desk, Reader
from publisher.handlers.compare_revisions import compare_revisions, name_of
from publisher.handlers.read_policies import read_policy, read_revision
from shared.web import Templates

Named = Annotated[str, Query(max_length=10)]


def mount_compare(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/compare` and `/revisions/{number}`."""

    @router.get("/policies/{policy_id}/compare")
    async def compare(
        request: Request, principal: Reader, policy_id: UUID, before: Named = "", after: Named = ""
    ) -> Response:
        async with desk.units() as unit:
            found = await compare_revisions(unit, principal, policy_id, before, after)
        return templates.render(
            request,
            "compare.html",
            policy=found.policy,
            found=found,
            chosen={"before": name_of(found.before), "after": name_of(found.after)},
            choices=[(name_of(each), called(name_of(each))) for each in found.revisions],
            called=called,
        )

    @router.get("/policies/{policy_id}/revisions/{number}")
    async def revision(request: Request, principal: Reader, policy_id: UUID, number: int) -> Response:
        async with desk.units() as unit:
            policy = await read_policy(unit, principal, policy_id)
            found = await read_revision(unit, principal, policy_id, number)
        return templates.render(request, "revision.html", policy=policy, revision=found)


def called(name: str) -> str:
    """What people call a revision."""
    return f"第 {name} 版" if name.isdecimal() else "草稿"
