"""The calendar that programs subscribe to, and the address that a member gives them.

The secret is in the query: of an address only the path stands in logs.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from notifier.domain.calendar import Entry
from notifier.entrypoints.kit import Kit, Member, UsingKit, person
from notifier.handlers.my_calendar import calendar_of, drop_calendar_key, make_calendar_key
from shared.web.flash import see_other
from shared.web.problems import Problem

router = APIRouter(prefix="/api/notifier/v1", tags=["calendar"])
pages = APIRouter(include_in_schema=False)

_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)


class CalendarOut(BaseModel):
    """The address of the caller's calendar, to be kept to oneself."""

    url: str


@router.get("/calendar.ics", response_class=Response)
async def calendar(
    request: Request, kit: UsingKit, key: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """The deadlines of the enterprise whose member has this address; nobody signs in here."""
    async with kit.database.transaction() as session:
        found = await calendar_of(session, key, tools=kit.tools) if key else None
    if found is None:
        raise Problem(404, "没有这个日历，订阅地址可能已经更换。")
    body = kit.calendars.write(found)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(_changed_at(found), usegmt=True),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="huiqi.ics"',
    }
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/calendar", status_code=201)
async def make(kit: UsingKit, principal: Member) -> CalendarOut:
    """Give the caller's calendar a new address; the former leads nowhere."""
    async with kit.database.transaction() as session:
        key = await make_calendar_key(session, person(principal), tools=kit.tools)
    return CalendarOut(url=calendar_url(kit, key))


@router.delete("/calendar", status_code=204)
async def drop(kit: UsingKit, principal: Member) -> None:
    """End the caller's subscription."""
    async with kit.database.transaction() as session:
        await drop_calendar_key(session, person(principal), tools=kit.tools)


@pages.post("/my/reminders/calendar")
async def make_on_page(kit: UsingKit, principal: Member) -> Response:
    """Make the address, or another."""
    await make(kit, principal)
    return see_other("/my/reminders", "日历订阅地址已生成，请只在自己的日历中使用。")


@pages.post("/my/reminders/calendar/remove")
async def drop_on_page(kit: UsingKit, principal: Member) -> Response:
    """End the subscription."""
    await drop(kit, principal)
    return see_other("/my/reminders", "日历订阅已停止。")


def calendar_url(kit: Kit, key: str) -> str:
    """Return the address of the calendar with this key."""
    return f"{kit.public_url}/api/notifier/v1/calendar.ics?key={key}"


def _changed_at(entries: Sequence[Entry]) -> datetime:
    newest = max((entry.changed_at for entry in entries), default=_LONG_AGO)
    return newest.astimezone(UTC).replace(microsecond=0)


def _is_known(request: Request, etag: str) -> bool:
    """Tell whether the program has this calendar. A time alone would miss that an entry went."""
    tags = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in tags or "*" in tags
