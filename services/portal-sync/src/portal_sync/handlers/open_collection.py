"""One collection of the theme library: what was picked by hand, and a page of what the rule chooses."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card
from portal_sync.domain.collection import Collection
from portal_sync.domain.listing import Listing, Sort
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.handlers.edit_collections import Workbench
from portal_sync.handlers.list_policies import PolicyList, cards, list_policies


@dataclass(frozen=True, slots=True)
class OpenedCollection:
    """`chosen` is None where the collection has no rule."""

    collection: Collection
    picked: Sequence[Card]
    chosen: PolicyList | None


async def open_collection(
    bench: Workbench, session: AsyncSession, collection: Collection, page: int
) -> OpenedCollection:
    """Gather a collection as of today."""
    desk, today = bench.desk, bench.desk.clock.today()
    chosen = None
    if collection.rule is not None:
        sort = Sort.NEWEST if collection.channel == GOVERNMENT.name else Sort.DEADLINE
        listing = Listing(collection.channel, today, collection.rule, sort, page)
        chosen = await list_policies(desk, session, listing)
    return OpenedCollection(collection, await _picked(bench, session, collection), chosen)


async def _picked(bench: Workbench, session: AsyncSession, collection: Collection) -> Sequence[Card]:
    numbers = [pick.document_number for pick in collection.picks if pick.policy_id is None]
    numbered = await bench.made(session).numbered(numbers) if numbers else {}
    ids = [pick.policy_id or numbered.get(pick.document_number) for pick in collection.picks]
    picked = dict.fromkeys(policy_id for policy_id in ids if policy_id is not None)
    entries = await bench.desk.shelf(session).several(GOVERNMENT.name, list(picked))
    return cards(entries, bench.desk.clock.today())
