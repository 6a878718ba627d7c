"""Many rows at once: COPY, and where one of them is there already, whoever asks does it the long way."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import asyncpg
from asyncpg.pgproto import pgproto
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db import copy_lines, copy_rows

# The driver's own class of ids, which it sends several times faster than Python's.
DriverId: Final = pgproto.UUID

# From here on COPY and its savepoint are faster than one statement with arrays.
MANY: Final = 100

# As COPY's text format writes it.
NULL: Final = "\\N"


async def copy_new(
    session: AsyncSession, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> bool:
    """Add rows; return False, and add none, where one of them is there already."""
    try:
        async with session.begin_nested():
            await copy_rows(session, table, columns, rows)
    except asyncpg.UniqueViolationError:
        return False
    return True


async def copy_new_lines(
    session: AsyncSession, table: str, columns: Sequence[str], lines: Iterable[str]
) -> bool:
    """The same for rows that are lines of COPY's text format (`shared.db.copy_lines`)."""
    try:
        async with session.begin_nested():
            await copy_lines(session, table, columns, lines)
    except asyncpg.UniqueViolationError:
        return False
    return True
