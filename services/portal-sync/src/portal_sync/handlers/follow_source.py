"""How the use cases reach what they need, inside a transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.handlers.ports import Channel, SearchIndex, SiteVersion, SourceRecords
from portal_sync.handlers.site import Site


@dataclass(frozen=True, slots=True)
class Tools:
    """Made once, in main."""

    site: Site
    sources: Callable[[AsyncSession], SourceRecords]
    channels: Callable[[AsyncSession], Mapping[str, Channel]]
    search: Callable[[AsyncSession], SearchIndex]
    version: Callable[[AsyncSession], SiteVersion]
