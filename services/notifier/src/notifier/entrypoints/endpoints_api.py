"""The API of endpoints and preferences: an enterprise's own, or any for an operator."""

from typing import Annotated

from fastapi import APIRouter, Path

from notifier.domain.endpoints import BadEndpoint, Wanted
from notifier.domain.people import Viewer
from notifier.entrypoints.bodies import EndpointIn, EndpointOut, EndpointsOut, Preferences
from notifier.entrypoints.console_kit import UsingConsole
from notifier.entrypoints.kit import MemberOrOperator, UsingKit, own_or_operated
from notifier.handlers.save_endpoints import EndpointRules, save_endpoints
from shared.identity import Forbidden
from shared.web.problems import Problem
from shared.web.sentences import FieldError

CreditCode = Annotated[str, Path(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]

router = APIRouter(prefix="/api/notifier/v1/enterprises/{credit_code}", tags=["endpoints"])


@router.get("/endpoints")
async def list_endpoints(kit: UsingKit, principal: MemberOrOperator, credit_code: CreditCode) -> EndpointsOut:
    """The enterprise's endpoints, without their secrets; those of one member alone are not among them."""
    code = own_or_operated(principal, credit_code)
    async with kit.database.transaction() as session:
        endpoints = await kit.tools.store(session).endpoints.of(Viewer(code))
    return EndpointsOut(items=[EndpointOut.of(endpoint) for endpoint in endpoints])


@router.put("/endpoints")
async def put_endpoints(
    kit: UsingKit,
    console: UsingConsole,
    principal: MemberOrOperator,
    credit_code: CreditCode,
    wanted: list[EndpointIn],
    *,
    vouched: bool = False,
) -> EndpointsOut:
    """Replace the endpoints. A secret that was made for a webhook is in this answer and never again.

    New ones are to be verified before anything goes there; an operator who knows them may vouch for them.
    """
    code = own_or_operated(principal, credit_code)
    if vouched and not principal.is_operator:
        raise Forbidden("只有平台运维人员可以免去验证。")
    asked = [Wanted(one.kind, one.address, one.secret) for one in wanted]
    rules = EndpointRules(console.vault, kit.allow_private, vouched=vouched)
    try:
        async with kit.database.transaction() as session:
            saved = await save_endpoints(session, code, asked, tools=kit.tools, rules=rules)
    except BadEndpoint as problem:
        pointer = f"#/{problem.index}/{problem.field}"
        raise Problem(422, errors=[FieldError(str(problem), pointer=pointer)]) from problem
    return EndpointsOut(items=[EndpointOut.of(endpoint, fresh=fresh) for endpoint, fresh in saved])


@router.get("/preferences")
async def read_preferences(
    kit: UsingKit, principal: MemberOrOperator, credit_code: CreditCode
) -> Preferences:
    """The kinds of messages that go to the inbox only."""
    code = own_or_operated(principal, credit_code)
    async with kit.database.transaction() as session:
        muted = await kit.tools.store(session).endpoints.muted(code)
    return Preferences(muted=sorted(muted))


@router.put("/preferences")
async def put_preferences(
    kit: UsingKit, principal: MemberOrOperator, credit_code: CreditCode, preferences: Preferences
) -> Preferences:
    """Set the kinds of messages that go to the inbox only."""
    code = own_or_operated(principal, credit_code)
    async with kit.database.transaction() as session:
        await kit.tools.store(session).endpoints.mute(code, set(preferences.muted))
    return Preferences(muted=sorted(set(preferences.muted)))
