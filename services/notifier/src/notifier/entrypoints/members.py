"""Members of an enterprise, what each agreed to, and which associations may see: pages and API."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from notifier.domain.people import STATES, Membership, MembershipState
from notifier.domain.people import Member as Person
from notifier.entrypoints.kit import Kit, Member, UsingKit, own_code, person
from notifier.handlers.associate import agree, end
from shared.identity import Principal
from shared.web.flash import see_other
from shared.web.problems import Problem

router = APIRouter(prefix="/api/notifier/v1", tags=["members"])
pages = APIRouter(include_in_schema=False)


class Consent(BaseModel):
    """What of the caller's reading shows in receipts: the enterprise's, nobody's in particular."""

    model_config = ConfigDict(extra="forbid")

    opening: bool
    clicks: bool


class AssociationOut(BaseModel):
    """An association that asked to see what reaches the enterprise."""

    association_code: str
    association_name: str
    state: MembershipState
    asked_at: datetime
    agreed_at: datetime | None

    @classmethod
    def of(cls, membership: Membership) -> "AssociationOut":
        """Return a membership as the enterprise sees it."""
        return cls(
            association_code=membership.association_code,
            association_name=membership.association_name,
            state=membership.state,
            asked_at=membership.asked_at,
            agreed_at=membership.agreed_at,
        )


class AssociationsOut(BaseModel):
    """The associations that asked."""

    items: list[AssociationOut]
    next: None = None


@router.get("/consent")
async def read_consent(kit: UsingKit, principal: Member) -> Consent:
    """What the caller agreed to."""
    mine = await _join(kit, principal)
    return Consent(opening=mine.counts_opening, clicks=mine.counts_clicks)


@router.put("/consent")
async def set_consent(kit: UsingKit, principal: Member, body: Consent) -> Consent:
    """Agree, or take back what was agreed to; what was counted before stays counted."""
    await _consent(kit, principal, opening=body.opening, clicks=body.clicks)
    return body


@router.get("/associations")
async def list_associations(kit: UsingKit, principal: Member) -> AssociationsOut:
    """The associations that asked the caller's enterprise."""
    async with kit.database.transaction() as session:
        found = await kit.tools.store(session).people.associations.of_enterprise(own_code(principal))
    return AssociationsOut(items=[AssociationOut.of(one) for one in found])


@router.post("/associations/{association_code}/{act}", status_code=204)
async def answer(
    kit: UsingKit, principal: Member, association_code: str, act: Literal["agree", "end"]
) -> None:
    """Agree to what an association asked, or refuse or end it."""
    async with kit.database.transaction() as session:
        if act == "agree":
            done = await agree(session, person(principal), association_code, tools=kit.tools)
        else:
            done = await end(session, association_code, own_code(principal), tools=kit.tools)
    if not done:
        raise Problem(404, "这家协会没有向贵单位提出申请，或者已经处理过。")


@pages.get("/my/associations")
async def show(request: Request, kit: UsingKit, principal: Member) -> Response:
    """Who belongs to the enterprise, what I agreed to, and who may see."""
    mine = await _join(kit, principal)
    async with kit.database.transaction() as session:
        people = kit.tools.store(session).people
        members = await people.members.all_of(own_code(principal))
        associations = await people.associations.of_enterprise(own_code(principal))
    return kit.templates.render(
        request, "members.html", mine=mine, members=members, associations=associations, states=STATES
    )


@pages.post("/my/associations/consent")
async def save_consent(request: Request, kit: UsingKit, principal: Member) -> Response:
    """Save what the member agreed to."""
    form = await request.form()
    await _consent(kit, principal, opening="opening" in form, clicks="clicks" in form)
    return see_other("/my/associations", "已保存您的授权。")


@pages.post("/my/associations/{association_code}/{act}")
async def answer_on_page(
    kit: UsingKit, principal: Member, association_code: str, act: Literal["agree", "end"]
) -> Response:
    """Agree, refuse or end."""
    await answer(kit, principal, association_code, act)
    said = (
        "已同意，从现在起的送达和打开情况对其可见。" if act == "agree" else "已处理，对方看不到贵单位的情况。"
    )
    return see_other("/my/associations", said)


async def _join(kit: Kit, principal: Principal) -> Person:
    """Note that this person signs in for the enterprise; return them with what they agreed to."""
    newcomer = person(principal)
    async with kit.database.transaction() as session:
        members = kit.tools.store(session).people.members
        await members.join(newcomer, kit.tools.clock.now())
        return await members.of(newcomer.credit_code, newcomer.subject) or newcomer


async def _consent(kit: Kit, principal: Principal, *, opening: bool, clicks: bool) -> None:
    mine = await _join(kit, principal)
    async with kit.database.transaction() as session:
        await kit.tools.store(session).people.members.consent(
            mine.credit_code, mine.subject, opening=opening, clicks=clicks, now=kit.tools.clock.now()
        )
