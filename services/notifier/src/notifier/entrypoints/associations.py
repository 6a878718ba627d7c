"""An association's pages and API: its members, how far policies reached them, who has not opened."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from notifier.domain.people import STATES, BadCodes, Membership, MembershipState, Reach, Unopened
from notifier.entrypoints.kit import Association, Kit, UsingKit, own_code, person
from notifier.handlers.associate import ask_members, end
from shared.identity import Principal
from shared.web import FieldError, Problem
from shared.web.flash import see_other

router = APIRouter(prefix="/api/notifier/v1/association", tags=["associations"])
pages = APIRouter(include_in_schema=False)

MOST_POLICIES: Final = 50


class MembershipOut(BaseModel):
    """An enterprise that was asked; its name once it has agreed."""

    credit_code: str
    enterprise_name: str
    state: MembershipState
    asked_at: datetime
    agreed_at: datetime | None

    @classmethod
    def of(cls, membership: Membership) -> "MembershipOut":
        """Return a membership as the association sees it."""
        return cls(
            credit_code=membership.credit_code,
            enterprise_name=membership.enterprise_name,
            state=membership.state,
            asked_at=membership.asked_at,
            agreed_at=membership.agreed_at,
        )


class MembershipsOut(BaseModel):
    """The enterprises that were asked."""

    items: list[MembershipOut]
    next: None = None


class AskIn(BaseModel):
    """Credit codes of enterprises to ask."""

    model_config = ConfigDict(extra="forbid")

    credit_codes: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=500)]


class ReachOut(BaseModel):
    """How many of the members that agreed were told of a policy, and how many of these opened it."""

    policy_id: UUID
    title: str
    told: int
    opened: int
    last_told_at: datetime


class ReachesOut(BaseModel):
    """Policies that members were told of, the newest first."""

    items: list[ReachOut]
    next: None = None


class UnopenedOut(BaseModel):
    """A member that has not opened what it was told."""

    credit_code: str
    enterprise_name: str
    told_at: datetime


class UnopenedsOut(BaseModel):
    """The members that have not opened what they were told of one policy."""

    items: list[UnopenedOut]
    next: None = None


@router.get("/members")
async def list_members(kit: UsingKit, principal: Association) -> MembershipsOut:
    """The enterprises that the caller's association asked."""
    return MembershipsOut(items=[MembershipOut.of(one) for one in await _members(kit, principal)])


@router.post("/members", status_code=201)
async def ask(kit: UsingKit, principal: Association, body: AskIn) -> MembershipsOut:
    """Ask enterprises; those that refused within a month are left in peace."""
    try:
        async with kit.database.transaction() as session:
            typed = " ".join(body.credit_codes)
            new = await ask_members(session, person(principal), typed, tools=kit.tools)
    except BadCodes as problem:
        raise Problem(422, errors=[FieldError(str(problem), pointer="#/credit_codes")]) from problem
    found = await _members(kit, principal)
    return MembershipsOut(items=[MembershipOut.of(one) for one in found if one.credit_code in new])


@router.get("/reach")
async def list_reach(kit: UsingKit, principal: Association) -> ReachesOut:
    """How far each policy came among the members that agreed, since they did."""
    return ReachesOut(
        items=[
            ReachOut(
                policy_id=one.policy_id,
                title=one.title,
                told=one.told,
                opened=one.opened,
                last_told_at=one.last_told_at,
            )
            for one in await _reach(kit, principal)
        ]
    )


@router.get("/reach/{policy_id}")
async def list_unopened(kit: UsingKit, principal: Association, policy_id: UUID) -> UnopenedsOut:
    """Which of the members that agreed have not opened what they were told of a policy."""
    return UnopenedsOut(
        items=[
            UnopenedOut(credit_code=one.credit_code, enterprise_name=one.enterprise_name, told_at=one.told_at)
            for one in await _unopened(kit, principal, policy_id)
        ]
    )


@pages.get("/association")
@pages.get("/association/")
async def reach_page(request: Request, kit: UsingKit, principal: Association) -> Response:
    """How far each policy came."""
    agreed = [one for one in await _members(kit, principal) if one.state is MembershipState.AGREED]
    reach = await _reach(kit, principal)
    return kit.templates.render(request, "association.html", reach=reach, agreed=len(agreed))


@pages.get("/association/policies/{policy_id}")
async def unopened_page(request: Request, kit: UsingKit, principal: Association, policy_id: UUID) -> Response:
    """Who has not opened."""
    reach = next((one for one in await _reach(kit, principal) if one.policy_id == policy_id), None)
    if reach is None:
        raise Problem(404, "已同意的会员企业没有收到过这项政策的消息。")
    unopened = await _unopened(kit, principal, policy_id)
    return kit.templates.render(request, "association_policy.html", reach=reach, unopened=unopened)


@pages.get("/association/members")
async def members_page(request: Request, kit: UsingKit, principal: Association) -> Response:
    """The members, and a form that asks more."""
    return await _show_members(request, kit, principal)


@pages.post("/association/members")
async def ask_on_page(request: Request, kit: UsingKit, principal: Association) -> Response:
    """Ask enterprises."""
    typed = str((await request.form()).get("codes", ""))
    try:
        async with kit.database.transaction() as session:
            new = await ask_members(session, person(principal), typed, tools=kit.tools)
    except BadCodes as problem:
        return await _show_members(request, kit, principal, typed=typed, errors={"codes": str(problem)})
    said = f"已邀请 {len(new)} 家企业。" if new else "这些企业都已邀请过，请等待企业同意。"
    return see_other("/association/members", said)


@pages.post("/association/members/{credit_code}/end")
async def end_on_page(kit: UsingKit, principal: Association, credit_code: str) -> Response:
    """End what an enterprise agreed to."""
    async with kit.database.transaction() as session:
        await end(session, own_code(principal), credit_code, tools=kit.tools)
    return see_other("/association/members", "已终止，不再能看到这家企业的送达情况。")


async def _show_members(
    request: Request,
    kit: Kit,
    principal: Principal,
    *,
    typed: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    return kit.templates.render(
        request,
        "association_members.html",
        status_code=422 if errors else 200,
        members=await _members(kit, principal),
        states=STATES,
        typed=typed,
        errors=errors or {},
    )


async def _members(kit: Kit, principal: Principal) -> list[Membership]:
    async with kit.database.transaction() as session:
        return await kit.tools.store(session).people.associations.of_association(own_code(principal))


async def _reach(kit: Kit, principal: Principal) -> list[Reach]:
    async with kit.database.transaction() as session:
        associations = kit.tools.store(session).people.associations
        return await associations.reach(own_code(principal), MOST_POLICIES)


async def _unopened(kit: Kit, principal: Principal, policy_id: UUID) -> list[Unopened]:
    async with kit.database.transaction() as session:
        return await kit.tools.store(session).people.associations.unopened(own_code(principal), policy_id)
