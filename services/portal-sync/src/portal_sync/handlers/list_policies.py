"""A channel's list: chosen by facets, with what else could be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card, card_of
from portal_sync.domain.entry import Entry
from portal_sync.domain.listing import Listing
from portal_sync.handlers.desk import Desk


@dataclass(frozen=True, slots=True)
class PolicyList:
    """A page of cards; `facets` count what each further choice would leave, the other choices standing."""

    listing: Listing
    cards: Sequence[Card]
    total: int
    pages: int
    facets: Mapping[str, Sequence[tuple[str, int]]]


def cards(entries: Iterable[Entry], today: date) -> list[Card]:
    """Make cards of the entries that have content."""
    return [
        card_of(
            entry.policy_id,
            entry.revision,
            entry.content,
            entry.withdrawal,
            today,
            content_hash=entry.content_hash,
            mirrored_at=entry.mirrored_at,
        )
        for entry in entries
        if entry.content is not None
    ]


async def list_policies(
    desk: Desk, session: AsyncSession, listing: Listing, facets: Sequence[str] = ()
) -> PolicyList:
    """Choose, order and count."""
    shelf = desk.shelf(session)
    page = await shelf.page(listing)
    counted = {
        name: await shelf.facet(listing.channel, name, listing.chosen.without(name)) for name in facets
    }
    return PolicyList(listing, cards(page.entries, listing.today), page.total, page.pages, counted)
