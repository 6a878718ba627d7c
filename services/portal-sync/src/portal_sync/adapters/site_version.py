"""The number that grows with every change of what the site shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.tables import SiteVersionRow
from shared.clock import Clock
from shared.db import after_commit

_RAISE: Final = text(
    "INSERT INTO site_version (single, version, changed_at) VALUES (true, 1, :now) "
    "ON CONFLICT (single) DO UPDATE SET version = site_version.version + 1, changed_at = :now"
)


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

    async def read(self) -> tuple[int, datetime | None]:
        """Return the number and when it last grew; 0 and None before the first change."""
        statement = select(SiteVersionRow.version, SiteVersionRow.changed_at)
        row = (await self._session.execute(statement)).one_or_none()
        return (row[0], row[1]) if row else (0, None)
