"""How the read API answers: to any site, with ETag and Last-Modified; 304 where the asker has it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.entrypoints.conditional import conditionally
from portal_sync.handlers.desk import Desk

OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified",
}
KEPT: Final = OPEN | {"Cache-Control": "public, max-age=0, must-revalidate"}
# What any of these routes can answer besides what it is for.
ALSO: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "Not modified since the ETag or day given"},
    400: {"description": "The address holds what no address can"},
    422: {"description": "A parameter is not of its form"},
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


async def answered(
    request: Request, desk: Desk, make: Callable[[AsyncSession], Awaitable[tuple[BaseModel, bool]]]
) -> Response:
    """Answer with a model; the flag beside it says whether it may be kept."""

    async def written(session: AsyncSession) -> Response:
        model, lasting = await make(session)
        headers = {} if lasting else {"Cache-Control": "no-store"}
        return Response(model.model_dump_json(), media_type="application/json", headers=headers)

    response = await conditionally(request, desk, written)
    response.headers.update(OPEN)
    return response


def allow_other_sites(router: APIRouter, *paths: str) -> None:
    """Answer the question that browsers ask before another site may read these."""

    async def preflight() -> Response:
        return Response(status_code=204, headers=_PREFLIGHT)

    for path in paths:
        router.add_api_route(path, preflight, methods=["OPTIONS"], include_in_schema=False)
