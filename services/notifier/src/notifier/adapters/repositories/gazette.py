"""Readers of the gazette and their letters, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.gazette_tables import GazetteIssueRow, GazetteLetterRow, GazetteSubscriberRow
from notifier.adapters.repositories.suppressions import SqlSuppressions
from notifier.domain.gazette import DueLetter, LetterKind, Subscriber, letter_id
from notifier.handlers.endpoint_ports import Suppression
from notifier.handlers.gazette_ports import Fate
from shared.events import EndpointKind, GazetteIssued
from shared.telemetry import current_traceparent

_CLAIM = text("""
WITH due AS MATERIALIZED (
    SELECT id FROM gazette_letter WHERE state = 'queued' AND due_at <= :now
    ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE gazette_letter AS letter SET due_at = :lease, attempts = letter.attempts + 1
FROM due, gazette_subscriber AS reader
WHERE letter.id = due.id AND reader.id = letter.subscriber_id
RETURNING letter.*, reader.address, (SELECT body FROM gazette_issue WHERE issue = letter.issue) AS body
""")
_SETTLE = text("""
UPDATE gazette_letter SET state = :state, reason = :reason, attempts = :attempts,
    due_at = coalesce(:due_at, due_at), finished_at = :finished_at
WHERE id = :id AND state = 'queued' AND due_at = :leased_until
""")


class SqlReaders:
    """Implements `gazette_ports.Readers`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._suppressions = SqlSuppressions(session)

    async def by_address(self, address: str) -> Subscriber | None:
        return await self._locked(func.lower(GazetteSubscriberRow.address) == address.lower())

    async def of_letter(self, letter_id: UUID) -> Subscriber | None:
        letter = select(GazetteLetterRow.subscriber_id).where(GazetteLetterRow.id == letter_id)
        return await self._locked(GazetteSubscriberRow.id == letter.scalar_subquery())

    async def add(self, subscriber: Subscriber) -> None:
        await self._session.execute(
            insert(GazetteSubscriberRow)
            .values(id=subscriber.id, address=subscriber.address, **_asked(subscriber))
            .on_conflict_do_nothing()
        )

    async def ask(self, subscriber: Subscriber) -> None:
        mine = update(GazetteSubscriberRow).where(GazetteSubscriberRow.id == subscriber.id)
        await self._session.execute(mine.values(**_asked(subscriber)))

    async def confirm(self, subscriber_id: UUID, now: datetime) -> bool:
        confirmed = (
            update(GazetteSubscriberRow)
            .where(GazetteSubscriberRow.id == subscriber_id)
            .values(confirmed_at=func.coalesce(GazetteSubscriberRow.confirmed_at, now))
            .returning(GazetteSubscriberRow.id)
        )
        return (await self._session.scalar(confirmed)) is not None

    async def remove(self, subscriber_id: UUID) -> None:
        gone = delete(GazetteSubscriberRow).where(GazetteSubscriberRow.id == subscriber_id)
        await self._session.execute(gone)

    async def forget(self, asked_before: datetime, sent_before: datetime) -> None:
        unconfirmed = GazetteSubscriberRow.confirmed_at.is_(None)
        await self._session.execute(
            delete(GazetteSubscriberRow).where(unconfirmed, GazetteSubscriberRow.asked_at < asked_before)
        )
        over = GazetteLetterRow.finished_at < sent_before
        await self._session.execute(delete(GazetteLetterRow).where(over))

    async def queue(self, subscriber_id: UUID, kind: LetterKind, occasion: str, now: datetime) -> None:
        # Whoever lost the race for an address has no row to write to.
        await self._queue_to(GazetteSubscriberRow.id == subscriber_id, kind, occasion, now)

    async def queue_issue(self, issue: GazetteIssued, now: datetime, *, news: bool) -> int:
        kept = (
            insert(GazetteIssueRow)
            .values(issue=issue.issue, body=issue.model_dump(mode="json"), received_at=now)
            .on_conflict_do_nothing()
            .returning(GazetteIssueRow.issue)
        )
        if await self._session.scalar(kept) is None or not news:
            return 0
        confirmed = GazetteSubscriberRow.confirmed_at.is_not(None)
        return await self._queue_to(confirmed, LetterKind.ISSUE, issue.issue, now)

    async def claim(self, now: datetime, lease: datetime, limit: int) -> Sequence[DueLetter]:
        found = await self._session.execute(_CLAIM, {"now": now, "lease": lease, "limit": limit})
        return [_due(row) for row in found]

    async def settle(self, fates: Sequence[Fate], now: datetime) -> None:
        for fate in fates:
            given = {
                "id": fate.letter.id,
                "state": fate.state.value,
                "reason": fate.reason,
                "attempts": fate.attempts,
                "due_at": fate.due_at,
                "finished_at": None if fate.due_at else now,
                "leased_until": fate.letter.leased_until,
            }
            await self._session.execute(_SETTLE, given)

    async def is_suppressed(self, address: str) -> bool:
        return await self._suppressions.has(EndpointKind.EMAIL, address)

    async def suppress(self, address: str, reason: str, now: datetime) -> None:
        await self._suppressions.add(Suppression(EndpointKind.EMAIL, address, reason, now))

    async def _locked(self, whose: ColumnElement[bool]) -> Subscriber | None:
        row = await self._session.scalar(select(GazetteSubscriberRow).where(whose).with_for_update())
        if row is None:
            return None
        return Subscriber(row.id, row.address, row.confirmed_at, row.asked, row.asked_at, row.asked_since)

    async def _queue_to(
        self, whom: ColumnElement[bool], kind: LetterKind, occasion: str, now: datetime
    ) -> int:
        readers = (await self._session.scalars(select(GazetteSubscriberRow.id).where(whom))).all()
        if not readers:
            return 0
        about = {
            "kind": kind.value,
            "issue": occasion if kind is LetterKind.ISSUE else None,
            "created_at": now,
            "due_at": now,
            "traceparent": current_traceparent(),
        }
        letters = [
            {"id": letter_id(reader, kind, occasion), "subscriber_id": reader, **about} for reader in readers
        ]
        await self._session.execute(insert(GazetteLetterRow).on_conflict_do_nothing(), letters)
        return len(letters)


def _asked(subscriber: Subscriber) -> dict[str, Any]:
    return {
        "asked": subscriber.asked,
        "asked_at": subscriber.asked_at,
        "asked_since": subscriber.asked_since,
    }


def _due(row: Row[*tuple[Any, ...]]) -> DueLetter:
    return DueLetter(
        id=row.id,
        subscriber_id=row.subscriber_id,
        address=row.address,
        kind=LetterKind(row.kind),
        attempt=row.attempts,
        created_at=row.created_at,
        leased_until=row.due_at,
        issue=GazetteIssued.model_validate(row.body) if row.body else None,
        traceparent=row.traceparent,
    )
