"""One row of the database makes matching transactions take turns and numbers them."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.handlers.ports import Turn

_TAKE = text(
    "INSERT INTO matching_clock AS clock (singleton, change) VALUES (true, 1) "
    "ON CONFLICT (singleton) DO UPDATE SET change = clock.change + 1 RETURNING change, epoch"
)
_TURN: Final = "matching turn"


class SqlTurns:
    """Implements `ports.Turns`: the row's lock is held until the transaction ends, in whatever process."""

    async def take(self, session: AsyncSession) -> Turn:
        if _TURN not in session.info:
            session.info[_TURN] = Turn(*(await session.execute(_TAKE)).one())
        turn: Turn = session.info[_TURN]
        return turn
