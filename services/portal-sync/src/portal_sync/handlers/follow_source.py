"""How the use cases reach what they need, inside a transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.handlers.calm import Calm
from portal_sync.handlers.follow_rules import KnownRules
from portal_sync.handlers.known_parts import KnownParts
from portal_sync.handlers.outside_ports import Ledger, OutsideChannel
from portal_sync.handlers.ports import Channel, Fingerprints, SearchIndex, SiteVersion, SourceRecords
from portal_sync.handlers.site import Site
from portal_sync.handlers.wakes import Wakes


@dataclass(frozen=True, slots=True)
class Tools:
    """Made once, in main."""

    site: Site
    sources: Callable[[AsyncSession], SourceRecords]
    channels: Callable[[AsyncSession], Mapping[str, Channel]]
    search: Callable[[AsyncSession], SearchIndex]
    version: Callable[[AsyncSession], SiteVersion]
    ledger: Callable[[AsyncSession], Ledger]
    rules: Callable[[AsyncSession], KnownRules]
    fingerprints: Callable[[AsyncSession], Fingerprints]
    outside: Mapping[str, OutsideChannel]
    wakes: Wakes
    calm: Calm = field(default_factory=Calm)
    parts: KnownParts = field(default_factory=KnownParts)
