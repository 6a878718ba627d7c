"""The inbox as it fills: server-sent events (HTML Living Standard, 9.2) that lose nothing over reconnects.

Each event's id is a place in the inbox. A reader that comes back with it as `Last-Event-ID` is given what it
missed first. Readers may be given a message again that they have: the message's id tells.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from notifier.domain.arrivals import Arrival, Place
from notifier.domain.kinds import LABELS
from notifier.domain.read import StoredMessage
from notifier.entrypoints.kit import Kit, Member, UsingKit, own_code, person
from notifier.entrypoints.lookout import Queue
from notifier.handlers.choose_language import language_of
from shared.clock import SHANGHAI
from shared.web.filters import zh_datetime
from shared.web.problems import Problem

router = APIRouter(prefix="/api/notifier/v1", tags=["messages"])

A_PAGE: Final = 200
_KEEP_ALIVE_SECONDS: Final = 15
# Then the reader connects anew, and shows again that it may read.
_LONGEST_SECONDS: Final = 600
_MEDIA_TYPE: Final = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Inbox:
    """An enterprise's inbox, as one member reads it."""

    kit: Kit
    code: str
    language: str


@router.get("/messages/stream", response_class=StreamingResponse)
async def stream_messages(
    request: Request,
    kit: UsingKit,
    principal: Member,
    after: Annotated[str | None, Query(max_length=60)] = None,
    last_event_id: Annotated[str | None, Header(max_length=60)] = None,
) -> Response:
    """The caller's messages as they arrive, those after `Last-Event-ID`, or `after`, first.

    Whoever does not ask for `text/event-stream` is given what there is, and no more.
    """
    async with kit.database.transaction() as session:
        language = await language_of(session, person(principal), tools=kit.tools)
    inbox = Inbox(kit, own_code(principal), language)
    place = await _place(kit, last_event_id or after)
    waits = _MEDIA_TYPE in request.headers.get("accept", "")
    events = _follow(inbox, place) if waits else _all_so_far(inbox, place)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type=_MEDIA_TYPE, headers=headers)


async def _place(kit: Kit, text: str | None) -> Place:
    """Return where to go on; without a place, from now on."""
    if text:
        try:
            return Place.parse(text)
        except ValueError as error:
            raise Problem(422, "续传位置无效，请去掉 Last-Event-ID 重新连接。") from error
    async with kit.database.transaction() as session:
        return Place(await kit.arrivals(session).horizon())


async def _follow(inbox: Inbox, place: Place) -> AsyncIterator[str]:
    until = time.monotonic() + _LONGEST_SECONDS
    async with inbox.kit.lookout.watch(inbox.code) as queue:
        # What arrives from here on is in the queue as well; what is in both is told once.
        async for event, reached in _so_far(inbox, place):
            yield event
            place = reached
        while time.monotonic() < until:
            try:
                async with asyncio.timeout(_KEEP_ALIVE_SECONDS):
                    arrived = await _next(queue)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if arrived is None:
                return
            for event, reached in await _events(inbox, [it for it in arrived if it.place > place]):
                yield event
                place = reached


async def _next(queue: Queue) -> list[Arrival] | None:
    """Wait for arrivals and take all there are; None at the end."""
    taken = [await queue.get()]
    while not queue.empty():
        taken.append(queue.get_nowait())
    arrived = [arrival for arrival in taken if arrival is not None]
    return arrived if len(arrived) == len(taken) else None


async def _all_so_far(inbox: Inbox, place: Place) -> AsyncIterator[str]:
    async for event, _ in _so_far(inbox, place):
        yield event


async def _so_far(inbox: Inbox, place: Place) -> AsyncIterator[tuple[str, Place]]:
    # An id without data: a reader that is told nothing comes back to here all the same.
    yield f"retry: 2000\nid: {place}\n\n", place
    while True:
        async with inbox.kit.database.transaction() as session:
            arrivals = inbox.kit.arrivals(session)
            found = await arrivals.after(inbox.code, place, await arrivals.horizon(), A_PAGE)
        for event in await _events(inbox, found):
            yield event
        if len(found) < A_PAGE:
            return
        place = found[-1].place


async def _events(inbox: Inbox, arrivals: Sequence[Arrival]) -> list[tuple[str, Place]]:
    if not arrivals:
        return []
    async with inbox.kit.database.transaction() as session:
        stored = await inbox.kit.arrivals(session).messages(
            inbox.code, [it.place.message_id for it in arrivals]
        )
    return [
        (_event(inbox, arrival, stored[arrival.place.message_id]), arrival.place)
        for arrival in arrivals
        if arrival.place.message_id in stored
    ]


def _event(inbox: Inbox, arrival: Arrival, stored: StoredMessage) -> str:
    day = stored.created_at.astimezone(SHANGHAI).date()
    said = {
        "id": str(stored.id),
        "kind": stored.message.kind,
        "label": LABELS[stored.message.kind],
        "policy_id": str(stored.message.policy_id),
        "subject": inbox.kit.letters.write(stored, day, inbox.language).subject,
        "language": inbox.language,
        "created_at": stored.created_at.isoformat(),
        "created": zh_datetime(stored.created_at),
        "read": stored.opened_at is not None,
    }
    return f"id: {arrival.place}\nevent: message\ndata: {json.dumps(said, ensure_ascii=False)}\n\n"
