"""The number that grows with every change of what the site shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.clock import Clock
from shared.db import Database, after_commit

_RAISE: Final = text(
    "INSERT INTO site_version (single, version, changed_at) VALUES (true, 1, :now) "
    "ON CONFLICT (single) DO UPDATE SET version = site_version.version + 1, changed_at = :now"
)
_READ: Final = "SELECT version, changed_at FROM site_version"


async def read_version(database: Database) -> tuple[int, datetime | None]:
    """Return the number and when it last grew, without a transaction: pages ask ten times a second."""
    rows = await database.reader.rows(_READ)
    return (rows[0]["version"], rows[0]["changed_at"]) if rows else (0, None)


class PostgresSiteVersion:
    """One row. Raising it makes overlapping transactions take turns: no number is seen before its change."""

    def __init__(self, session: AsyncSession, clock: Clock, raised: Callable[[], None] | None = None) -> None:
        """`raised` is called once a transaction that raised the number has committed."""
        self._session = session
        self._clock = clock
        self._raised = raised

    async def bump(self) -> None:
        if self._session.info.get("site_version_bumped"):
            return
        self._session.info["site_version_bumped"] = True
        await self._session.execute(_RAISE, {"now": self._clock.now()})
        if self._raised is not None:
            after_commit(self._session, self._raised)
