"""The enterprise's page of endpoints and of the kinds of messages that are pushed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from notifier.domain.endpoints import BadEndpoint, Wanted
from notifier.domain.kinds import LABELS, MessageKind
from notifier.domain.read import Endpoint
from notifier.entrypoints.console_kit import KINDS, UsingConsole
from notifier.entrypoints.kit import Kit, Member, UsingKit, own_code
from notifier.handlers.save_endpoints import EndpointRules, add_endpoint, remove_endpoint
from shared.events import EndpointKind
from shared.web import see_other
from shared.web.problems import Problem

router = APIRouter(prefix="/my/preferences", include_in_schema=False)


@router.get("")
async def preferences(request: Request, kit: UsingKit, principal: Member) -> Response:
    """Where messages go, and which kinds."""
    return await _show(request, kit, own_code(principal))


@router.post("/endpoints")
async def add(request: Request, kit: UsingKit, console: UsingConsole, principal: Member) -> Response:
    """Add an endpoint. The secret of a new webhook is on the answer and never shown again."""
    code, form = own_code(principal), await request.form()
    kind, address = str(form.get("kind", "")), str(form.get("address", "")).strip()
    values = {"kind": kind, "address": address}
    if kind not in KINDS:
        return await _show(request, kit, code, values=values, errors={"kind": "请选择接收方式。"})
    try:
        async with kit.database.transaction() as session:
            added, fresh = await add_endpoint(
                session,
                code,
                Wanted(EndpointKind(kind), address),
                tools=kit.tools,
                rules=EndpointRules(console.vault, kit.allow_private),
            )
    except BadEndpoint as problem:
        return await _show(request, kit, code, values=values, errors={"address": str(problem)})
    if fresh:
        return await _show(request, kit, code, made=added, secret=fresh)
    return see_other(f"/my/preferences/endpoints/{added.id}", f"已添加{KINDS[kind]}，请先验证。")


@router.post("/endpoints/{endpoint_id}/remove")
async def remove(kit: UsingKit, principal: Member, endpoint_id: str) -> Response:
    """Remove an endpoint."""
    try:
        removed = UUID(endpoint_id)
    except ValueError as error:
        raise Problem(404) from error
    async with kit.database.transaction() as session:
        await remove_endpoint(session, own_code(principal), removed, tools=kit.tools)
    return see_other("/my/preferences", "已移除。")


@router.post("/kinds")
async def kinds(request: Request, kit: UsingKit, principal: Member) -> Response:
    """Set which kinds of messages are pushed; the others stay in the inbox only."""
    pushed = {str(kind) for kind in (await request.form()).getlist("pushed")}
    muted = {kind for kind in MessageKind if kind.value not in pushed}
    async with kit.database.transaction() as session:
        await kit.tools.store(session).endpoints.mute(own_code(principal), muted)
    return see_other("/my/preferences", "已保存。")


async def _show(
    request: Request,
    kit: Kit,
    code: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    made: Endpoint | None = None,
    secret: str = "",
) -> Response:
    async with kit.database.transaction() as session:
        store = kit.tools.store(session)
        endpoints, muted = await store.endpoints.of(code), await store.endpoints.muted(code)
    context: dict[str, Any] = {
        "endpoints": endpoints,
        "pushed": [kind.value for kind in MessageKind if kind not in muted],
        "labels": {kind.value: label for kind, label in LABELS.items()},
        "kinds": KINDS,
        "values": values or {"kind": "", "address": ""},
        "errors": errors or {},
        "made": made,
        "secret": secret,
    }
    return kit.templates.render(request, "preferences.html", status_code=422 if errors else 200, **context)
