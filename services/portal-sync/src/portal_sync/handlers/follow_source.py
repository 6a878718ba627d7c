"""What publishing and withdrawing share: join the event to the record, then bring the channels along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.search_document import search_document
from portal_sync.domain.source import SourceRecord
from portal_sync.handlers.ports import Channel, SearchIndex, SiteVersion, SourceRecords
from portal_sync.handlers.show_policy import Site, show_everywhere
from shared.messaging import emit


@dataclass(frozen=True, slots=True)
class Tools:
    """How to reach what the use cases need, inside a transaction."""

    site: Site
    sources: Callable[[AsyncSession], SourceRecords]
    channels: Callable[[AsyncSession], Mapping[str, Channel]]
    search: Callable[[AsyncSession], SearchIndex]
    version: Callable[[AsyncSession], SiteVersion]


async def follow(
    tools: Tools, session: AsyncSession, policy_id: UUID, join: Callable[[SourceRecord], SourceRecord]
) -> None:
    """Join something new to a policy's record; where it was not new, change nothing."""
    sources = tools.sources(session)
    known = await sources.locked(policy_id)
    record = join(known)
    if record == known:
        return
    await sources.save(record)
    events = await show_everywhere(tools.site, tools.channels(session), record)
    await _index(tools.search(session), record)
    await tools.version(session).bump()
    await emit(session, *events)


async def _index(search: SearchIndex, record: SourceRecord) -> None:
    document = search_document(record)
    if document is None:
        await search.remove(record.policy_id)
    else:
        await search.put(document)
