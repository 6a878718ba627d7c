"""What the public pages and the read API stand on: the database, the clock, and what to read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.handlers.documents import Documents
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.known_counts import KnownCounts
from portal_sync.handlers.known_version import KnownVersion
from portal_sync.handlers.page_memory import PageMemory
from portal_sync.handlers.ports import Announcements
from portal_sync.handlers.shelf import PageShelf
from shared.clock import Clock
from shared.db import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """Made once, in main; a request opens a transaction of its own, or reads a document without one."""

    database: Database
    clock: Clock
    tools: Tools
    documents: Documents
    shelf: Callable[[AsyncSession], PageShelf]
    announcements: Callable[[AsyncSession], Announcements]
    version: KnownVersion
    memory: PageMemory
    counts: KnownCounts = field(default_factory=KnownCounts)
