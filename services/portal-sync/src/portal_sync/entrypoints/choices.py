"""What a visitor chose in an address, read leniently: a link must open whatever became of its words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request

from portal_sync.domain.filing import soon_by
from portal_sync.domain.listing import Filter, Listing, Sort
from shared.criteria import FACTS, FactType
from shared.criteria.names import name_of

INDUSTRIES: Final = {letter: name_of(FactType.INDUSTRY, letter) for letter in "ABCDEFGHIJKLMNOPQRST"}
SIZES: Final = dict(FACTS["size"].codes)
QUALIFICATIONS: Final = dict(FACTS["qualifications"].codes)
AMOUNTS: Final = {
    "100000": "10 万元以上",
    "500000": "50 万元以上",
    "1000000": "100 万元以上",
    "5000000": "500 万元以上",
}

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LONGEST: Final = 60
# Farther in nobody leafs; the database would still have to count its way there.
_LAST_PAGE: Final = 500


def said(request: Request, name: str) -> str:
    """Return a parameter without control characters, cut to a sensible length."""
    return _CONTROL.sub("", request.query_params.get(name, "")).strip()[:_LONGEST]


def page_number(request: Request) -> int:
    """Return the page asked for; 1 where it is no page number."""
    typed = said(request, "page")
    return (
        min(max(int(typed), 1), _LAST_PAGE) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    )


def policy_id_in(path_part: str) -> UUID | None:
    """Return the policy id in an address; None where there is none."""
    try:
        return UUID(path_part)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Choices:
    """A list's choices, and the addresses that change one of them."""

    path: str
    chosen: dict[str, str]
    page: int

    @classmethod
    def read(cls, request: Request, names: Sequence[str]) -> "Choices":
        """Read the parameters that this list understands."""
        values = {name: said(request, name) for name in names}
        return cls(
            request.url.path, {name: value for name, value in values.items() if value}, page_number(request)
        )

    def get(self, name: str) -> str:
        return self.chosen.get(name, "")

    def url(self, **changes: str | int | None) -> str:
        """Return the address with some choices changed, an empty one taken back, on its first page."""
        merged = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        if merged.get("page") == 1:
            del merged["page"]
        return f"{self.path}?{urlencode(merged)}" if merged else self.path

    def query(self) -> str:
        """Return the choices as the query of an address."""
        return urlencode(self.chosen)

    def listing(
        self, channel: str, today: date, *, sort: Sort = Sort.NEWEST, in_force: bool = False
    ) -> Listing:
        """Return the list that was asked for; `sort` where no order was chosen."""
        order = self.get("sort")
        chosen = Filter(
            theme=self.chosen.get("theme"),
            department=self.chosen.get("department"),
            year=self.chosen.get("year"),
            genre=self.chosen.get("genre"),
            benefit=self.chosen.get("benefit"),
            industry=self._known("industry", INDUSTRIES),
            size=self._known("size", SIZES),
            qualification=self._known("qualification", QUALIFICATIONS),
            at_least_yuan=int(self._known("amount", AMOUNTS) or 0) or None,
            open_now=self.get("open") == "1",
            closing_by=soon_by(today) if self.get("soon") == "1" else None,
            in_force=in_force and self.get("past") != "1",
        )
        return Listing(channel, today, chosen, Sort(order) if order in set(Sort) else sort, self.page)

    def _known(self, name: str, words: Mapping[str, str]) -> str | None:
        """Return a choice of a closed list; an unknown word chooses nothing rather than hiding everything."""
        value = self.get(name)
        return value if value in words else None
