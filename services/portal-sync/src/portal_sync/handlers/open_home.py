"""The first page: what closes soon, what is open now, the newest documents, who was granted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card
from portal_sync.domain.filing import SOON
from portal_sync.domain.listing import Filter, Listing, Sort
from portal_sync.domain.results import Announcement
from portal_sync.domain.routing import BUSINESS, GOVERNMENT
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from shared.calendar import add_working_days

_SOON_SHOWN: Final = 6
_OPEN_SHOWN: Final = 6
_NEWEST_SHOWN: Final = 8
_RESULTS_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Home:
    """`open_total` counts every policy that can be filed for today; `soon_total` those that close soon."""

    soon: Sequence[Card]
    soon_total: int
    open_now: Sequence[Card]
    open_total: int
    newest: Sequence[Card]
    results: Sequence[Announcement]
    themes: Sequence[tuple[str, int]]


async def open_home(desk: Desk, session: AsyncSession) -> Home:
    """Gather the first page."""
    today, shelf = desk.clock.today(), desk.shelf(session)
    # SOON working days from today, today included, is the last day that still shows a bar.
    soon_by = add_working_days(today, SOON - 2)
    closing = Listing(BUSINESS.name, today, Filter(closing_by=soon_by), Sort.DEADLINE, size=_SOON_SHOWN)
    soon = await shelf.page(closing)
    open_now = await shelf.page(
        replace(closing, chosen=Filter(open_now=True), size=_OPEN_SHOWN + _SOON_SHOWN)
    )
    shown = {entry.policy_id for entry in soon.entries}
    later = [entry for entry in open_now.entries if entry.policy_id not in shown][:_OPEN_SHOWN]
    newest = await shelf.page(Listing(GOVERNMENT.name, today, size=_NEWEST_SHOWN))
    return Home(
        soon=cards(soon.entries, today),
        soon_total=soon.total,
        open_now=cards(later, today),
        open_total=open_now.total,
        newest=cards(newest.entries, today),
        results=await desk.announcements(session).newest(_RESULTS_SHOWN),
        themes=await shelf.facet(GOVERNMENT.name, "theme", Filter()),
    )
