"""The enterprise's page of endpoints and of the kinds of messages that are pushed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from notifier.domain.endpoints import BadEndpoint, Wanted
from notifier.domain.kinds import LABELS, MessageKind
from notifier.domain.read import Endpoint
from notifier.domain.schedule import LANGUAGES
from notifier.entrypoints.console_kit import KINDS, OWNERS, UsingConsole
from notifier.entrypoints.kit import Kit, Member, UsingKit, own_code, person, viewer
from notifier.handlers.choose_language import choose_language, language_of
from notifier.handlers.save_endpoints import EndpointRules, add_endpoint, remove_endpoint
from shared.events import EndpointKind
from shared.identity import Principal
from shared.web import see_other
from shared.web.problems import Problem

router = APIRouter(prefix="/my/preferences", include_in_schema=False)

NOTHING: Final = {"kind": "", "address": "", "owner": "enterprise"}


@router.get("")
async def preferences(request: Request, kit: UsingKit, principal: Member) -> Response:
    """Where messages go, and which kinds."""
    return await _show(request, kit, principal)


@router.post("/endpoints")
async def add(request: Request, kit: UsingKit, console: UsingConsole, principal: Member) -> Response:
    """Add an endpoint. The secret of a new webhook is on the answer and never shown again."""
    form = await request.form()
    values = {name: str(form.get(name, "")).strip() for name in NOTHING}
    values["owner"] = values["owner"] or NOTHING["owner"]
    kind, address = values["kind"], values["address"]
    wrong = {"kind": "请选择接收方式。"} if kind not in KINDS else {}
    wrong |= {"owner": "请选择谁来使用。"} if values["owner"] not in OWNERS else {}
    if wrong:
        return await _show(request, kit, principal, values=values, errors=wrong)
    try:
        async with kit.database.transaction() as session:
            added, fresh = await add_endpoint(
                session,
                viewer(principal),
                Wanted(EndpointKind(kind), address),
                own=values["owner"] == "me",
                tools=kit.tools,
                rules=EndpointRules(console.vault, kit.allow_private),
            )
    except BadEndpoint as problem:
        return await _show(request, kit, principal, values=values, errors={"address": str(problem)})
    if fresh:
        return await _show(request, kit, principal, made=added, secret=fresh)
    return see_other(f"/my/preferences/endpoints/{added.id}", f"已添加{KINDS[kind]}，请先验证。")


@router.post("/endpoints/{endpoint_id}/remove")
async def remove(kit: UsingKit, principal: Member, endpoint_id: str) -> Response:
    """Remove an endpoint."""
    try:
        removed = UUID(endpoint_id)
    except ValueError as error:
        raise Problem(404) from error
    async with kit.database.transaction() as session:
        if not await remove_endpoint(session, viewer(principal), removed, tools=kit.tools):
            raise Problem(404)
    return see_other("/my/preferences", "已移除。")


@router.post("/language")
async def language(request: Request, kit: UsingKit, principal: Member) -> Response:
    """Set the language that the member reads."""
    chosen = str((await request.form()).get("language", ""))
    if chosen not in LANGUAGES:
        return await _show(request, kit, principal, errors={"language": "请从列表中选择语言。"})
    async with kit.database.transaction() as session:
        await choose_language(session, person(principal), chosen, tools=kit.tools)
    return see_other("/my/preferences", "已保存您的语言。")


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
    principal: Principal,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    made: Endpoint | None = None,
    secret: str = "",
) -> Response:
    whose = viewer(principal)
    async with kit.database.transaction() as session:
        store = kit.tools.store(session)
        endpoints, muted = await store.endpoints.of(whose), await store.endpoints.muted(whose.credit_code)
        spoken = await language_of(session, person(principal), tools=kit.tools)
    context: dict[str, Any] = {
        "endpoints": endpoints,
        "pushed": [kind.value for kind in MessageKind if kind not in muted],
        "labels": {kind.value: label for kind, label in LABELS.items()},
        "kinds": KINDS,
        "values": values or NOTHING,
        "owners": OWNERS,
        "languages": LANGUAGES,
        "language": spoken,
        "errors": errors or {},
        "made": made,
        "secret": secret,
    }
    return kit.templates.render(request, "preferences.html", status_code=422 if errors else 200, **context)
