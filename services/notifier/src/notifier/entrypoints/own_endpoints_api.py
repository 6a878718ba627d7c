"""The API of what is one member's own: the language they read, and endpoints that others do not see.

To verify, try or schedule one of them, or to see its deliveries, the addresses under the enterprise serve.
"""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from notifier.domain.endpoints import BadEndpoint, Wanted
from notifier.entrypoints.bodies import EndpointIn, EndpointOut, EndpointsOut
from notifier.entrypoints.console_kit import UsingConsole
from notifier.entrypoints.kit import Member, UsingKit, person, viewer
from notifier.handlers.choose_language import choose_language, language_of
from notifier.handlers.save_endpoints import EndpointRules, add_endpoint, remove_endpoint
from shared.web.problems import Problem
from shared.web.sentences import FieldError

router = APIRouter(prefix="/api/notifier/v1", tags=["endpoints"])


class LanguageBody(BaseModel):
    """The language that the caller reads in the inbox and at endpoints of their own."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["zh", "en"]


@router.get("/language")
async def read_language(kit: UsingKit, principal: Member) -> LanguageBody:
    """What the caller reads."""
    async with kit.database.transaction() as session:
        spoken = await language_of(session, person(principal), tools=kit.tools)
    return LanguageBody(language="en" if spoken == "en" else "zh")


@router.put("/language")
async def set_language(kit: UsingKit, principal: Member, body: LanguageBody) -> LanguageBody:
    """Set what the caller reads; endpoints of their own change with it."""
    async with kit.database.transaction() as session:
        await choose_language(session, person(principal), body.language, tools=kit.tools)
    return body


@router.get("/endpoints")
async def list_own(kit: UsingKit, principal: Member) -> EndpointsOut:
    """The caller's own endpoints, which nobody else sees."""
    async with kit.database.transaction() as session:
        seen = await kit.tools.store(session).endpoints.of(viewer(principal))
    return EndpointsOut(items=[EndpointOut.of(one) for one in seen if one.subject is not None])


@router.post("/endpoints", status_code=201)
async def add_own(kit: UsingKit, console: UsingConsole, principal: Member, wanted: EndpointIn) -> EndpointOut:
    """Add one. A secret that was made for a webhook is in this answer and never again."""
    asked = Wanted(wanted.kind, wanted.address, wanted.secret)
    rules = EndpointRules(console.vault, kit.allow_private)
    try:
        async with kit.database.transaction() as session:
            added, fresh = await add_endpoint(
                session, viewer(principal), asked, own=True, tools=kit.tools, rules=rules
            )
    except BadEndpoint as problem:
        raise Problem(422, errors=[FieldError(str(problem), pointer=f"#/{problem.field}")]) from problem
    return EndpointOut.of(added, fresh=fresh)


@router.delete("/endpoints/{endpoint_id}", status_code=204)
async def remove_own(kit: UsingKit, principal: Member, endpoint_id: UUID) -> None:
    """Remove one of them; what waits for it is dropped."""
    async with kit.database.transaction() as session:
        seen = await kit.tools.store(session).endpoints.of(viewer(principal))
        if not any(one.id == endpoint_id and one.subject is not None for one in seen):
            raise Problem(404)
        await remove_endpoint(session, viewer(principal), endpoint_id, tools=kit.tools)
