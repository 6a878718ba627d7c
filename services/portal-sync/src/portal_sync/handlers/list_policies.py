"""A channel's list: chosen by facets, with what else could be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card, card_of
from portal_sync.domain.entry import Entry
from portal_sync.domain.listing import Filter, Listing
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
    entries = await shelf.entries(listing)
    total = await counted(desk, session, listing.channel, listing.chosen)
    others = {
        name: await facet(desk, session, listing.channel, name, listing.chosen.without(name))
        for name in facets
    }
    pages = max(1, -(-total // listing.size))
    return PolicyList(listing, cards(entries, listing.today), total, pages, others)


async def counted(desk: Desk, session: AsyncSession, channel: str, chosen: Filter) -> int:
    """Count what a filter chooses, once for a version of the site."""
    shelf = desk.shelf(session)
    return await desk.counts.of(await _stamp(desk), (channel, chosen), partial(shelf.count, channel, chosen))


async def facet(
    desk: Desk, session: AsyncSession, channel: str, name: str, chosen: Filter
) -> Sequence[tuple[str, int]]:
    """Count by one facet, once for a version of the site."""
    shelf = desk.shelf(session)
    asked = partial(shelf.facet, channel, name, chosen)
    return await desk.counts.of(await _stamp(desk), (channel, name, chosen), asked)


async def _stamp(desk: Desk) -> tuple[int, date]:
    version, _ = await desk.version.current()
    return version, desk.clock.today()
