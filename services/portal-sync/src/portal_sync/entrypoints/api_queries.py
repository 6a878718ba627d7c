"""What the read API can be asked."""

import base64
import binascii
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import HTTPException
from pydantic import BaseModel, Field

from portal_sync.domain.listing import Filter, Listing, Page
from portal_sync.domain.query import LONGEST_QUERY
from portal_sync.domain.search_hit import SearchScope

ChannelName = Literal["government", "business"]
_Word = Annotated[str | None, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
_Limit = Annotated[int, Field(ge=1, le=100)]
_FACETS = {"theme", "department", "genre", "benefit", "year", "open_now", "in_force"}


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
    cursor: _Word = None

    def listing(self, today: date) -> Listing:
        """Return the list asked for; a cursor that is none is refused with 422."""
        chosen = Filter(**self.model_dump(include=_FACETS))
        return Listing(self.channel, today, chosen, size=self.limit, after=read_cursor(self.cursor))


class SearchQuery(BaseModel):
    """What to search for, and where."""

    q: Annotated[str, Field(max_length=2 * LONGEST_QUERY)] = ""
    channel: ChannelName | None = None
    include_past: bool = False
    newest_first: bool = False
    limit: _Limit = 20
    cursor: Annotated[str | None, Field(pattern=r"^[1-9]\d{0,3}$")] = None

    def scope(self, today: date) -> SearchScope:
        """Return where to search."""
        return SearchScope(
            today=today,
            include_past=self.include_past,
            channel=self.channel,
            newest_first=self.newest_first,
            page=int(self.cursor or 1),
            size=self.limit,
        )


def next_cursor(page: Page) -> str | None:
    """Return where the next page goes on; None where this was the last."""
    last = page.entries[-1] if len(page.entries) == page.size else None
    if last is None or last.content is None:
        return None
    plain = f"{last.content.published_on.isoformat()} {last.policy_id.hex}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> tuple[date, UUID] | None:
    """Return what `next_cursor` wrote."""
    if cursor is None:
        return None
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        day, _, policy = plain.partition(" ")
        return date.fromisoformat(day), UUID(policy)
    except (ValueError, binascii.Error) as error:
        raise HTTPException(422, "cursor 无效：请使用上一页返回的 next。") from error
