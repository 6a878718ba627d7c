"""Sends a code or a test notice: booked in a transaction, sent outside of it, then taken note of."""

from dataclasses import dataclass
from uuid import UUID

from notifier.domain.people import Viewer
from notifier.entrypoints.console_kit import Console
from notifier.entrypoints.kit import Kit
from notifier.handlers.verify_endpoint import (
    after_verification,
    announce,
    prepare_trial,
    prepare_verification,
    what_became,
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of it: a sentence where it did not go out, and whether the endpoint is verified now."""

    problem: str | None
    verified: bool = False


async def send_verification(kit: Kit, console: Console, viewer: Viewer, endpoint_id: UUID) -> Tried:
    """Send a code to an endpoint. Raises `NotAllowed`, LookupError for no such endpoint."""
    page = f"{kit.public_url}/my/preferences/endpoints/{endpoint_id}"
    async with kit.database.transaction() as session:
        ready = await prepare_verification(session, viewer, endpoint_id, tools=kit.tools, page=page)
    outcome = await announce(ready, console.announcers)
    async with kit.database.transaction() as session:
        verified = await after_verification(session, ready, outcome, tools=kit.tools)
    return Tried(what_became(outcome), verified)


async def send_trial(kit: Kit, console: Console, viewer: Viewer, endpoint_id: UUID) -> Tried:
    """Send a test notice to an endpoint. Raises as `send_verification`."""
    page = f"{kit.public_url}/my/preferences"
    async with kit.database.transaction() as session:
        ready = await prepare_trial(session, viewer, endpoint_id, tools=kit.tools, page=page)
    return Tried(what_became(await announce(ready, console.announcers)), verified=True)
