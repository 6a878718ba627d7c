"""How a list of conditions holds: all of them, any of them, at least some, or none of them."""

import re
from dataclasses import dataclass
from typing import Final

from publisher.domain.extraction.numbering import ordinal
from publisher.domain.extraction.numerals import NUMBER, number

_ITEMS: Final = "[项个条种款]"
_AT_LEAST: Final = re.compile(
    rf"(?:至少|不少于)[^，。：]{{0,12}}?(?P<a>{NUMBER}){_ITEMS}|(?:任意|任何|其中|其中的"
    rf"|任)(?P<b>{NUMBER}){_ITEMS}|(?:条件|情形|要求|标准|指标"
    rf"|各项)(?:中)?的?(?P<c>{NUMBER}){_ITEMS}(?:及?以上)?"
    rf"|(?P<d>{NUMBER}){_ITEMS}(?:及以上|以上)(?:条件|要求|的|$|：)"
)
_ANY: Final = re.compile("之一|任一|任何一|任意一|其中一|一项即可|其一")
_NONE: Final = re.compile(
    r"不予|不得(?:申|享|纳|列)|不能申|不可申|不支持|不纳入|不享受|不属于支持"
    r"|取消.{0,6}资格|不在.{0,4}支持范围|不受理"
)
_LEAD: Final = re.compile(
    r"(?:申报|申请)?(?:企业|单位|主体|对象)?(?:并|且|还|应|须|需|应当|必须|同时|至少|均"
    r"|全部|分别|可|也|要)*(?:存在|符合|满足|具备|达到|具有|有|属于|出现)[^"
    r"，。；：]{0,16}(?:条件|情形|要求|标准|指标|情况|之一|[项条个])[^"
    r"，。；：]{0,12}(?=[，。；：]|$)"
    r"|(?:以下|下列|如下|下述|上述)[^，。；：]{0,12}(?:条件|情形|要求|标准|指标|情况"
    r"|企业)[^，。；：]{0,12}(?=[，。；：]|$)"
)
_IN_BRACKETS: Final = re.compile(r"（[^）]*(?:之一|任|即可|同时|均|至少|全部)[^）]*）")
_PREAMBLE: Final = re.compile(
    r"(?:，|^)(?:均)?(?:不予(?:支持|受理|申报|奖励|补贴|资助|认定)|不得(?:申报|申请"
    r"|享受)[^，。：]{0,10}|取消[^，。：]{0,8}资格)(?=[，。；：]|$)"
)


@dataclass(frozen=True)
class Mode:
    """`kind` is all, any, at_least or none; `stated` where the text says so."""

    kind: str = "all"
    least: int = 0
    stated: bool = False


def mode_of(lead: str) -> Mode:
    """What the sentence above a list says about it."""
    if _NONE.search(lead):
        return Mode("none", stated=True)
    if found := _AT_LEAST.search(lead):
        least = int(number(next(part for part in found.groups() if part)) or 0)
        if least == 1:
            return Mode("any", stated=True)
        if least > 1:
            return Mode("at_least", least, stated=True)
    if _ANY.search(lead):
        return Mode("any", stated=True)
    return Mode(stated=bool(_LEAD.search(lead)))


def without_mode(lead: str) -> str:
    """The lead without the words that only announce the list."""
    bare = _PREAMBLE.sub("", _LEAD.sub("", _IN_BRACKETS.sub("", lead)))
    return re.sub(r"^[，：]+|[，：]+$", "", bare)


_MEMBER: Final = re.compile(
    r"（[一二三四五六七八九十]{1,2}）|（\d{1,2}）"
    r"|第[一二三四五六七八九十\d]{1,2}[项条]"
)


def named_members(lead: str) -> list[tuple[Mode, set[int]]]:
    """Which members a lead names, and how each lot holds: 满足（三）（四）条件之一."""
    lots = [
        (mode_of(part), {ordinal(each) for each in _MEMBER.findall(part)})
        for part in re.split("[，；]", lead)
    ]
    named = [(mode, members) for mode, members in lots if members]
    return named if sum(len(members) for _, members in named) > 1 else []
