"""Issues of the gazette, assembled from what was published."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.gazette import Issue, Section, sections_of
from portal_sync.domain.listing import Filter
from portal_sync.domain.month import Month
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards, facet

# More than a district publishes in a month.
MOST_IN_ISSUE: Final = 500


async def list_issues(desk: Desk, session: AsyncSession) -> Sequence[Issue]:
    """Return every month with publications, the newest first."""
    today = desk.clock.today()
    counted = await facet(desk, session, GOVERNMENT.name, "month", Filter())
    months = ((Month.read(name), count) for name, count in counted)
    issues = [Issue(month, count, month < Month.of(today)) for month, count in months if month is not None]
    return sorted(issues, key=lambda issue: issue.month, reverse=True)


async def open_issue(desk: Desk, session: AsyncSession, month: Month) -> Sequence[Section]:
    """Return what a month's issue has, by department; nothing where nothing was published."""
    today: date = desk.clock.today()
    shelf = desk.shelf(session)
    entries = await shelf.between(GOVERNMENT.name, month.first, month.last, MOST_IN_ISSUE)
    return sections_of(cards(entries, today))
