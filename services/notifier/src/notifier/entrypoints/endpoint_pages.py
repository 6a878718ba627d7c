"""The enterprise's page of one endpoint: verify it, try it, change its secret, repeat its deliveries."""

from collections.abc import Awaitable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from notifier.domain.kinds import LABELS
from notifier.domain.people import Viewer
from notifier.entrypoints.console_kit import ENDED, KINDS, STATES, UsingConsole
from notifier.entrypoints.kit import Kit, Member, UsingKit, viewer
from notifier.entrypoints.trying import Tried, send_trial, send_verification
from notifier.handlers.rotate_secret import rotate_secret
from notifier.handlers.verify_endpoint import NotAllowed, confirm, own_endpoint
from shared.db import after_commit
from shared.web import see_other
from shared.web.problems import Problem

router = APIRouter(prefix="/my/preferences/endpoints/{endpoint_id}", include_in_schema=False)
_NEWEST = 30


@router.get("")
async def endpoint(
    request: Request, kit: UsingKit, principal: Member, endpoint_id: str, code: str = ""
) -> Response:
    """The endpoint with its deliveries. A code in the address is filled in; a person confirms it."""
    return await _show(request, kit, viewer(principal), endpoint_id, code=code[:64])


@router.post("/verification")
async def verify(
    request: Request, kit: UsingKit, console: UsingConsole, principal: Member, endpoint_id: str
) -> Response:
    """Send a code."""
    whose = viewer(principal)
    tried = await _try(send_verification(kit, console, whose, _id(endpoint_id)))
    if tried.problem:
        return await _show(request, kit, whose, endpoint_id, errors={"send": tried.problem})
    done = "已验证，今后的通知会发到这里。" if tried.verified else "验证码已发送，请查收后在下面输入。"
    return see_other(f"/my/preferences/endpoints/{endpoint_id}", done)


@router.post("/confirmation")
async def enter_code(request: Request, kit: UsingKit, principal: Member, endpoint_id: str) -> Response:
    """Verify by the code that arrived."""
    whose, code = viewer(principal), str((await request.form()).get("code", "")).strip()[:64]
    try:
        async with kit.database.transaction() as session:
            problem = await confirm(session, whose, _id(endpoint_id), code, tools=kit.tools)
    except LookupError as error:
        raise Problem(404) from error
    if problem:
        return await _show(request, kit, whose, endpoint_id, code=code, errors={"code": problem})
    return see_other(f"/my/preferences/endpoints/{endpoint_id}", "已验证，今后的通知会发到这里。")


@router.post("/trial")
async def try_out(
    request: Request, kit: UsingKit, console: UsingConsole, principal: Member, endpoint_id: str
) -> Response:
    """Send a test notice."""
    whose = viewer(principal)
    tried = await _try(send_trial(kit, console, whose, _id(endpoint_id)))
    if tried.problem:
        return await _show(request, kit, whose, endpoint_id, errors={"send": tried.problem})
    return see_other(f"/my/preferences/endpoints/{endpoint_id}", "测试通知已发出。")


@router.post("/secret")
async def rotate(
    request: Request, kit: UsingKit, console: UsingConsole, principal: Member, endpoint_id: str
) -> Response:
    """Change the secret; the new one is on the answer and never shown again."""
    whose = viewer(principal)
    try:
        async with kit.database.transaction() as session:
            secret = await rotate_secret(
                session, whose, _id(endpoint_id), tools=kit.tools, vault=console.vault
            )
    except LookupError as error:
        raise Problem(404) from error
    except NotAllowed as error:
        return await _show(request, kit, whose, endpoint_id, errors={"send": str(error)})
    return await _show(request, kit, whose, endpoint_id, secret=secret)


@router.post("/deliveries/{delivery_id}/replay")
async def replay(kit: UsingKit, principal: Member, endpoint_id: str, delivery_id: str) -> Response:
    """Deliver once more what is over, under the same id."""
    whose = viewer(principal)
    async with kit.database.transaction() as session:
        desk = kit.tools.desk(session)
        if not await desk.store.delivery_log.replay(_id(delivery_id), whose, desk.clock.now()):
            raise Problem(404)
        after_commit(session, desk.wake)
    return see_other(f"/my/preferences/endpoints/{_id(endpoint_id)}", "已重新排队发送。")


async def _try(sending: Awaitable[Tried]) -> Tried:
    try:
        return await sending
    except LookupError as error:
        raise Problem(404) from error
    except NotAllowed as error:
        return Tried(str(error))


async def _show(
    request: Request,
    kit: Kit,
    whose: Viewer,
    endpoint_id: str,
    *,
    errors: Mapping[str, str] | None = None,
    code: str = "",
    secret: str = "",
) -> Response:
    async with kit.database.transaction() as session:
        desk = kit.tools.desk(session)
        try:
            found = await own_endpoint(desk, whose, _id(endpoint_id))
        except LookupError as error:
            raise Problem(404) from error
        deliveries = await desk.store.delivery_log.of_endpoint(whose, found.id, _NEWEST)
    context: dict[str, Any] = {
        "endpoint": found,
        "deliveries": deliveries,
        "kinds": KINDS,
        "ended": ENDED.get(found.ended_reason or "", found.ended_reason),
        "labels": {kind.value: label for kind, label in LABELS.items()},
        "states": STATES,
        "errors": errors or {},
        "code": code,
        "secret": secret,
        "rotating": found.previous_secret_until is not None
        and found.previous_secret_until > kit.tools.clock.now(),
    }
    return kit.templates.render(request, "endpoint.html", status_code=422 if errors else 200, **context)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem(404) from error
