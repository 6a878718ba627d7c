"""One collection of the theme library: what was picked by hand, and a page of what the rule chooses."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card
from portal_sync.domain.collection import Collection
from portal_sync.domain.listing import Listing, Sort
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import PolicyList, cards, list_policies
from shared.events import PolicyReference


@dataclass(frozen=True, slots=True)
class OpenedCollection:
    """`chosen` is None where the collection has no rule."""

    collection: Collection
    picked: Sequence[Card]
    chosen: PolicyList | None


async def open_collection(
    desk: Desk, session: AsyncSession, collection: Collection, page: int
) -> OpenedCollection:
    """Gather a collection as of today."""
    today = desk.clock.today()
    chosen = None
    if collection.rule is not None:
        sort = Sort.NEWEST if collection.channel == GOVERNMENT.name else Sort.DEADLINE
        listing = Listing(collection.channel, today, collection.rule, sort, page)
        chosen = await list_policies(desk, session, listing)
    return OpenedCollection(collection, await _picked(desk, session, collection), chosen)


async def _picked(desk: Desk, session: AsyncSession, collection: Collection) -> Sequence[Card]:
    shelf = desk.shelf(session)
    references = [PolicyReference(document_number=number) for number in collection.picks]
    found = (await shelf.named(references)).values()
    ids = [relation.policy_id for relation in found if relation.policy_id is not None]
    return cards(await shelf.several(GOVERNMENT.name, ids), desk.clock.today())
