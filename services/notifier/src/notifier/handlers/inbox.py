"""Reading the inbox and opening a message. Whose inbox it is, the caller says; every query names it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.read import StoredMessage
from notifier.handlers.ports import Tools
from shared.events import EndpointKind, NotificationOpened
from shared.messaging import emit


async def open_message(
    session: AsyncSession, credit_code: str, message_id: UUID, *, tools: Tools
) -> StoredMessage | None:
    """Return an enterprise's own message, or None, and record once that a person opened it."""
    store, now = tools.store(session), tools.clock.now()
    stored = await store.messages.get(credit_code, message_id)
    if stored is None or not await store.messages.mark_opened(stored, now):
        return stored
    opened = NotificationOpened(
        message_id=stored.id,
        credit_code=credit_code,
        policy_id=stored.message.policy_id,
        policy_revision=stored.message.policy_revision,
        kind=stored.message.kind,
        endpoint=EndpointKind.INBOX,
        opened_at=now,
    )
    await emit(session, opened)
    return await store.messages.get(credit_code, message_id)
