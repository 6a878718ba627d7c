"""Filing windows as people need them: which one counts now, and how much of it is left."""

from collections.abc import Sequence
from datetime import date

from shared.calendar import working_days_left
from shared.events import Window


def current_window(windows: Sequence[Window], today: date) -> Window | None:
    """Return the window that is open or opens next; the last one where all are over.

    None where there is no window.
    """
    in_order = sorted(windows, key=lambda window: window.last)
    return next((window for window in in_order if window.last >= today), in_order[-1] if in_order else None)


def is_over(windows: Sequence[Window], today: date) -> bool:
    """Tell whether there were windows and all have closed."""
    return bool(windows) and all(window.last < today for window in windows)


def phase(window: Window | None, today: date) -> str:
    """Tell whether a window is "ahead", "open" or "over"; without one it is always open."""
    if window is None or window.first <= today <= window.last:
        return "open"
    return "over" if window.last < today else "ahead"


def day_words(day: date, today: date, language: str = "zh") -> str:
    """Return a day as people say it, with the year where it is not this one."""
    if language == "en":
        return f"{day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"


def deadline_words(window: Window | None, today: date, language: str = "zh") -> str:
    """Return a deadline as people need it: "还剩 12 个工作日（4月17日截止）", never only a date."""
    chinese = language == "zh"
    if window is None:
        return "常年受理" if chinese else "open all year"
    last = day_words(window.last, today, language)
    if window.last < today:
        return f"申报期已于{last}结束" if chinese else f"closed on {last}"
    if window.first > today:
        first = day_words(window.first, today, language)
        return f"{first}开始，{last}截止" if chinese else f"opens on {first}, closes on {last}"
    if window.last == today:
        return f"今天截止（{last}）" if chinese else f"closes today ({last})"
    left = working_days_left(today, window.last)
    if left == 0:
        return f"只剩休息日（{last}截止）" if chinese else f"days off only (closes on {last})"
    return (
        f"还剩 {left} 个工作日（{last}截止）" if chinese else f"{left} working days left (closes on {last})"
    )
