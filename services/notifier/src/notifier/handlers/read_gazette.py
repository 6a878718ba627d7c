"""Subscribe to the gazette by mail: asked for by anybody, confirmed by whose address it is, ended by them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.gazette import TO_CONFIRM, LetterKind, Subscriber, may_ask
from notifier.handlers.gazette_ports import GazetteTools

_KEPT = timedelta(days=90)


async def ask_to_subscribe(session: AsyncSession, address: str, *, tools: GazetteTools) -> None:
    """Send a letter that asks for confirmation, or says that there is nothing to do.

    What comes of it is told by mail alone: whoever enters an address does not learn whether it subscribes.
    """
    readers, now = tools.readers(session), tools.clock.now()
    await readers.forget(now - TO_CONFIRM, now - _KEPT)
    if await readers.is_suppressed(address):
        return
    known = await readers.by_address(address)
    if known is None:
        known = Subscriber(uuid4(), address, None, 1, now, now)
        await readers.add(known)
    elif not may_ask(known, now):
        return
    else:
        is_new_day = now - known.asked_since >= timedelta(days=1)
        asked, since = (1, now) if is_new_day else (known.asked + 1, known.asked_since)
        known = replace(known, asked=asked, asked_at=now, asked_since=since)
        await readers.ask(known)
    kind = LetterKind.ALREADY if known.confirmed_at else LetterKind.CONFIRM
    await readers.queue(known.id, kind, now.isoformat(), now)


async def confirm_subscription(session: AsyncSession, subscriber_id: UUID, *, tools: GazetteTools) -> bool:
    """Confirm; False where the address was forgotten, or has unsubscribed."""
    return await tools.readers(session).confirm(subscriber_id, tools.clock.now())


async def end_subscription(session: AsyncSession, subscriber_id: UUID, *, tools: GazetteTools) -> None:
    """Forget an address with its letters. Again changes nothing."""
    await tools.readers(session).remove(subscriber_id)
