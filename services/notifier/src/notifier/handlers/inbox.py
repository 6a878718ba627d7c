"""Reading the inbox and opening a message. Whose inbox it is, the caller says; every query names it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.letter import Action, Letter
from notifier.domain.people import Member
from notifier.domain.read import StoredMessage
from notifier.handlers.ports import Letters, Tools
from shared.clock import SHANGHAI
from shared.events import EndpointKind, NotificationOpened
from shared.messaging import emit


async def open_message(
    session: AsyncSession, member: Member, message_id: UUID, *, tools: Tools
) -> StoredMessage | None:
    """Return an enterprise's own message, or None, and record once that a person opened it.

    The enterprise sees it as read in any case; the receipt learns of it unless the person objected.
    """
    store, now = tools.store(session), tools.clock.now()
    stored = await store.messages.get(member.credit_code, message_id)
    if stored is None or not await store.messages.mark_opened(stored, now):
        return stored
    known = await store.people.members.of(member.credit_code, member.subject)
    if known is None or known.counts_opening:
        await emit(session, _opened(stored, now))
    return await store.messages.get(member.credit_code, message_id)


async def follow_link(
    session: AsyncSession, credit_code: str, message_id: UUID, number: int, *, tools: Tools, letters: Letters
) -> str | None:
    """Return the address of a message's link, and record once that it was followed; None without such.

    Only what the message itself links to can be reached. The link was made for a member who agreed.
    """
    store, now = tools.store(session), tools.clock.now()
    stored = await store.messages.get(credit_code, message_id)
    if stored is None:
        return None
    links = links_of(letters.write(stored, stored.created_at.astimezone(SHANGHAI).date()))
    if number >= len(links):
        return None
    if await store.messages.mark_clicked(stored, str(number), now):
        await emit(session, _opened(stored, now, clicked=links[number]))
    return links[number]


def links_of(letter: Letter) -> list[str]:
    """Return the addresses that a letter links to, in order."""
    return [block.url for block in letter.blocks if isinstance(block, Action)]


def _opened(stored: StoredMessage, now: datetime, clicked: str | None = None) -> NotificationOpened:
    return NotificationOpened(
        message_id=stored.id,
        credit_code=stored.message.credit_code,
        policy_id=stored.message.policy_id,
        policy_revision=stored.message.policy_revision,
        kind=stored.message.kind,
        endpoint=EndpointKind.INBOX,
        opened_at=now,
        clicked=clicked,
    )
