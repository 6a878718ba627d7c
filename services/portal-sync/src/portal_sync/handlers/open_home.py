"""The first page: what closes soon, what is open now, the newest documents, who was granted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card
from portal_sync.domain.filing import soon_by
from portal_sync.domain.listing import Filter, Listing, Sort
from portal_sync.domain.results import Announcement
from portal_sync.domain.routing import BUSINESS, GOVERNMENT
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards, counted, facet

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
    closing = Filter(closing_by=soon_by(today))
    is_open = Filter(open_now=True)
    first_to_close = Listing(BUSINESS.name, today, is_open, Sort.DEADLINE, size=_OPEN_SHOWN + _SOON_SHOWN)
    # Those that close soon are the first of those that are open.
    entries = await shelf.entries(first_to_close)
    soon_total = await counted(desk, session, BUSINESS.name, closing)
    soon = min(soon_total, _SOON_SHOWN)
    newest = await shelf.entries(Listing(GOVERNMENT.name, today, size=_NEWEST_SHOWN))
    return Home(
        soon=cards(entries[:soon], today),
        soon_total=soon_total,
        open_now=cards(entries[soon : soon + _OPEN_SHOWN], today),
        open_total=await counted(desk, session, BUSINESS.name, is_open),
        newest=cards(newest, today),
        results=await desk.announcements(session).newest(_RESULTS_SHOWN),
        themes=await facet(desk, session, GOVERNMENT.name, "theme", Filter()),
    )
