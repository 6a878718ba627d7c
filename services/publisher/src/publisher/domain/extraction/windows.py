"""Filing windows, and the days on which a document takes effect and lapses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from publisher.domain.extraction.numerals import NUMBER, number
from shared.events import Window

_CN: Final = "〇零○一二三四五六七八九十"
_Y: Final = rf"(?P<@y>20\d\d|[二两][{_CN}]{{3}})年"
_MD: Final = rf"(?P<@m>\d{{1,2}}|[{_CN}]{{1,3}})月(?P<@d>\d{{1,2}}|[{_CN}]{{1,3}})日"
_DASHED: Final = r"(?P<@n>20\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
_CLOCK: Final = (
    r"(?:（[^）]{1,8}）)?(?:上午|下午|晚)?(?:\d{1,2}(?::|：|时"
    r"|点)\d{0,2}分?(?:整)?)?(?:（[^）]{1,8}）)?(?:前|止)?"
)
_DAY: Final = rf"(?:(?:{_Y})?{_MD}|{_DASHED}){_CLOCK}"
_SINCE: Final = r"(?P<since>(?:自|从)?(?:即日|(?:本)?(?:通知|公告|文件|办法)?(?:发布|印发|公布|下发)之日)起)"


def _day(prefix: str) -> str:
    return _DAY.replace("@", prefix)


_RANGE: Final = re.compile(
    rf"(?:自|从)?(?:{_day('a')}(?:起)?|{_SINCE})，?(?:开始)?，?(?:至|到|-|~|截至|截止(?:至"
    rf"|到)?|截止时间为){{1,2}}{_day('b')}"
)
_UNTIL: Final = re.compile(
    rf"(?:截止|截至|受理至|申报至)(?:时间|日期)?(?:为|至|到|：)*{_day('b')}"
    rf"|{_day('c')}(?:之)?(?:截止|为止)|(?:请|应|须)?(?:于|在)(?:{_day('e')})(?:以"
    rf"|之)?(?:前|内)?(?=[^。；]{{0,40}}(?:提交|报送|申报|完成))"
)
_YEARLY: Final = re.compile("每(?:一)?年度?(?:的|为|：)?$")
_MOST_YEARS: Final = 10
_ROLLING: Final = re.compile(
    "全年(?:均可)?(?:受理|申报|申请|开放)|常年(?:受理|申报|申请|开放)|长期(?:受理|申报"
    "|申请|开放)|随时(?:受理|申报|申请)|滚动(?:受理|申报)|全年度?随时|不限时间"
)
_FROM: Final = re.compile(
    rf"自(?:{_day('a')}|(?P<published>(?:发布|印发|公布"
    rf"|下发)之日))起(?P<later>\d{{1,3}}日后)?(?:正式|开始)?(?:施行|实施|执行|生效)"
)
_VALID: Final = re.compile(
    rf"有效期(?:限)?(?:为|是|：)?(?:(?:自[^，。；]{{2,24}})?(?:截至|截止到?|至"
    rf"|到)(?:{_day('b')})|(?P<years>{NUMBER})年)|(?:施行|实施|执行)(?:，|，?有效期)?(?:至"
    rf"|到)(?:{_day('c')})"
)
_STATED: Final = re.compile(
    r"^(?:(?P<what>发布日期|公布日期|发布时间|印发日期|施行日期|实施日期|生效日期"
    rf"|失效日期|废止日期|有效期至))：?(?:{_day('a')})"
)


@dataclass(frozen=True)
class Filing:
    """The windows in order; `rolling` where filing is open all year; `doubt` where a day is assumed."""

    windows: tuple[Window, ...] = ()
    rolling: bool = False
    doubt: str = ""


def filing_in(text: str, today: date | None, lapses: date | None = None) -> Filing:
    """Windows in a section. `today` is the day on which the document was written: 即日起.

    A window of every year (每年3月1日至11月30日) stands for each year until the document `lapses`.
    """
    windows, doubts = [], []
    for found in _RANGE.finditer(text):
        last = _read(found, "b", today)
        first = today if found["since"] else _read(found, "a", last)
        if first is None or last is None:
            continue
        if last < first and not found["by"] and not found["bn"]:
            last = last.replace(year=last.year + 1) if (last.month, last.day) != (2, 29) else last
        if first <= last and _YEARLY.search(text[: found.start()]):
            years, doubt = _each_year(Window(first=first, last=last), today, lapses)
            windows += years
            doubts.append(doubt)
        elif first <= last:
            windows.append(Window(first=first, last=last))
            doubts += ["“即日”按成文日期读。"] if found["since"] else []
    if not windows and today is not None:
        windows, doubts = _until(text, today)
    rolling = bool(_ROLLING.search(text)) and not windows
    return Filing(tuple(dict.fromkeys(windows)), rolling, "".join(dict.fromkeys(doubts)))


def _each_year(window: Window, today: date | None, lapses: date | None) -> tuple[list[Window], str]:
    """The window in each year from the document's until it lapses; the next one where it never does."""
    year = (today or window.first).year
    if today and window.last < today:
        year += 1
    many = min(max(lapses.year - year + 1, 1), _MOST_YEARS) if lapses else 1
    moved = [_moved(window, year + more - window.first.year) for more in range(many)]
    kept = [each for each in moved if lapses is None or each.first <= lapses]
    within = [Window(first=each.first, last=min(each.last, lapses or each.last)) for each in kept]
    if lapses:
        return within, "文件写“每年”，窗口按有效期逐年列出。"
    return within, "文件写“每年”，有效期没有读到，这里只列出一次，请补上以后各年。"


def _moved(window: Window, years: int) -> Window:
    return Window(first=_in_year(window.first, years), last=_in_year(window.last, years))


def _in_year(day: date, years: int) -> date:
    return _date(day.year + years, day.month, day.day) or date(day.year + years, 2, 28)


def _until(text: str, today: date) -> tuple[list[Window], list[str]]:
    for found in _UNTIL.finditer(text):
        last = next((day for p in "bce" if (day := _read(found, p, today))), None)
        if last is not None and today <= last:
            return [Window(first=today, last=last)], ["文件只写了截止日，开始日按成文日期读。"]
    return [], []


def _read(found: "re.Match[str]", prefix: str, near: date | None) -> date | None:
    """The day of a prefix; the year may be left out where the other day or the document has it."""
    groups = found.groupdict()
    if dashed := groups.get(f"{prefix}n"):
        parts = [int(part) for part in re.split("[-/.]", dashed)]
        return _date(*parts)
    month, day = groups.get(f"{prefix}m"), groups.get(f"{prefix}d")
    if not month or not day:
        return None
    year = (
        _number(groups.get(f"{prefix}y") or "") or (_other_year(groups, prefix)) or (near.year if near else 0)
    )
    return _date(year, _number(month), _number(day))


def _other_year(groups: dict[str, str | None], prefix: str) -> int:
    other = {"a": "b", "b": "a"}.get(prefix, "")
    if written := groups.get(f"{other}y"):
        return _number(written)
    dashed = groups.get(f"{other}n")
    return int(dashed[:4]) if dashed else 0


def _number(text: str) -> int:
    value = number(text.replace("○", "〇")) if text else None
    return int(value) if value is not None else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def effect_in(text: str, published: date | None) -> tuple[date | None, date | None]:
    """The days on which a document takes effect and lapses, where it says so."""
    effective = expires = None
    if found := _FROM.search(text):
        effective = published if found["published"] else _read(found, "a", published)
        if effective and found["later"]:
            effective += timedelta(days=int(re.sub(r"\D", "", found["later"])))
    if found := _VALID.search(text):
        expires = _read(found, "b", published) or _read(found, "c", published)
        if found["years"] and (since := effective or published):
            expires = _years_later(since, int(number(found["years"]) or 0))
    return effective, expires


def _years_later(day: date, years: int) -> date | None:
    """The last day of so many years: five from 1 March 2026 end on 28 February 2031."""
    if not 0 < years <= 50:
        return None
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def stated_days(lines: list[str]) -> Iterator[tuple[str, date]]:
    """Days in a document's table of metadata: 发布日期：2026-03-01."""
    for line in lines:
        if (found := _STATED.match(line)) and (day := _read(found, "a", None)):
            yield found["what"], day
