"""How values look on pages: Chinese dates in Asia/Shanghai, money as people say it, labels of codes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from shared import vocabulary
from shared.calendar import working_days_between, working_days_left
from shared.clock import SHANGHAI

_LABELS: Final = {
    "theme": vocabulary.THEMES,
    "department": vocabulary.DEPARTMENTS,
    "benefit_kind": vocabulary.BENEFIT_KINDS,
    "withdrawal_kind": vocabulary.WITHDRAWAL_KINDS,
    "interpretation_kind": vocabulary.INTERPRETATION_KINDS,
    "application_state": vocabulary.APPLICATION_STATES,
    "verdict": vocabulary.VERDICTS,
    "channel": vocabulary.CHANNELS,
    "disclosure": vocabulary.DISCLOSURES,
}
_WEEKDAYS: Final = "一二三四五六日"
_SOON: Final = 10  # working days; pages.md draws the bar below this


def label(code: str, vocabulary_name: str) -> str:
    """Return the Chinese word of a code, or the code itself where it is newer than this program."""
    return _LABELS[vocabulary_name].get(str(code), str(code))


def zh_date(value: date) -> str:
    """2026年4月17日; a datetime is taken in Asia/Shanghai."""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def zh_weekday(value: date) -> str:
    """星期五."""
    return f"星期{_WEEKDAYS[_day(value).weekday()]}"


def zh_datetime(value: datetime) -> str:
    """2026年4月17日 09:05, in Asia/Shanghai."""
    local = value.astimezone(SHANGHAI)
    return f"{zh_date(local)} {local:%H:%M}"


def zh_moment(value: date) -> str:
    """A day as a day, a moment with its time."""
    return zh_datetime(value) if isinstance(value, datetime) else zh_date(value)


def short_day(value: date, today: date) -> str:
    """4月17日, with the year where it is not this one."""
    day = _day(value)
    return f"{day.month}月{day.day}日" if day.year == today.year else zh_date(day)


def money(yuan: Decimal) -> str:
    """50 万元, 1.2 亿元, 800 元: the largest unit that loses nothing."""
    for size, unit in ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元")):
        if abs(yuan) >= size:
            scaled = yuan / size
            if scaled == scaled.quantize(Decimal("0.0001")):
                return f"{_plain(scaled)} {unit}"
    return f"{_plain(yuan)} 元"


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: date) -> date:
    return value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class DeadlineText:
    """The parts of 还剩 12 个工作日（4月17日 截止）; `bar` is days left where few."""

    state: str  # ahead, open, soon, today, over
    lead: str
    day: str
    tail: str
    iso: str
    bar: int | None = None

    def __str__(self) -> str:
        return f"{self.lead}（{self.day}{self.tail}）"


def deadline(last: date, first: date | None, today: date) -> DeadlineText:
    """Say how long a filing window is still open, in working days, today and the last day included."""
    day, iso = short_day(last, today), last.isoformat()
    if first is not None and today < first:
        days = working_days_between(today, first) - 1
        tail = f"开始，{day}截止"
        lead = f"{days} 个工作日后开始" if days > 0 else "即将开始"
        return DeadlineText("ahead", lead, short_day(first, today), tail, first.isoformat())
    if today > last:
        return DeadlineText("over", "已截止", day, "截止", iso)
    if today == last:
        return DeadlineText("today", "今天截止", day, "截止", iso, bar=1)
    left = working_days_left(today, last)
    if left == 0:
        return DeadlineText("today", f"只剩休息日，还有 {(last - today).days} 天", day, "截止", iso, bar=0)
    soon = left < _SOON
    return DeadlineText(
        "soon" if soon else "open", f"还剩 {left} 个工作日", day, "截止", iso, left if soon else None
    )
