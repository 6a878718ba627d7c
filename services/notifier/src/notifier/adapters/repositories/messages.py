"""Messages, in PostgreSQL. Every query that reads names the enterprise that reads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, join, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.people_tables import ClickedRow
from notifier.adapters.repositories.message_rows import add_messages
from notifier.adapters.repositories.reading import mentions, own_messages, stored_message
from notifier.adapters.tables import MessageRow, OpenedRow
from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.read import StoredMessage


class SqlMessages:
    """Implements `ports.Messages`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, messages: Sequence[Message], now: datetime, traceparent: str | None) -> list[Message]:
        new = await add_messages(self._session, messages, now, traceparent)
        return list(messages) if new is None else [message for message in messages if message.id in new]

    async def page(
        self,
        credit_code: str,
        *,
        before: tuple[datetime, UUID] | None,
        limit: int,
        unread: bool,
        kind: MessageKind | None,
        search: str = "",
    ) -> list[StoredMessage]:
        newest_first = MessageRow.created_at.desc(), MessageRow.id.desc()
        query = own_messages(credit_code).order_by(*newest_first).limit(limit)
        if before is not None:
            query = query.where(tuple_(MessageRow.created_at, MessageRow.id) < tuple_(*before))
        if unread:
            query = query.where(OpenedRow.opened_at.is_(None))
        if kind is not None:
            query = query.where(MessageRow.kind == kind)
        query = query.where(*mentions(search))
        return [stored_message(row, row.opened_at) for row in await self._session.execute(query)]

    async def get(self, credit_code: str, message_id: UUID) -> StoredMessage | None:
        query = own_messages(credit_code).where(MessageRow.id == message_id)
        row = (await self._session.execute(query)).first()
        return stored_message(row, row.opened_at) if row else None

    async def count(self, credit_code: str) -> tuple[int, int]:
        both = join(MessageRow, OpenedRow, OpenedRow.message_id == MessageRow.id, isouter=True)
        query = (
            select(func.count(), func.count().filter(OpenedRow.message_id.is_(None)))
            .select_from(both)
            .where(MessageRow.credit_code == credit_code)
        )
        total, unread = (await self._session.execute(query)).one()
        return total, unread

    async def count_all(self, policy_id: UUID | None) -> dict[str, int]:
        query = select(MessageRow.kind, func.count().label("messages")).group_by(MessageRow.kind)
        if policy_id is not None:
            query = query.where(MessageRow.policy_id == policy_id)
        return {row.kind: row.messages for row in await self._session.execute(query)}

    async def mark_clicked(self, message: StoredMessage, target: str, now: datetime) -> bool:
        row = {
            "message_id": message.id,
            "target": target,
            "credit_code": message.message.credit_code,
            "clicked_at": now,
        }
        clicked = insert(ClickedRow).values(row).on_conflict_do_nothing().returning(ClickedRow.message_id)
        return (await self._session.scalar(clicked)) is not None

    async def mark_opened(self, message: StoredMessage, now: datetime) -> bool:
        row = {"message_id": message.id, "credit_code": message.message.credit_code, "opened_at": now}
        opened = insert(OpenedRow).values(row).on_conflict_do_nothing().returning(OpenedRow.message_id)
        return (await self._session.scalar(opened)) is not None
