"""What the read API can be asked."""

import warnings
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from portal_sync.domain.entry import Entry
from portal_sync.domain.listing import Filter, Listing
from portal_sync.domain.query import LONGEST_QUERY
from portal_sync.domain.search_hit import FACETS, SearchScope, SearchSort

ChannelName = Literal["government", "business"]
_Word = Annotated[str | None, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
# An address with U+0000 is refused before it comes here.
_Typed = Annotated[str, Field(max_length=2 * LONGEST_QUERY, pattern=r"^[^\x00]*$")]
_Limit = Annotated[int, Field(ge=1, le=100)]
_LIST_FACETS = {"theme", "department", "genre", "benefit", "year", "open_now", "in_force"}


class ListQuery(BaseModel):
    """Which policies of a channel."""

    channel: ChannelName = "government"
    theme: _Word = None
    department: _Word = None
    genre: _Word = None
    benefit: _Word = None
    year: Annotated[str | None, Field(pattern=r"^\d{4}$")] = None
    open_now: bool = False
    in_force: bool = False
    limit: _Limit = 20
    cursor: Annotated[str | None, Field(pattern=r"^[1-9][0-9]{0,6}-[0-9a-f]{32}$")] = None

    def listing(self, today: date) -> Listing:
        """Return the list asked for."""
        chosen = Filter(**self.model_dump(include=_LIST_FACETS))
        return Listing(self.channel, today, chosen, size=self.limit, after=read_cursor(self.cursor))


class SearchQuery(BaseModel):
    """What to search for, and where."""

    q: _Typed = ""
    channel: ChannelName | None = None
    theme: _Word = None
    department: _Word = None
    genre: _Word = None
    benefit: _Word = None
    year: Annotated[str | None, Field(pattern=r"^\d{4}$")] = None
    open_now: bool = False
    amount_from: Annotated[int, Field(ge=0, le=10**12)] = 0
    include_past: bool = False
    sort: SearchSort = SearchSort.RELEVANCE
    newest_first: Annotated[bool, Field(deprecated="use sort=newest")] = False
    limit: _Limit = 20
    cursor: Annotated[str | None, Field(pattern=r"^[1-9]\d{0,2}$")] = None

    def scope(self, today: date) -> SearchScope:
        """Return where to search."""
        chosen = {name: value for name in FACETS if (value := getattr(self, name))}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            sort = SearchSort.NEWEST if self.newest_first else self.sort
        return SearchScope(
            today=today,
            include_past=self.include_past,
            chosen=chosen,
            open_now=self.open_now,
            amount_from=self.amount_from,
            sort=sort,
            page=int(self.cursor or 1),
            size=self.limit,
        )


class SuggestQuery(BaseModel):
    """What was begun."""

    q: _Typed = ""


def next_cursor(entries: Sequence[Entry], size: int) -> str | None:
    """Return where the next page goes on, of so many entries; None where this was the last."""
    last = entries[-1] if len(entries) == size else None
    if last is None or last.content is None:
        return None
    return f"{last.content.published_on.toordinal()}-{last.policy_id.hex}"


def read_cursor(cursor: str | None) -> tuple[date, UUID] | None:
    """Return what `next_cursor` wrote; whatever has its form means some place in the list."""
    if cursor is None:
        return None
    day, _, policy = cursor.partition("-")
    return date.fromordinal(min(int(day), date.max.toordinal())), UUID(hex=policy)
