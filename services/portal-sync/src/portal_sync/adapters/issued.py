"""Which issues of the gazette were told of, in PostgreSQL."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.tables import GazetteIssueRow
from portal_sync.domain.month import Month


class PostgresIssued:
    """Implements `issue_gazette.Issued`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def has(self, month: Month) -> bool:
        query = select(exists().where(GazetteIssueRow.month == str(month)))
        return bool(await self._session.scalar(query))

    async def note(self, month: Month, at: datetime) -> bool:
        noted = insert(GazetteIssueRow).values(month=str(month), issued_at=at).on_conflict_do_nothing()
        return (await self._session.scalar(noted.returning(GazetteIssueRow.month))) is not None
