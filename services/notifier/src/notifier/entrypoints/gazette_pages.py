"""Subscribing to the gazette by mail, for anybody: asked for, confirmed, ended.

Looking at a page changes nothing: mail scanners follow links. The pages say the same of every address.
"""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from notifier.domain.endpoints import BadEndpoint, Wanted, check_endpoints, normal
from notifier.entrypoints.gazette_links import PATH, GazetteLinks
from notifier.entrypoints.kit import UsingKit
from notifier.handlers.gazette_ports import GazetteTools
from notifier.handlers.read_gazette import ask_to_subscribe, confirm_subscription, end_subscription
from shared.events import EndpointKind
from shared.web.problems import Problem
from shared.web.rate_limit import RateLimit

router = APIRouter(prefix=PATH, include_in_schema=False)

# A district's readers come one at a time; who enters other people's addresses does not.
_LIMIT: Final = RateLimit(per_second=0.5, burst=30, sentence="现在订阅的人太多，请过几秒再试。")
_PAGE: Final = "gazette_subscription.html"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the routes need: the use cases' tools, and the signed addresses."""

    tools: GazetteTools
    links: GazetteLinks


def _reading(request: Request) -> Reading:
    reading: Reading = request.app.state.gazette
    return reading


UsingGazette = Annotated[Reading, Depends(_reading)]


@router.get("")
async def form(request: Request, kit: UsingKit, gazette: UsingGazette) -> Response:
    """The form."""
    return _page(request, kit, gazette, "form")


@router.post("")
async def ask(request: Request, kit: UsingKit, gazette: UsingGazette) -> Response:
    """Send a letter to the address, if it may be written to; the answer is the same in any case."""
    typed = (await request.form()).get("email")
    wanted = normal(Wanted(EndpointKind.EMAIL, typed if isinstance(typed, str) else ""))
    if gazette.tools.post is None:
        return _page(request, kit, gazette, "form", 503)
    try:
        check_endpoints([wanted], allow_private=False)
    except BadEndpoint as bad:
        return _page(request, kit, gazette, "form", 422, address=wanted.address[:254], error=str(bad))
    _LIMIT.take()
    async with kit.database.transaction() as session:
        await ask_to_subscribe(session, wanted.address, tools=gazette.tools)
    return _page(request, kit, gazette, "asked", address=wanted.address)


@router.get("/confirm/{confirming}")
async def look(request: Request, kit: UsingKit, gazette: UsingGazette, confirming: str) -> Response:
    """Ask whether to confirm."""
    _known(gazette.links.to_confirm(confirming))
    return _page(request, kit, gazette, "confirm", token=confirming)


@router.post("/confirm/{confirming}")
async def confirm(request: Request, kit: UsingKit, gazette: UsingGazette, confirming: str) -> Response:
    """Confirm. Doing so again changes nothing."""
    subscriber_id = _known(gazette.links.to_confirm(confirming))
    async with kit.database.transaction() as session:
        is_known = await confirm_subscription(session, subscriber_id, tools=gazette.tools)
    return _page(request, kit, gazette, "confirmed" if is_known else "late", 200 if is_known else 410)


@router.get("/end/{reader}")
async def look_before_ending(request: Request, kit: UsingKit, gazette: UsingGazette, reader: str) -> Response:
    """Ask whether to end."""
    _known(gazette.links.to_end(reader))
    return _page(request, kit, gazette, "end", token=reader)


@router.post("/end/{reader}")
async def end(request: Request, kit: UsingKit, gazette: UsingGazette, reader: str) -> Response:
    """End, by the button or by a mail program (RFC 8058). Doing so again changes nothing."""
    subscriber_id = _known(gazette.links.to_end(reader))
    async with kit.database.transaction() as session:
        await end_subscription(session, subscriber_id, tools=gazette.tools)
    return _page(request, kit, gazette, "ended")


def _known(subscriber_id: UUID | None) -> UUID:
    if subscriber_id is None:
        raise Problem(404, "这个地址不完整，或者不是本站发出的。请从邮件里重新打开。")
    return subscriber_id


def _page(
    request: Request,
    kit: UsingKit,
    gazette: Reading,
    step: str,
    status: int = 200,
    *,
    address: str = "",
    error: str = "",
    token: str = "",
) -> Response:
    shown = kit.templates.render(
        request,
        _PAGE,
        status_code=status,
        step=step,
        address=address,
        error=error,
        token=token,
        closed=gazette.tools.post is None,
    )
    shown.headers["Cache-Control"] = "private, no-store"
    # The address of the page is the permission; it is told to no other site.
    shown.headers["Referrer-Policy"] = "no-referrer"
    return shown
