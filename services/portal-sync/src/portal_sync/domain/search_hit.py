"""What a search gives back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal_sync.domain.listing import PAGE_SIZE
from portal_sync.domain.source import SourceRecord


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where to search and in which order; `channel` None means every channel."""

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
    """A page of hits.

    `past` counts those that are left out because they are no longer in force; `near` says that nothing had
    enough of what was asked, and that these come closest.
    """

    hits: Sequence[SearchHit]
    total: int
    past: int
    number: int
    size: int
    near: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
