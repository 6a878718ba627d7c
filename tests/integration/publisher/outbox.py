"""What a service has written to its outbox."""

from typing import TypeVar

from sqlalchemy import text

from shared.db import Database
from shared.events import Event

E = TypeVar("E", bound=Event)


async def sent(database: Database, event: type[E]) -> list[E]:
    """The events of one type in the outbox, in their order."""
    query = text("SELECT value FROM outbox WHERE headers ->> 'ce_type' = :type ORDER BY id")
    async with database.transaction() as session:
        values = await session.execute(query, {"type": event.event_type})
        return [event.model_validate_json(value) for (value,) in values]
