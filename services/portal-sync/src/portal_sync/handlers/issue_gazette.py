"""Tell, once, that a month's issue of the gazette is complete."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.gazette import Issue, Section
from portal_sync.domain.month import Month
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.open_gazette import open_issue
from portal_sync.handlers.rebuilding import sources_are_coming_again
from shared.clock import SHANGHAI
from shared.events import GazetteDocument, GazetteIssued
from shared.messaging import emit
from shared.service import wait_or_stop

# What was published on the last evening has arrived by then, and people are awake to read of it.
_AT: Final = time(9)
_EVERY_SECONDS: Final = 60.0
_MOST_NAMED: Final = 200


class Issued(Protocol):
    """The issues that were told of."""

    async def has(self, month: Month) -> bool: ...
    async def note(self, month: Month, at: datetime) -> bool:
        """Note that it is told of now; False where somebody did before."""
        ...


async def keep_issuing(desk: Desk, issued: Callable[[AsyncSession], Issued], stop: asyncio.Event) -> None:
    """Look every minute until stopped."""
    while not stop.is_set():
        async with desk.database.transaction() as session:
            await issue_gazette(desk, session, issued(session))
        await wait_or_stop(stop, _EVERY_SECONDS)


async def issue_gazette(desk: Desk, session: AsyncSession, issued: Issued) -> GazetteIssued | None:
    """Tell of last month's issue, from nine o'clock of the first day on; older ones are no news."""
    now = desk.clock.now()
    month = Month.of(desk.clock.today()).previous
    if now < datetime.combine(month.following.first, _AT, SHANGHAI) or await issued.has(month):
        return None
    if await sources_are_coming_again(session):
        return None
    sections = await open_issue(desk, session, month)
    if not sections or not await issued.note(month, now):
        return None
    event = _event(month, sections)
    await emit(session, event)
    return event


def _event(month: Month, sections: Sequence[Section]) -> GazetteIssued:
    cards = [card for section in sections for card in section.cards]
    address = f"/gov/gazette/{month}"
    return GazetteIssued(
        issue=str(month),
        title=Issue(month, len(cards), complete=True).title,
        closed_on=month.last,
        address=address,
        pdf_address=f"{address}.pdf",
        count=len(cards),
        documents=tuple(
            GazetteDocument(
                policy_id=card.policy_id,
                title=card.content.title,
                document_number=card.content.document_number,
                issuer_name=card.content.issuer.name,
            )
            for card in cards[:_MOST_NAMED]
        ),
    )
