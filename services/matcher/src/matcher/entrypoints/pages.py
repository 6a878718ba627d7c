"""Pages of an enterprise: to do and matches, why, and its profile."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from matcher.entrypoints import presenting, profile_form
from matcher.entrypoints.parts import Wired
from matcher.handlers.explain_match import explain_match
from shared.clock import SHANGHAI
from shared.identity import Principal, Role, require
from shared.web import Problem

router = APIRouter(include_in_schema=False)

Member = Annotated[Principal, Depends(require(Role.ENTERPRISE_MEMBER))]


@router.get("/my")
async def slash() -> RedirectResponse:
    """The address without its slash."""
    return RedirectResponse("/my/", status_code=308)


@router.get("/my/")
async def home(parts: Wired, request: Request, principal: Member) -> Response:
    """What to do first, then what fits."""
    own, today = own_of(principal), parts.clock.today()
    async with parts.database.transaction() as session:
        enterprise = await parts.enterprises.get(session, own)
        views = await parts.views.matches_of(session, own, own)
    cards = presenting.cards(views, today)
    return parts.templates.render(
        request,
        "my/home.html",
        enterprise=enterprise,
        hour=parts.clock.now().astimezone(SHANGHAI).hour,
        cards=cards,
        soon=presenting.closing_soon(cards, today),
        question=presenting.next_question(cards),
    )


@router.get("/my/matches/{policy_id}")
async def why(parts: Wired, request: Request, policy_id: UUID, principal: Member) -> Response:
    """Why the enterprise may file, or not, condition by condition."""
    own, today = own_of(principal), parts.clock.today()
    async with parts.database.transaction() as session:
        explanation = await explain_match(
            session, policy_id, own, today, policies=parts.policies, enterprises=parts.enterprises
        )
        match = await parts.views.match_of(session, policy_id, own)
    if explanation is None:
        raise Problem(404, "没有这项惠企政策，或贵企业还没有填写画像。")
    brief, judgement = explanation.policy.brief, explanation.judgement
    window = presenting.current_window(brief.windows, today)
    return parts.templates.render(
        request,
        "my/why.html",
        explanation=explanation,
        match=match,
        brief=brief,
        window=window,
        can_file=presenting.can_file(judgement.verdict, judgement.missing, window, today),
        saved_on=explanation.enterprise.profiled_at.astimezone(SHANGHAI).date(),
        file_href=presenting.safe_link(brief.service_item.url) if brief.service_item else "",
        sentence=presenting.verdict_sentence(explanation),
        tree=presenting.reason_tree(explanation.explained),
    )


@router.get("/my/profile")
async def profile(parts: Wired, request: Request, principal: Member) -> Response:
    """What the enterprise has said of itself."""
    async with parts.database.transaction() as session:
        enterprise = await parts.enterprises.get(session, own_of(principal))
    return parts.templates.render(
        request,
        "my/profile.html",
        enterprise=enterprise,
        credit_code=own_of(principal),
        sections=profile_form.sections(),
        shown=presenting.profile_values(enterprise.facts if enterprise else {}),
    )


def own_of(principal: Principal) -> str:
    """The credit code that a member acts for."""
    assert principal.credit_code is not None  # `require` lets nobody in without one
    return principal.credit_code
