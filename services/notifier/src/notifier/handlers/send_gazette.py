"""Sends the letters to readers of the gazette that are due."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from opentelemetry.trace import SpanKind

from notifier.domain.gazette import TO_CONFIRM, DueLetter, LetterKind, already, announcing, confirming
from notifier.domain.letter import Letter
from notifier.domain.retry import DeliveryState, Dropped, NotNow, Outcome, Refused, Sent, next_delay
from notifier.handlers.gazette_ports import Fate, GazetteTools
from shared.db import Database
from shared.telemetry import get_logger, span_from

TOGETHER: Final = 10
# Longer than any attempt: handing a mail in is given up after thirty seconds.
_LEASE: Final = timedelta(minutes=2)
_GIVE_UP_AFTER: Final = timedelta(days=10)

log = get_logger("notifier")


async def send_gazette(
    database: Database, *, tools: GazetteTools, jitter: Callable[[], float] = random.random
) -> int:
    """Send what is due, at most ten at a time; return how many. After a crash a letter may come twice."""
    async with database.transaction() as session:
        readers, now = tools.readers(session), tools.clock.now()
        due = await readers.claim(now, now + _LEASE, TOGETHER)
        dead = {letter.address for letter in due if await readers.is_suppressed(letter.address)}
    outcomes = await asyncio.gather(*(_sent(letter, dead, tools) for letter in due))
    await _write(database, list(zip(due, outcomes, strict=True)), tools, jitter)
    return len(due)


async def _sent(due: DueLetter, dead: set[str], tools: GazetteTools) -> Outcome | Dropped:
    now = tools.clock.now()
    if due.address in dead:
        return Dropped("the address is suppressed")
    if due.kind is LetterKind.CONFIRM and now - due.created_at >= TO_CONFIRM:
        return Dropped("too late to confirm")
    if now - due.created_at >= _GIVE_UP_AFTER:
        return Dropped("gave up after ten days")
    if tools.post is None:
        return Refused("no mail server is configured")
    with span_from("notifier", "mail the gazette", due.traceparent, kind=SpanKind.CLIENT):
        try:
            return await tools.post.post(due, _worded(due, tools))
        except Exception as error:
            log.exception("letter raised", letter_id=str(due.id))
            return NotNow(f"{type(error).__name__}: {error}"[:200])


def _worded(due: DueLetter, tools: GazetteTools) -> Letter:
    if due.issue is not None:
        return announcing(due.issue, tools.site)
    if due.kind is LetterKind.CONFIRM:
        return confirming(f"{tools.site}{tools.confirm_address(due.subscriber_id)}")
    return already(tools.site)


async def _write(
    database: Database,
    attempts: Sequence[tuple[DueLetter, Outcome | Dropped]],
    tools: GazetteTools,
    jitter: Callable[[], float],
) -> None:
    if not attempts:
        return
    async with database.transaction() as session:
        readers, now = tools.readers(session), tools.clock.now()
        await readers.settle([_fate(due, outcome, now, jitter()) for due, outcome in attempts], now)
        for due, outcome in attempts:
            if isinstance(outcome, Refused) and outcome.suppress:
                await readers.suppress(due.address, outcome.reason, now)
            if isinstance(outcome, Refused) and (outcome.gone or outcome.suppress):
                await readers.remove(due.subscriber_id)


def _fate(due: DueLetter, outcome: Outcome | Dropped, now: datetime, jitter: float) -> Fate:
    match outcome:
        case Sent():
            return Fate(due, DeliveryState.SENT, None, due.attempt)
        case Dropped(reason):
            return Fate(due, DeliveryState.DROPPED, reason, due.attempt)
        case Refused(reason):
            return Fate(due, DeliveryState.FAILED, reason, due.attempt)
        case NotNow(reason, retry_after, provider):
            delay = next_delay(1 if provider else due.attempt, jitter, retry_after)
            if delay is None:
                return Fate(due, DeliveryState.FAILED, f"gave up: {reason}", due.attempt)
            # The server's own failure is not held against the letter.
            again = Fate(due, DeliveryState.QUEUED, reason, due.attempt - provider, now + delay)
            return replace(again, due_at=max(again.due_at or now, now + timedelta(minutes=provider)))
