"""Operators' pages: topics and lag, outbox, dead letters, parity, invariants."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal_sync.entrypoints.pages import not_found, page
from portal_sync.handlers.operations_room import OperationsRoom
from portal_sync.handlers.ports import Outside
from portal_sync.handlers.report_parity import report_parity
from portal_sync.handlers.watch_services import SERVICES, gather_checks, watch_services
from portal_sync.settings import Settings
from shared.identity import Principal, Role, require
from shared.identity.credentials import credentials_of
from shared.web import see_other

Operator = Annotated[Principal, Depends(require(Role.OPERATOR))]
_DONE = {"replay": "已重新投递，稍后看它是否成功。", "discard": "已放弃这条死信，记录仍然保留。"}


def ops_router(room: OperationsRoom, settings: Settings) -> APIRouter:
    """Return `/ops/`, `/ops/dead` and the acts on dead letters, `/ops/invariants`."""
    router = APIRouter(prefix="/ops", include_in_schema=False)

    @router.get("/")
    async def overview(request: Request, _: Operator) -> Response:
        states = await watch_services(room.operations, credentials_of(request))
        async with room.desk.database.transaction() as session:
            reports = await report_parity(room.desk.tools, session)
        return page(request, "ops_overview.html", settings, states=states, reports=reports)

    @router.get("/invariants")
    async def invariants(request: Request, _: Operator) -> Response:
        checks, silent = await gather_checks(room.operations, credentials_of(request))
        return page(request, "ops_invariants.html", settings, checks=checks, silent=silent)

    _mount_dead_letters(router, room, settings)
    return router


def _mount_dead_letters(router: APIRouter, room: OperationsRoom, settings: Settings) -> None:
    @router.get("/dead")
    async def dead(request: Request, _: Operator) -> Response:
        letters, silent = await _dead_letters(room, request)
        return page(request, "ops_dead.html", settings, letters=letters, silent=silent)

    @router.post("/dead/{service}/{dead_id}/{act}")
    async def settle(request: Request, _: Operator, service: str, dead_id: str, act: str) -> Response:
        known = service in SERVICES and act in _DONE and dead_id.isascii() and dead_id.isdigit()
        if not known or len(dead_id) > 18:
            return not_found(request, settings, "没有这条死信。")
        try:
            await room.operations.settle(service, int(dead_id), act, credentials_of(request))
        except Outside as problem:
            return see_other("/ops/dead", f"没有完成：{problem}", "bad")
        return see_other("/ops/dead", _DONE[act])


async def _dead_letters(
    room: OperationsRoom, request: Request
) -> tuple[list[tuple[str, dict[str, Any]]], dict[str, str]]:
    letters: list[tuple[str, dict[str, Any]]] = []
    silent: dict[str, str] = {}
    credentials = credentials_of(request)
    for service in SERVICES:
        try:
            found: Sequence[Any] = await room.operations.dead(service, credentials)
        except Outside as problem:
            silent[service] = str(problem)
        else:
            letters += [(service, dict(letter)) for letter in found]
    return letters, silent
