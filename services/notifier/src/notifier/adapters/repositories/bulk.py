"""Many rows at once: COPY, and where one of them is there already, whoever asks does it the long way."""

from collections.abc import Coroutine
from typing import Any, Final

import asyncpg
from asyncpg.pgproto import pgproto
from sqlalchemy.ext.asyncio import AsyncSession

# The driver's own class of ids, which it sends several times faster than Python's.
DriverId: Final = pgproto.UUID

# From here on COPY and its savepoint are faster than one statement with arrays.
MANY: Final = 100

# As COPY's text format writes it.
NULL: Final = "\\N"


async def are_new(session: AsyncSession, copying: Coroutine[Any, Any, None]) -> bool:
    """Add rows by `copy_rows` or `copy_lines`; return False, and add none, where one is there already."""
    try:
        async with session.begin_nested():
            await copying
    except asyncpg.UniqueViolationError:
        return False
    return True
