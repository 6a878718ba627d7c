"""What a search is asked for, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal_sync.domain.listing import PAGE_SIZE
from portal_sync.domain.query import Query
from portal_sync.domain.source import SourceRecord

FACETS: Final = ("channel", "theme", "department", "benefit", "genre", "year")


class SearchSort(StrEnum):
    """Orders of findings."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where to search and in which order. `chosen` are facets by name; `amount_from` is in yuan."""

    today: date
    include_past: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    open_now: bool = False
    amount_from: int = 0
    sort: SearchSort = SearchSort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    with_facets: bool = True

    @property
    def chooses(self) -> bool:
        """Whether anything is chosen, so that there is something to find without words."""
        return bool(any(self.chosen.values()) or self.open_now or self.amount_from)

    def without(self, facet: str) -> "SearchScope":
        """Return the scope with one facet left open: what its other values would find."""
        return replace(self, chosen={name: value for name, value in self.chosen.items() if name != facet})


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A policy that was found, with the channels that show it."""

    record: SourceRecord
    channels: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Completions of what was begun: words to search for, and policies by id, title and a channel."""

    words: Sequence[str] = ()
    policies: Sequence[tuple[UUID, str, str]] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits for `query`, which is what was typed or what it was read as.

    `past` counts those that are left out because they are no longer in force; `near` says that nothing had
    enough of what was asked, and that these come closest; `behind` that newer policies are still being read.
    """

    query: Query
    hits: Sequence[SearchHit]
    total: int
    past: int
    number: int
    size: int
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    near: bool = False
    behind: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
