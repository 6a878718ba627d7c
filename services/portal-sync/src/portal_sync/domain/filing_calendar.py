"""Filing windows as a calendar: what opens and what closes on which day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from portal_sync.domain.month import Month


@dataclass(frozen=True, slots=True)
class FilingWindow:
    """One window of one policy in force."""

    policy_id: UUID
    title: str
    issuer: str
    amount: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day on which something opens or closes."""

    day: date
    opening: Sequence[FilingWindow]
    closing: Sequence[FilingWindow]


def days_of(month: Month, windows: Iterable[FilingWindow]) -> list[CalendarDay]:
    """Return the days of a month on which a window opens or closes, in their order."""
    moments = sorted(
        (
            (day, closes, window.title, window)
            for window in windows
            for day, closes in ((window.first, False), (window.last, True))
            if month.first <= day <= month.last
        ),
        key=lambda moment: moment[:3],
    )
    return [
        _day(day, [(closes, window) for _, closes, _, window in found])
        for day, found in groupby(moments, key=lambda moment: moment[0])
    ]


def _day(day: date, found: Sequence[tuple[bool, FilingWindow]]) -> CalendarDay:
    opening = [window for closes, window in found if not closes]
    return CalendarDay(day, opening, [window for closes, window in found if closes])
