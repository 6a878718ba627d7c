"""A month of the calendar, as addresses name it: 2026-03."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

_FORM: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month; `first` and `last` are its days, both included."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the month that an address names; None where it names none of this century."""
        found = _FORM.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month of a day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    @property
    def following(self) -> "Month":
        return Month.of(self.last + timedelta(days=1))

    @property
    def label(self) -> str:
        return f"{self.year}年{self.number}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"
