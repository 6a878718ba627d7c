"""COPY: the fastest way for many rows into a table, in the transaction of the caller."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_LINES: Final = 500
"""Lines that are sent at once, about a hundred kilobytes."""


async def copy_rows(
    session: AsyncSession, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows to a table that the session's search path finds; JSON values are given as text.

    Columns that are not named take their defaults, identities in the order of the rows. Raises asyncpg's
    errors. Worth it from some dozens of rows: each call first asks for the types of the columns.
    """
    driver = await driver_of(session)
    await driver.copy_records_to_table(table, columns=columns, records=rows)


async def copy_lines(session: AsyncSession, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Add rows as `copy_rows` does, each given as a line in COPY's text format, without the line's end.

    Half the work for rows of many short columns. What is free text in a line goes through `escaped`.
    """
    driver = await driver_of(session)
    await driver.copy_to_table(table, columns=columns, source=_in_pieces(lines), format="text")


def escaped(value: str) -> str:
    """A text as COPY's text format writes it.

    Source: https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS
    """
    if value.isalnum():
        return value
    value = value.replace("\\", "\\\\")
    return value.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


async def _in_pieces(lines: Iterable[str]) -> AsyncIterator[bytes]:
    left = iter(lines)
    while piece := list(islice(left, _LINES)):
        yield ("\n".join(piece) + "\n").encode()
        await asyncio.sleep(0)


async def driver_of(session: AsyncSession) -> Any:  # noqa: ANN401 (SQLAlchemy does not know its class)
    """asyncpg's connection, in the transaction of the session, for rows by the ten thousand."""
    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if not driver.is_in_transaction():
        # SQLAlchemy begins with the first statement that passes through it, and this one does not.
        await session.execute(text("SELECT"))
    return driver
