"""The route that compares two revisions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from publisher.domain.comparing import Difference
from publisher.entrypoints.desk import Desk, Reader
from publisher.handlers.compare_revisions import compare_revisions, name_of

Named = Annotated[str, Query(max_length=10, description="版本号，或 draft（草稿）")]


class ComparisonOut(BaseModel):
    """Two revisions side by side, only the fields that differ; each row is a sentence."""

    policy_id: UUID
    before: str = Field(description="较早的版本：版本号，或 draft")
    after: str = Field(description="较晚的版本：版本号，或 draft")
    fields: list[Difference]


def mount_comparing(router: APIRouter, desk: Desk) -> None:
    """`/policies/{policy_id}/compare`."""

    @router.get("/policies/{policy_id}/compare")
    async def compare(
        principal: Reader, policy_id: UUID, before: Named = "", after: Named = ""
    ) -> ComparisonOut:
        """任意两个版本的差异：逐字段、逐句，句内标出改动；申报条件按中文逐行比较。不指定则比较最新的两个版本。"""
        async with desk.units() as unit:
            found = await compare_revisions(unit, principal, policy_id, before, after)
        return ComparisonOut(
            policy_id=policy_id,
            before=name_of(found.before),
            after=name_of(found.after),
            fields=list(found.fields),
        )
