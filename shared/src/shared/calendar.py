"""Working days by the national holiday arrangement, make-up days included.

`chinesecalendar` knows the years whose arrangement has been announced; for later years weekends alone are
days off, which is what can be known.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Tell whether offices work on this day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_working_days(day: date, count: int) -> date:
    """Return the day that is `count` working days after `day`, or before it where `count` is negative."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


@lru_cache(maxsize=4096)
def working_days_between(first: date, last: date) -> int:
    """Count the working days from `first` to `last`, both included; 0 where `last` is earlier."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def working_days_left(today: date, last_day: date) -> int:
    """Count the working days that remain, today and the last day included."""
    return working_days_between(today, last_day)
