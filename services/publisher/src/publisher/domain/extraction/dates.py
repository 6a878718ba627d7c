"""Days as Chinese documents write them: 2026年2月24日, 二〇二六年二月二十四日, 2026-02-24."""

import re
from datetime import date
from typing import Final

_DIGITS: Final = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0}
_ARABIC: Final = re.compile(r"(\d{4})\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})\s*日?")
_CHINESE: Final = re.compile(
    r"([一二三四五六七八九〇零○ＯO]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


def day_alone(line: str) -> date | None:
    """The day that a line consists of; None where it says anything else."""
    plain = re.sub(r"\s+", "", line).strip("()（）")
    if arabic := _ARABIC.fullmatch(plain):
        return _day(*(int(part) for part in arabic.groups()))
    if chinese := _CHINESE.fullmatch(plain):
        year, month, day = chinese.groups()
        return _day(int("".join(str(_DIGITS[c]) for c in year)), _number(month), _number(day))
    return None


def _number(text: str) -> int:
    """一 to 九十九."""
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
