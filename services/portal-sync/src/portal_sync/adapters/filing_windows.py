"""Filing windows read for the calendar, one row a window."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.listing_sql import days_of_window, each_window, in_force
from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.filing_calendar import FilingWindow
from portal_sync.domain.routing import BUSINESS


async def read_windows(
    session: AsyncSession, today: date, first: date, last: date, limit: int
) -> Sequence[FilingWindow]:
    """Return the windows of policies in force that open or close between two days, both included."""
    window = each_window()
    opens, closes = days_of_window(window)
    begin, end = first.isoformat(), last.isoformat()
    statement = (
        select(
            EntryRow.policy_id,
            EntryRow.content["title"].astext,
            EntryRow.content["issuer"]["name"].astext,
            EntryRow.content["benefit"]["amount_text"].astext,
            opens,
            closes,
        )
        .select_from(EntryRow)
        .join(window, EntryRow.windows.is_not(None))
        .where(EntryRow.channel == BUSINESS.name, *in_force(today))
        .where(EntryRow.opens_on <= end, EntryRow.closes_on >= begin)
        .where(or_(opens.between(begin, end), closes.between(begin, end)))
        .order_by(closes, EntryRow.policy_id)
        .limit(limit)
    )
    rows = (await session.execute(statement)).all()
    return [
        FilingWindow(row[0], row[1] or "", row[2] or "", row[3] or "", *map(date.fromisoformat, row[4:6]))
        for row in rows
    ]
