"""Amounts with their comparison: 不低于500万元, 5件以上（含5件）, 百分之五至百分之十."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from publisher.domain.extraction.numerals import NUMBER, number

_GTE: Final = (
    "不得低于|不得少于|不得小于|不低于|不少于|不小于|大于或等于|大于等于|应达到|达到|达|至少|最低|起码|≥"
)
_LTE: Final = (
    "不得超过|不得高于|不得大于|不超过|不高于|不大于|不多于|未超过|小于或等于|小于等于"
    "|控制在|最多|至多|最高|≤"
)
_GT: Final = "超过|高于|大于|多于|突破|>"
_LT: Final = "未达到|未达|低于|少于|小于|不足|不满|不到|未满|<"
_BEFORE: Final = {**dict.fromkeys(_LTE.split("|"), "lte"), **dict.fromkeys(_GTE.split("|"), "gte")} | {
    **dict.fromkeys(_GT.split("|"), "gt"),
    **dict.fromkeys(_LT.split("|"), "lt"),
}
_WORDS_BEFORE: Final = "|".join(sorted(map(re.escape, _BEFORE), key=len, reverse=True))
_UNIT: Final = r"(?:元人民币|人民币|美元|欧元|元|个百分点|%|‰|成(?!立)|名|人|位|件|项|个(?!月|百分点)|家|户)"
_INCLUDING: Final = r"(?:（(?P<@>不?含|不?包含|不?包括)[^）]{0,12}）)?"
_ONE: Final = (
    rf"(?:(?P<@share>百分之|千分之)(?P<@part>{NUMBER})"
    rf"|(?P<@number>{NUMBER})(?P<@unit>{_UNIT})?)"
)
_MONTH_OR_DAY: Final = r"(?![年月日号周天岁]|个月|个自然|周年|倍|条|级|次|名单|类|张|层|天|小时|0)"

SKIPPED: Final = "\x01"
"""Stands for a word that is to be read past, so that positions stay."""

_PATTERN: Final = re.compile(
    rf"(?P<before>{_WORDS_BEFORE})?(?:了|到)?(?:人民币)?{SKIPPED}*{_INCLUDING.replace('@', 'in0')}"
    rf"(?:{_ONE.replace('@', 'low_')}{_INCLUDING.replace('@', 'in1')}(?:至|到|-|~|和|与))?"
    rf"{_ONE.replace('@', '')}{_MONTH_OR_DAY}{_INCLUDING.replace('@', 'in2')}"
    rf"(?:之间)?(?P<after>及其?以上|以上|及其?以下|以下|之?以内|之内|左右)?{_INCLUDING.replace('@', 'in3')}"
)


@dataclass(frozen=True)
class Quantity:
    """`kind` is yuan, ratio, count or bare (no unit); `low` is set for a range, both ends included."""

    start: int
    end: int
    op: str
    value: Decimal
    kind: str
    unit: str
    low: Decimal | None = None
    low_op: str = "gte"
    doubt: str = ""

    @property
    def nodes(self) -> list[dict[str, object]]:
        """Operator and value of the conditions that it says."""
        if self.low is None:
            return [{"op": self.op, "value": tidy(self.value)}]
        if (self.low_op, self.op) == ("gte", "lte"):
            return [{"op": "between", "value": [tidy(self.low), tidy(self.value)]}]
        return [{"op": self.low_op, "value": tidy(self.low)}, {"op": self.op, "value": tidy(self.value)}]


def tidy(value: Decimal) -> int | float:
    """A JSON number: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def quantities(text: str) -> list[Quantity]:
    """Every amount of money, share or count in a text, in order."""
    found = []
    for match in _PATTERN.finditer(text):
        quantity = _quantity(match)
        if quantity is not None and not re.search(r"[第\d]$", text[: match.start()]):
            found.append(quantity)
    return found


def _quantity(match: "re.Match[str]") -> Quantity | None:
    share, unit = match["share"], match["unit"] or ""
    value = _value(match["part"] or match["number"], share, unit)
    if value is None or (not share and not unit and not match["before"] and not match["after"]):
        return None
    low = None
    low_text = match["low_part"] or match["low_number"]
    if low_text:
        low = _value(
            low_text,
            match["low_share"] or (share if not match["low_unit"] else None),
            match["low_unit"] or unit,
        )
        low = _same_scale(low, match, value)
    op, doubt = _operator(match)
    if low is not None and (
        low > value or (match["before"] and match["before"] not in {"达到", "达", "控制在"})
    ):
        return None
    kind = _kind(share, unit)
    if kind is None:
        return None
    low_op = "gt" if (match["in1"] or "").startswith("不") else "gte"
    if low is not None:
        op, doubt = "lt" if (match["in2"] or match["in3"] or "").startswith("不") else "lte", ""
    return Quantity(match.start(), match.end(), op, value, kind, unit, low, low_op, doubt)


def _same_scale(low: Decimal | None, match: "re.Match[str]", high: Decimal) -> Decimal | None:
    """500-2000万元: the first number has the scale of the second."""
    factor = re.search("[万亿]+", match["number"] or "")
    if low is None or match["low_unit"] or not factor or re.search("[万亿]", match["low_number"] or ""):
        return low
    scaled = number(f"{match['low_number']}{factor.group()}")
    return scaled if scaled is not None and scaled <= high else low


def _value(text: str, share: str | None, unit: str) -> Decimal | None:
    value = number(re.sub(r"\s", "", text))
    if value is None:
        return None
    if share == "百分之" or unit in {"%", "个百分点"}:
        return value / 100
    if share == "千分之" or unit == "‰":
        return value / 1000
    return value / 10 if unit == "成" else value


def _kind(share: str | None, unit: str) -> str | None:
    if share or unit in {"%", "‰", "成", "个百分点"}:
        return "ratio"
    if unit in {"美元", "欧元"}:
        return None
    if unit in {"元", "元人民币", "人民币"}:
        return "yuan"
    return "count" if unit else "bare"


def _operator(match: "re.Match[str]") -> tuple[str, str]:
    before, after = _BEFORE.get(match["before"] or ""), match["after"] or ""
    op = before or ("gte" if "上" in after else "lte" if "下" in after or "内" in after else "")
    if before == "gt" and "上" in after:
        op = "gte"
    marks = [match[name] for name in ("in0", "in1", "in2", "in3") if match[name]]
    if any(mark.startswith("不") for mark in marks):
        op = {"gte": "gt", "lte": "lt"}.get(op, op)
    elif marks:
        op = {"gt": "gte", "lt": "lte"}.get(op, op)
    if after == "左右":
        return op or "gte", "“左右”没有确切的界限。"
    return (op, "") if op else ("gte", "没有说是以上还是以下，按不低于读。")
