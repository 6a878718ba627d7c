"""Pages of an enterprise: to do and matches, why, and its profile."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from matcher.domain.opportunities import Opportunities, current_window
from matcher.domain.questions import next_questions
from matcher.entrypoints import presenting, profile_form
from matcher.entrypoints.parts import Wired
from matcher.entrypoints.profile_view import fact_sections, history_lines
from matcher.entrypoints.reasons import reason_tree, verdict_sentence
from matcher.handlers.explain_match import explain_match
from shared.clock import SHANGHAI
from shared.identity import Principal, Role, require
from shared.web import Problem

router = APIRouter(include_in_schema=False)

_MOST_PAST = 200

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
        chances = await parts.chances.find(session, own)
    found = chances.found if chances else Opportunities()
    eligible = presenting.cards(found.eligible, today)
    questions = next_questions(found.undetermined)
    return parts.templates.render(
        request,
        "my/home.html",
        enterprise=chances.enterprise if chances else None,
        hour=parts.clock.now().astimezone(SHANGHAI).hour,
        eligible=eligible,
        undetermined=presenting.cards(found.undetermined, today),
        nearly=presenting.cards(found.nearly, today),
        soon=presenting.closing_soon(eligible, today),
        question=questions[0] if questions else None,
        field=profile_form.field_of(questions[0].fact) if questions else None,
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
    window = current_window(brief.windows, today)
    return parts.templates.render(
        request,
        "my/why.html",
        explanation=explanation,
        match=match,
        brief=brief,
        window=window,
        can_file=presenting.can_file(judgement.verdict, judgement.missing, window, today),
        file_href=presenting.safe_link(brief.service_item.url) if brief.service_item else "",
        sentence=verdict_sentence(explanation),
        tree=reason_tree(explanation),
    )


@router.get("/my/profile")
async def profile(parts: Wired, request: Request, principal: Member) -> Response:
    """What is known of the enterprise, whose word it is, and what it is used for."""
    own = own_of(principal)
    async with parts.database.transaction() as session:
        enterprise = await parts.enterprises.get(session, own)
        uses = await parts.shelf.uses(session)
    return parts.templates.render(
        request,
        "my/profile.html",
        enterprise=enterprise,
        credit_code=own,
        sections=fact_sections(enterprise, uses) if enterprise else [],
    )


@router.get("/my/profile/history")
async def history(parts: Wired, request: Request, principal: Member) -> Response:
    """What was ever stated of the enterprise, newest first."""
    async with parts.database.transaction() as session:
        past = await parts.enterprises.history(session, own_of(principal), _MOST_PAST)
    return parts.templates.render(request, "my/history.html", lines=list(history_lines(past)))


def own_of(principal: Principal) -> str:
    """The credit code that a member acts for."""
    assert principal.credit_code is not None  # `require` lets nobody in without one
    return principal.credit_code
