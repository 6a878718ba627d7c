"""How old an enterprise is, or when it was founded: 成立满一年以上, 2025年3月31日（含）前成立."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from publisher.domain.extraction.conditions.atoms import Atom
from publisher.domain.extraction.numerals import NUMBER, number

_FOUNDED: Final = r"(?:新?(?:注册|登记)?(?:设立|成立|创办|组建)(?:登记)?|注册登记|登记注册|工商注册|注册)"
_MOST_YEARS: Final = 200
_TIME: Final = r"(?:时间|年限|日期|至今|运营|经营|以来|期限|已)*"
_MORE: Final = "(?:不少于|不低于|不短于|满|达到|达|超过|在|至少)?"
_AT_LEAST: Final = re.compile(
    rf"(?:持续经营|正常经营|依法经营)?{_FOUNDED}{_TIME}(?:应|须|需|均|已|必须)*(?P<op>不少于|不低于|不短于|已?满|达到|达|超过|在|至少|大于)(?P<n>{NUMBER})(?P<unit>个?周?年|个月)(?:以上|及以上)?(?P<upto>以内|以下|之内|内)?"
    rf"|(?:{_FOUNDED}|(?:正常|持续|实际|连续|依法)(?:经营|运营)){_TIME}(?:在)?(?P<n2>{NUMBER})(?P<unit2>个?周?年|个月)(?P<side>以上|及以上|以内|以下|之内|内)"
    rf"(?:[、，]?且?(?P<n3>{NUMBER})(?P<unit3>个?周?年|个月)(?:以内|以下|之内))?"
)
_AT_MOST: Final = re.compile(
    rf"{_FOUNDED}{_TIME}(?:应|须|需|均)*(?P<op>不超过|未超过|不满|未满|不足|少于|低于|小于|不多于)(?P<n>{NUMBER})(?P<unit>个?周?年|个月)(?:以内|以下)?"
)
_DAY: Final = (
    r"(?P<{0}y>20\d\d|19\d\d)年(?:(?P<{0}m>\d{{1,2}})月(?:(?P<{0}d>\d{{1,2}})日)?)?(?P<{0}end>底|末)?"
)
_IN: Final = r"(?:（(?P<{0}>不?含|不?包含|不?包括)[^）]{{0,10}}）)?"
_BEFORE: Final = re.compile(
    rf"(?:{_FOUNDED}(?:时间|日期)?(?:应|须|需)?(?:于|在|早于|不晚于|为)?)?{_DAY.format('a')}{_IN.format('in0')}(?P<side>及?以前|之前|前|及?以后|之后|后|以来|起)?{_IN.format('in1')}(?:(?P<where>在[^，。；]{{0,10}}?)?(?P<founded>(?:依法)?(?:新)?{_FOUNDED}))?"
)
_SPAN: Final = re.compile(
    rf"(?:{_FOUNDED}(?:时间|日期)?(?:应|须|需)?(?:于|在|为)?)?{_DAY.format('a')}(?:（含）)?(?:至|到|-|~)(?:(?P<by>20\d\d)年)?(?P<bm>\d{{1,2}})月(?P<bd>\d{{1,2}})日(?:（含）)?(?:期间|之间|间)?(?P<founded>(?:内)?(?:新)?{_FOUNDED})?"
)


def ages(text: str) -> Iterator[Atom]:
    """Conditions on the day of founding."""
    yield from _periods(text)
    spans = list(_spans(text))
    yield from spans
    for found in _BEFORE.finditer(text):
        free = not any(atom.start < found.end() and found.start() < atom.end for atom in spans)
        if free and (atom := _day(text, found)):
            yield atom


def _periods(text: str) -> Iterator[Atom]:
    for found in _AT_MOST.finditer(text):
        yield _age(
            found.span(), "age_lt", found["n"], found["unit"], found["op"] in {"不超过", "未超过", "不多于"}
        )
    for found in _AT_LEAST.finditer(text):
        count, unit = found["n"] or found["n2"], found["unit"] or found["unit2"]
        within = found["upto"] or (found["side"] if found["side"] and "上" not in found["side"] else None)
        if re.search(r"[不未]$", text[: found.start("op")] if found["op"] else ""):
            continue
        if found["op"] in {"不少于", "不低于", "不短于"}:
            within = None
        if int(number(count) or 0) > _MOST_YEARS:
            continue
        yield _age(found.span(), "age_lt" if within else "age_gte", count, unit, bool(within))
        if found["n3"]:
            yield _age(found.span(), "age_lt", found["n3"], found["unit3"], True)


def _age(span: tuple[int, int], op: str, count: str, unit: str, includes: bool) -> Atom:
    months = unit == "个月"
    value = int(number(count) or 0)
    node = {"fact": "founded_on", "op": op, "value": f"P{value}M" if months else f"P{value}Y"}
    return Atom((span,), node, "恰好满期的那一天按超过读。" if includes else "")


def _spans(text: str) -> Iterator[Atom]:
    for found in _SPAN.finditer(text):
        if not (found["founded"] or re.match(_FOUNDED, found.group())):
            continue
        first = _date(found["ay"], found["am"], found["ad"], last=False)
        last = _date(found["by"] or found["ay"], found["bm"], found["bd"], last=True)
        if first and last and first <= last:
            node = {"fact": "founded_on", "op": "between", "value": [str(first), str(last)]}
            yield Atom((found.span(),), node)


def _day(text: str, found: "re.Match[str]") -> Atom | None:
    leading = re.match(_FOUNDED, found.group())
    earlier = re.search("早于|不晚于", found.group())
    side = found["side"] or ""
    if not (found["founded"] or leading) or not (side or earlier or found["founded"]):
        return None
    before = "前" in side or bool(earlier)
    if not side and not earlier:
        return None
    marked = (
        found["in0"]
        or found["in1"]
        or ("含" if "及" in side or (earlier and "不晚于" in earlier.group()) else "")
    )
    # 2024年以前 ends with the year before it; a day or month that is named whole counts up to its end.
    whole_year = found["am"] is None and not found["aend"]
    day = _date(found["ay"], found["am"], found["ad"], last=before and not whole_year)
    if day is None:
        return None
    end = (
        found.start("where")
        if found["where"]
        else found.start("founded")
        if found["founded"]
        else found.end()
    )
    spans = [(found.start(), end), *([found.span("founded")] if found["founded"] else [])]
    return Atom(tuple(spans), _node(day, before, marked, whole_year), _doubt(before, marked, whole_year))


def _node(day: date, before: bool, marked: str, whole_year: bool) -> dict[str, Any]:
    excluded = marked.startswith("不")
    if before:
        if excluded or (whole_year and not marked):
            day -= timedelta(days=1)
        elif whole_year:
            day = date(day.year, 12, 31)
        return {"fact": "founded_on", "op": "on_or_before", "value": str(day)}
    return {
        "fact": "founded_on",
        "op": "on_or_after",
        "value": str(day + timedelta(days=1) if excluded else day),
    }


def _doubt(before: bool, marked: str, whole_year: bool) -> str:
    if marked:
        return ""
    if whole_year:
        return "没有写明那一年是否包括在内。"
    return f"“{'前' if before else '后'}”是否包括当天，文件没有写明，按包括读。"


def _date(year: str, month: str | None, day: str | None, *, last: bool) -> date | None:
    try:
        if day:
            return date(int(year), int(month or 1), int(day))
        first = date(int(year), int(month or (12 if last else 1)), 1)
        return (
            (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if last else first
        )
    except ValueError:
        return None
