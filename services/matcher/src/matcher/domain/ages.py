"""Calendar periods: 31 January and one month is the last day of February."""

import calendar
from datetime import date

from shared.criteria.values import parse_period


def has_age(born: date, period: str, as_of: date) -> bool:
    """Whether born + period ≤ as_of; a sum beyond the calendar is after every day."""
    reached = day_of_age(born, period)
    return reached is not None and reached <= as_of


def day_of_age(born: date, period: str) -> date | None:
    """The day on which the age is reached, born + period; None beyond the calendar."""
    years, months = _parsed(period)
    year, month = divmod(born.year * 12 + born.month - 1 + years * 12 + months, 12)
    if year > date.max.year:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(born.day, last))


def latest_birth(period: str, as_of: date) -> date | None:
    """The latest day that has the age on `as_of`, None where no day has.

    On the last day of a month every longer month's days have it too, because sums are cut to the month's end.
    """
    years, months = _parsed(period)
    year, month = divmod(as_of.year * 12 + as_of.month - 1 - years * 12 - months, 12)
    if year < date.min.year:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    at_month_end = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    return date(year, month + 1, last if at_month_end else min(as_of.day, last))


def _parsed(period: str) -> tuple[int, int]:
    parsed = parse_period(period)
    if parsed is None:
        raise ValueError(f"not a period of years and months: {period}")
    return parsed
