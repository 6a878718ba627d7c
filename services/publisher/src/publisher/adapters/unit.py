"""A unit of work on one session, and how to open one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.announcements import SqlAnnouncements
from publisher.adapters.applications import SqlApplications
from publisher.adapters.calendar import SqlCalendar
from publisher.adapters.files import SqlFiles
from publisher.adapters.filings import SqlFilings
from publisher.adapters.history import SqlHistory
from publisher.adapters.idempotency import SqlIdempotencyKeys
from publisher.adapters.policies import SqlPolicies
from publisher.adapters.receipts import SqlReceipts
from publisher.adapters.relations import SqlRelations
from publisher.adapters.results import SqlObjections, SqlResultDrafts
from publisher.adapters.reviewing import SqlDecisions, SqlRemarks, SqlReviewDesk
from publisher.adapters.sharing import SqlSharing
from publisher.handlers.ports import Unit
from shared.db import Database, after_commit
from shared.events import Event, PolicyPublished
from shared.messaging import emit
from shared.telemetry.metrics import POLICIES_PUBLISHED


class SqlUnit:
    """`Unit` on one session; whoever opened the session commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.policies = SqlPolicies(session)
        self.calendar = SqlCalendar(session)
        self.relations = SqlRelations(session)
        self.sharing = SqlSharing(session)
        self.history = SqlHistory(session)
        self.files = SqlFiles(session)
        self.remarks = SqlRemarks(session)
        self.decisions = SqlDecisions(session)
        self.review_desk = SqlReviewDesk(session)
        self.applications = SqlApplications(session)
        self.filings = SqlFilings(session)
        self.announcements = SqlAnnouncements(session)
        self.result_drafts = SqlResultDrafts(session)
        self.objections = SqlObjections(session)
        self.receipts = SqlReceipts(session)
        self.keys = SqlIdempotencyKeys(session)

    async def emit(self, *events: Event) -> None:
        await emit(self._session, *events)
        for published in (event for event in events if isinstance(event, PolicyPublished)):
            after_commit(self._session, POLICIES_PUBLISHED.labels(published.content.kind).inc)


class SqlUnits:
    """`Units` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Unit]:
        async with self._database.transaction() as session:
            yield SqlUnit(session)
