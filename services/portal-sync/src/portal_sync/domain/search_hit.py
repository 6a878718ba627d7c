"""What a search gives back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal_sync.domain.listing import PAGE_SIZE
from portal_sync.domain.source import SourceRecord


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where to search: what is in force only, or everything; one channel, or both; by relevance, or newest first."""

    today: date
    include_past: bool = False
    channel: str | None = None
    newest_first: bool = False
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A policy that was found, with the channels that show it."""

    record: SourceRecord
    channels: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits. `past` counts those that are left out because they are no longer in force."""

    hits: Sequence[SearchHit]
    total: int
    past: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
