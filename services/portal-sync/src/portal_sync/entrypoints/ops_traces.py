"""Operators' pages of traces: one policy from the request that published it to its last delivery."""

import re
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from portal_sync.domain.timeline import Timeline, TraceSummary, timeline
from portal_sync.entrypoints.choices import policy_id_in, said
from portal_sync.entrypoints.pages import not_found, page
from portal_sync.handlers.operations_room import OperationsRoom
from portal_sync.handlers.ports import Outside
from portal_sync.handlers.watch_policy import watch_policy
from portal_sync.settings import Settings
from shared.identity import Principal, Role, require
from shared.identity.credentials import credentials_of

Operator = Annotated[Principal, Depends(require(Role.OPERATOR))]
_TRACE_ID: Final = re.compile(r"[0-9a-f]{32}")


def traces_router(room: OperationsRoom, settings: Settings) -> APIRouter:
    """Return `/ops/traces`, a trace's timeline, and `/ops/policies/{policy_id}`."""
    router = APIRouter(prefix="/ops", include_in_schema=False)

    @router.get("/traces")
    async def traces(request: Request, _: Operator) -> Response:
        policy, everything = said(request, "policy"), said(request, "all") == "1"
        found, problem = await _recent(room, request, policy)
        # Most requests are people reading; what operators look for is what became of a policy.
        chosen = [trace for trace in found if everything or trace.policy_id]
        return page(
            request,
            "ops_traces.html",
            settings,
            traces=chosen,
            others=len(found) - len(chosen),
            problem=problem,
            policy=policy,
            room=room,
        )

    @router.get("/traces/{trace_id}")
    async def trace(request: Request, _: Operator, trace_id: str) -> Response:
        if _TRACE_ID.fullmatch(trace_id) is None:
            return not_found(request, settings, "追踪编号是 32 位十六进制数字。")
        if room.traces is None:
            return RedirectResponse(room.trace_address(trace_id), status_code=302)
        drawn, problem = await _drawn(room, request, trace_id)
        return page(request, "ops_trace.html", settings, trace_id=trace_id, drawn=drawn, problem=problem)

    @router.get("/policies/{policy_id}")
    async def policy(request: Request, _: Operator, policy_id: str) -> Response:
        asked = policy_id_in(policy_id)
        view = await watch_policy(room.desk, asked) if asked else None
        if view is None:
            return not_found(request, settings, "频道里没有这项政策。")
        found, problem = await _recent(room, request, str(asked))
        drawn = (await _drawn(room, request, _distribution(found).trace_id))[0] if found else None
        return page(
            request,
            "ops_policy.html",
            settings,
            view=view,
            traces=found,
            problem=problem,
            drawn=drawn,
            room=room,
        )

    return router


def _distribution(found: Sequence[TraceSummary]) -> TraceSummary:
    """The newest trace that a release or withdrawal began; each opening of a message has a trace too."""
    releases = (trace for trace in found if trace.name.endswith(("/publish", "/withdraw")))
    return next(releases, found[0])


async def _recent(room: OperationsRoom, request: Request, policy: str) -> tuple[Sequence[TraceSummary], str]:
    if room.traces is None:
        return [], ""
    try:
        return await room.traces.recent(policy, credentials_of(request)), ""
    except Outside as problem:
        return [], f"追踪服务：{problem}"


async def _drawn(room: OperationsRoom, request: Request, trace_id: str) -> tuple[Timeline | None, str]:
    assert room.traces is not None
    try:
        return timeline(await room.traces.spans(trace_id, credentials_of(request))), ""
    except Outside as problem:
        return None, f"追踪服务：{problem}"
