"""COPY: the fastest way for many rows into a table, in the transaction of the caller."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def copy_rows(
    session: AsyncSession, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows to a table that the session's search path finds; JSON values are given as text.

    Columns that are not named take their defaults, identities in the order of the rows. Raises asyncpg's
    errors. Worth it from some dozens of rows: each call first asks for the types of the columns.
    """
    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if not driver.is_in_transaction():
        # SQLAlchemy begins with the first statement that passes through it, and this one does not.
        await session.execute(text("SELECT"))
    await driver.copy_records_to_table(table, columns=columns, records=rows)
