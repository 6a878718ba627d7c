"""Days in the sample are relative to the day it is loaded, so that some windows are always open.

`{{+3w}}` is three working days from today, `{{-10d}}` ten days ago, `{{+1y}}` a year from today; `:cn` writes
the day as people do (2026年4月17日) and `:year` the year alone.
"""

import re
from datetime import date, timedelta
from typing import Final

from shared.calendar import add_working_days

_PLACEHOLDER: Final = re.compile(r"\{\{([+-]\d+)([dwy])(?::(cn|year))?\}\}")


def resolve(value: object, today: date) -> object:
    """Return the JSON value with every placeholder in its strings replaced."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: _written(found, today), value)
    if isinstance(value, list):
        return [resolve(item, today) for item in value]
    if isinstance(value, dict):
        return {key: resolve(item, today) for key, item in value.items()}
    return value


def _written(found: re.Match[str], today: date) -> str:
    day = _moved(today, int(found[1]), found[2])
    match found[3]:
        case "cn":
            return f"{day.year}年{day.month}月{day.day}日"
        case "year":
            return str(day.year)
        case _:
            return day.isoformat()


def _moved(today: date, count: int, unit: str) -> date:
    if unit == "w":
        return add_working_days(today, count)
    if unit == "d":
        return today + timedelta(days=count)
    try:
        return today.replace(year=today.year + count)
    except ValueError:  # 29 February in a common year
        return today.replace(year=today.year + count, day=28)
