"""Ends an endpoint by the address that stands in its mails: by a mail program (RFC 8058), or here.

The signature in the address is the permission. Looking at it changes nothing: mail scanners follow links.
"""

from fastapi import APIRouter, Request, Response

from notifier.domain.unsubscribing import PATH
from notifier.entrypoints.console_kit import UsingConsole
from notifier.entrypoints.kit import UsingKit
from shared.web.problems import Problem

router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("/{ending}")
async def ask(request: Request, kit: UsingKit, console: UsingConsole, ending: str) -> Response:
    """Ask whether to end it."""
    if console.unsubscribing.read(ending) is None:
        raise Problem(404)
    return kit.templates.render(request, "unsubscribe.html", token=ending, done=False)


@router.post("/{ending}")
async def end(request: Request, kit: UsingKit, console: UsingConsole, ending: str) -> Response:
    """End it. Doing so again changes nothing."""
    endpoint_id = console.unsubscribing.read(ending)
    if endpoint_id is None:
        raise Problem(404)
    async with kit.database.transaction() as session:
        desk = kit.tools.desk(session)
        await desk.store.endpoints.end(endpoint_id, "the recipient unsubscribed", desk.clock.now())
    return kit.templates.render(request, "unsubscribe.html", token=ending, done=True)
