"""One service's connection to PostgreSQL: one request or message is one transaction."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from shared import crash_points
from shared.db.reading import Reader

AfterCommit = Callable[[], Awaitable[None] | None]

_AFTER_COMMIT: Final = "after_commit"


class Database:
    """A pool of connections whose search path is the service's own schema."""

    def __init__(self, url: str, *, schema: str, pool_size: int = 4) -> None:
        self.url = url
        self.schema = schema
        self.reader = Reader(url, schema=schema)
        self.engine = create_async_engine(
            url,
            pool_size=pool_size,
            # A small pool keeps few connections, not little work: those beyond it are closed after use.
            max_overflow=max(pool_size, 8 - pool_size),
            pool_timeout=30,
            pool_pre_ping=True,
            connect_args={
                "server_settings": {"search_path": schema, "application_name": schema, "jit": "off"},
                "timeout": 10,
            },
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a session in a transaction; commit at the end, roll back on an error.

        The only place that commits. Callbacks registered by `after_commit` run once it has.
        """
        session = AsyncSession(self.engine, expire_on_commit=False, info={"schema": self.schema})
        try:
            async with session.begin():
                yield session
                crash_points.reach(f"{self.schema}.transaction.before_commit")
            crash_points.reach(f"{self.schema}.transaction.after_commit")
        finally:
            # A cancelled request must still give its connection back.
            await asyncio.shield(session.close())
        for callback in session.info.pop(_AFTER_COMMIT, ()):
            outcome = callback()
            if inspect.isawaitable(outcome):
                await outcome

    async def close(self) -> None:
        """Close every connection."""
        await self.reader.close()
        await self.engine.dispose()


async def see_one_moment(session: AsyncSession) -> None:
    """Let every statement of a transaction that has not begun to read see the same moment."""
    await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def after_commit(session: AsyncSession, callback: AfterCommit) -> None:
    """Run `callback` once the session's transaction has committed, in the order of registration."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)
