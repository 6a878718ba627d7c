"""Lists of entries: what to choose, in which order, which page."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

PAGE_SIZE: Final = 20


class Sort(StrEnum):
    """Orders of a list."""

    NEWEST = "newest"
    DEADLINE = "deadline"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to choose; None or False means any. `year` is that of publication.

    `industry` is a section letter of GB/T 4754 and `size` a class of size: chosen are the policies that ask
    for it and those that do not ask. `qualification` chooses those that ask for it only.
    """

    theme: str | None = None
    department: str | None = None
    year: str | None = None
    genre: str | None = None
    benefit: str | None = None
    industry: str | None = None
    size: str | None = None
    qualification: str | None = None
    at_least_yuan: int | None = None
    open_now: bool = False
    closing_by: date | None = None
    in_force: bool = False

    def without(self, facet: str) -> "Filter":
        """Return the same choice with one facet left open: what its other values would find."""
        opened: dict[str, Any] = {facet: None}
        return replace(self, **opened)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list asked for. `today` decides what is open; pages are numbered from 1.

    `after` goes on behind an entry, by day of publication and id, in the order of the newest.
    """

    channel: str
    today: date
    chosen: Filter = field(default_factory=Filter)
    sort: Sort = Sort.NEWEST
    page: int = 1
    size: int = PAGE_SIZE
    after: tuple[date, UUID] | None = None
