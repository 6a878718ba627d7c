"""Routes of other departments' part in a policy."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from publisher.domain.sharing import May, Stance
from publisher.entrypoints.api_acts import act_once
from publisher.entrypoints.api_models import PolicyOut
from publisher.entrypoints.desk import Desk, Publisher, Reader, Reviewer
from publisher.entrypoints.idempotency import IdempotencyKey
from publisher.handlers.access import as_issuer
from publisher.handlers.ports import Unit
from publisher.handlers.read_policies import read_policy
from publisher.handlers.share_policy import GiveOpinion, GrantAccess, give_opinion, grant_access
from shared.events import Department
from shared.identity import Principal

Code = Annotated[str, Path(max_length=20, description="部门代码")]


class GrantIn(BaseModel):
    """What a department may do: read (and comment), agree before publication, or take part in the reviews."""

    model_config = ConfigDict(extra="forbid")

    may: Literal[May.READ, May.AGREE, May.REVIEW]


class OpinionIn(BaseModel):
    """What a department says of the draft; an objection or a comment needs words."""

    model_config = ConfigDict(extra="forbid")

    stance: Stance
    text: str = Field("", max_length=4000)


class GrantOut(BaseModel):
    """What a department may do; a joint issuer was granted it by the document."""

    department: Department
    may: May
    granted_by: str
    granted_at: datetime


class OpinionOut(BaseModel):
    """One opinion; `counts` while it is about the present submission."""

    department: Department
    author: str
    stance: Stance
    text: str
    given_at: datetime
    counts: bool


class AccessOut(BaseModel):
    """Other departments' part in a policy."""

    grants: list[GrantOut]
    opinions: list[OpinionOut]


def mount_sharing(router: APIRouter, desk: Desk) -> None:
    """`/policies/{policy_id}/access` and `/policies/{policy_id}/opinions`."""

    @router.get("/policies/{policy_id}/access")
    async def access(principal: Reader, policy_id: UUID) -> AccessOut:
        """其他部门可以做什么（联合发文、授权），以及会签意见。"""
        async with desk.units() as unit:
            return await _access(unit, principal, policy_id)

    @router.put("/policies/{policy_id}/access/{department}")
    async def grant(principal: Publisher, policy_id: UUID, department: Code, given: GrantIn) -> AccessOut:
        """授权其他部门：查阅（可提意见）、须会签同意、参与三审；取代此前的授权。"""
        async with desk.units() as unit:
            await grant_access(unit, desk.clock, principal, GrantAccess(policy_id, department, given.may))
            return await _access(unit, principal, policy_id)

    @router.delete("/policies/{policy_id}/access/{department}")
    async def revoke(principal: Publisher, policy_id: UUID, department: Code) -> AccessOut:
        """收回授权；联合发文机关仍可查阅和提意见。"""
        async with desk.units() as unit:
            await grant_access(unit, desk.clock, principal, GrantAccess(policy_id, department, None))
            return await _access(unit, principal, policy_id)

    @router.post("/policies/{policy_id}/opinions", status_code=201, response_model=PolicyOut)
    async def opinion(
        principal: Reviewer, policy_id: UUID, given: OpinionIn, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """会签：对送审的草稿表示同意、不同意或提意见；只对这一次送审有效。"""
        command = GiveOpinion(policy_id, given.stance, given.text)
        use_case = partial(give_opinion, clock=desk.clock, principal=principal, command=command)
        return await act_once(desk, principal, request, key, use_case, status=201)


async def _access(unit: Unit, principal: Principal, policy_id: UUID) -> AccessOut:
    policy = await read_policy(unit, principal, policy_id)
    cycle = policy.open.cycle if policy.open else None
    return AccessOut(
        grants=[
            GrantOut(
                department=as_issuer(each.department),
                may=each.may,
                granted_by=each.by_name,
                granted_at=each.at,
            )
            for each in await unit.sharing.grants(policy_id)
        ],
        opinions=[
            OpinionOut(
                department=as_issuer(each.department),
                author=each.author_name,
                stance=each.stance,
                text=each.text,
                given_at=each.at,
                counts=each.cycle == cycle,
            )
            for each in await unit.sharing.opinions(policy_id)
        ],
    )
