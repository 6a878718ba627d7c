"""Messages in the order in which they became visible, in PostgreSQL."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.reading import own_messages, stored_message
from notifier.adapters.repositories.sql import one_of_ids
from notifier.adapters.tables import MessageRow
from notifier.domain.arrivals import Arrival, Place
from notifier.domain.read import StoredMessage

_HORIZON: Final = text("SELECT (pg_snapshot_xmin(pg_current_snapshot()))::text::bigint")

# By the range first: it is short, and the enterprises' own messages are many.
_BETWEEN: Final = text("""
WITH new AS MATERIALIZED (
    SELECT transaction_id, id, credit_code FROM message
    WHERE transaction_id >= :first AND transaction_id < :horizon
)
SELECT * FROM new WHERE credit_code = ANY(CAST(:codes AS text[])) ORDER BY transaction_id, id
""")

_AFTER: Final = text("""
SELECT transaction_id, id, credit_code FROM message
WHERE credit_code = :code AND (transaction_id, id) > (:transaction, :message_id)
  AND transaction_id < :horizon
ORDER BY transaction_id, id LIMIT :limit
""")


class SqlArrivals:
    """Implements `live_ports.Arrivals`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def horizon(self) -> int:
        return int(await self._session.scalar(_HORIZON) or 0)

    async def between(self, first: int, horizon: int, credit_codes: Collection[str]) -> list[Arrival]:
        given = {"first": first, "horizon": horizon, "codes": list(credit_codes)}
        rows = await self._session.execute(_BETWEEN, given)
        return [Arrival(Place(row.transaction_id, row.id), row.credit_code) for row in rows]

    async def after(self, credit_code: str, place: Place, horizon: int, limit: int) -> list[Arrival]:
        given = {
            "code": credit_code,
            "transaction": place.transaction,
            "message_id": place.message_id,
            "horizon": horizon,
            "limit": limit,
        }
        rows = await self._session.execute(_AFTER, given)
        return [Arrival(Place(row.transaction_id, row.id), row.credit_code) for row in rows]

    async def messages(self, credit_code: str, ids: Collection[UUID]) -> dict[UUID, StoredMessage]:
        query = own_messages(credit_code).where(one_of_ids(MessageRow.id, ids))
        rows = await self._session.execute(query)
        return {row.message_id: stored_message(row, row.opened_at) for row in rows}
