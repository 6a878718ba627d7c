"""Numbers as Chinese documents write them: 1,000, 1.2亿, 五百万, 二点五, 两."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_GREAT: Final = {"万": 10**4, "亿": 10**8}
_FACTORS: Final = _UNITS | _GREAT

_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")

ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
CHINESE: Final = (
    r"[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[〇零一二三四五六"
    r"七八九]+)?"
)
NUMBER: Final = rf"(?:{ARABIC}\s*[十百千万亿]*|{CHINESE})"


def number(text: str) -> Decimal | None:
    """The number that a text consists of; None where it is none."""
    text = text.translate(_FORMAL)
    if found := re.fullmatch(rf"({ARABIC})\s*([十百千万亿]*)", text):
        value = Decimal(found[1].replace(",", ""))
        for factor in found[2]:
            value *= _FACTORS[factor]
        return value
    return _chinese(text) if re.fullmatch(CHINESE, text) else None


def _chinese(text: str) -> Decimal | None:
    whole, point, fraction = text.partition("点")
    value = _spelt(whole)
    if value is None or not point:
        return value
    return value + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction))


def _spelt(text: str) -> Decimal | None:
    """一 to 九千九百九十九亿, and digits one by one as in 二〇二五."""
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, None
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        else:
            section += digit or 0
            total = (total + section) * _GREAT[c] if c == "亿" else total + section * _GREAT[c]
            section, digit = 0, None
    if text and text[0] in _GREAT:
        return None
    return Decimal(total + section + (digit or 0))
