"""Reading by single statements: each sees one moment by itself, and nothing is opened around it."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import asyncpg
from sqlalchemy import make_url

_GONE: Final = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError)


class Reader:
    """Asks what is asked again and again: one round trip a statement, prepared once for a connection.

    For statements whose plan does not hang on their values: they are planned once. Rows are asyncpg's, and
    JSON is text. Nothing is written, and no setting changed: connections are not cleared between statements.
    """

    def __init__(self, url: str, *, schema: str, connections: int = 4) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._schema = schema
        self._most = connections
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def rows(self, statement: str, *values: Any) -> Sequence[asyncpg.Record]:  # noqa: ANN401 (parameters)
        """Return the rows of a statement that only reads; an outage raises what `is_outage` knows."""
        pool = self._pool or await self._open()
        try:
            return await self._asked(pool, statement, values)
        except _GONE:
            # A server that was started again has closed what waits in the pool: reading twice does no harm.
            await pool.expire_connections()
            return await self._asked(pool, statement, values)

    async def close(self) -> None:
        """Close every connection; the next statement opens them again."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()

    @staticmethod
    async def _asked(
        pool: asyncpg.Pool, statement: str, values: Sequence[object]
    ) -> Sequence[asyncpg.Record]:
        async with pool.acquire() as connection:
            rows: Sequence[asyncpg.Record] = await connection.fetch(statement, *values)
            return rows

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=self._most,
                    timeout=10,
                    command_timeout=30,
                    reset=_as_it_is,
                    server_settings={
                        "search_path": self._schema,
                        "application_name": f"{self._schema} reading",
                        "default_transaction_read_only": "on",
                        "plan_cache_mode": "force_generic_plan",
                        "jit": "off",
                    },
                )
            return self._pool


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Statements that only read leave nothing behind; clearing would be a round trip more."""
