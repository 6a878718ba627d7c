"""All policies of a channel in one file, as JSON Lines or CSV, with the schema of each."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response, StreamingResponse

from portal_sync.domain.card import Card
from portal_sync.domain.listing import Listing
from portal_sync.entrypoints.api_answers import ALSO, KEPT, OPEN, allow_other_sites
from portal_sync.entrypoints.api_models import PolicyDetail, PolicyOut, policy_out, record_out
from portal_sync.entrypoints.api_queries import ChannelName
from portal_sync.entrypoints.conditional import program_digest
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards

_AT_ONCE: Final = 200
_COLUMNS: Final = tuple(PolicyOut.model_fields)
_LINES: Final = "application/x-ndjson"
_TABLE: Final = "text/csv; charset=utf-8"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written: what is in front, and each page of policies of a channel."""

    media_type: str
    head: str
    write: Callable[[str, Sequence[Card]], str]


class ExportSchemas(BaseModel):
    """JSON Schemas: of a line of the JSON Lines file, and of a row of the CSV file by its columns."""

    jsonl: dict[str, Any]
    csv: dict[str, Any]


def open_data_router(desk: Desk) -> APIRouter:
    """Return `/api/portal/v1/export/policies.jsonl`, `…/policies.csv` and `…/schema`."""
    router = APIRouter(prefix="/api/portal/v1/export", tags=["portal"])

    @router.get("/policies.jsonl", response_class=StreamingResponse, responses=_says(_LINES))
    async def lines(request: Request, channel: Annotated[ChannelName, Query()] = "government") -> Response:
        """Every policy of a channel with its content, one JSON object a line, newest first."""
        return await _streamed(request, desk, channel, Format(_LINES, "", _written_lines))

    @router.get("/policies.csv", response_class=StreamingResponse, responses=_says("text/csv"))
    async def table(request: Request, channel: Annotated[ChannelName, Query()] = "government") -> Response:
        """Every policy of a channel as a row, without its text; UTF-8 with a mark that spreadsheets know."""
        return await _streamed(
            request, desk, channel, Format(_TABLE, "\ufeff" + _row(_COLUMNS), _written_rows)
        )

    @router.get("/schema", response_model=ExportSchemas)
    async def schema() -> Response:
        """What a line and a row hold."""
        schemas = {"jsonl": PolicyDetail.model_json_schema(), "csv": PolicyOut.model_json_schema()}
        described = {name: {"$schema": _DRAFT, **one} for name, one in schemas.items()}
        return JSONResponse(described, headers=OPEN | {"Cache-Control": "public, max-age=3600"})

    allow_other_sites(router, "/policies.jsonl", "/policies.csv", "/schema")
    return router


def _says(media_type: str) -> dict[int | str, dict[str, Any]]:
    return ALSO | {200: {"content": {media_type: {"schema": {"type": "string"}}}}}


async def _streamed(request: Request, desk: Desk, channel: str, form: Format) -> Response:
    version, _ = await desk.version.current()
    day = desk.clock.today().isoformat()
    tag = f'W/"{program_digest()}-{version}-{day}-{channel}"'
    headers = KEPT | {"ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return StreamingResponse(_parts(desk, channel, form), 200, headers, form.media_type)


async def _parts(desk: Desk, channel: str, form: Format) -> AsyncIterator[str]:
    """Write page after page; each is read in a transaction of its own, so that a slow reader holds none."""
    listing = Listing(channel, desk.clock.today(), size=_AT_ONCE)
    yield form.head
    while True:
        async with desk.database.transaction() as session:
            entries = await desk.shelf(session).entries(listing)
        yield form.write(channel, cards(entries, listing.today))
        last = entries[-1] if len(entries) == _AT_ONCE else None
        if last is None or last.content is None:
            return
        listing = replace(listing, after=(last.content.published_on, last.policy_id))


def _written_lines(channel: str, shown: Sequence[Card]) -> str:
    return "".join(f"{record_out(channel, card).model_dump_json()}\n" for card in shown)


def _written_rows(_: str, shown: Sequence[Card]) -> str:
    rows = (policy_out(card).model_dump(mode="json") for card in shown)
    return "".join(_row(["" if row[name] is None else row[name] for name in _COLUMNS]) for row in rows)


def _row(values: Sequence[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(values)
    return written.getvalue()
