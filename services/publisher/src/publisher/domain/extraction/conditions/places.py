"""Where an enterprise is registered and pays tax: 在普陀区注册并纳税, 注册地和税收户管地均在本区."""

import re
from collections.abc import Iterator
from typing import Final

from publisher.domain.extraction.conditions.atoms import Atom, Context
from shared.criteria.catalogue import FactType
from shared.criteria.names import code_named, name_of

_TAX: Final = (
    "税收户管(?:地|关系)?|税收征管(?:关系|地)?|税务?征管(?:关系|地)?|税务登记(?:地"
    "|关系)?|税收(?:缴纳|解缴|登记)地|税收属地|税收关系|税务关系"
    "|税收|税管(?:地|关系)?|户管地?|纳税地|纳税登记(?:地)?|(?:依法)?(?:缴税|纳税)|(?:依法)?缴纳税[收款]"
)
_REGISTERED: Final = (
    "(?:工商)?注册登记(?:地|关系)?|(?:工商)?登记注册(?:地|关系)?|工商注册(?:地|关系)?"
    "|工商登记(?:地|关系)?|工商关系|工商(?=[、和与及]税)|注册地址?|注册(?!时间|年限|资本|资金|满|商标)|登记地?|住所地?"
)
_VERB: Final = f"(?:{_TAX}|{_REGISTERED})"
_JOIN: Final = r"(?:[、和与及或且并]|，(?=并|且|同时|依法|纳税|缴税)|同时|以及|并且|或者|并依法|且依法|依法)*"
_INSIDE: Final = r"(?:行政区域内?|行政区划内?|辖区内?|区域内?|范围内|境内|地域内|内)?"
_HEAD: Final = r"(?:均|都|应|须|应当|需|必须|同时|已)*"


_SHORT: Final = {"上海": "31", "北京": "11", "天津": "12", "重庆": "50"}
# Atomic: what was taken for a name is not taken apart again, or the patterns would try for ever.
_NAME: Final = (
    r"(?>(?:(?:(?![在税注属的企业内域依])[\u4e00-\u9fff]){1,8}?"
    r"(?:特别行政区|自治区|自治州|新区|街道|[省市区县镇乡])){1,3}|上海|北京|天津|重庆)"
)
_HERE: Final = "本区|我区|全区|区内|本辖区|辖区内|本行政区|本街道|本镇"
_CITY: Final = "本市|我市|全市"
_PLACE: Final = rf"(?P<place>(?:{_NAME}|{_HERE}|{_CITY})(?:[、或和及](?:{_NAME}|{_HERE}|{_CITY}))*){_INSIDE}"
_PATTERNS: Final = (
    re.compile(rf"(?P<verbs>{_VERB}(?:{_JOIN}{_VERB})*){_HEAD}(?P<not>不)?(?:在|位于|为|属于|属|于"
rf"|落在)(?:我市|本市|上海市?)?{_PLACE}"),
    re.compile(rf"(?P<not>不)?(?:在|于){_PLACE}(?:依法|合法|办理|进行|完成|实际|均"
rf"|已)*(?P<verbs>{_VERB}(?:{_JOIN}{_VERB})*)"),
    re.compile(rf"(?P<not>不)?(?:在|于){_PLACE}(?P<verbs>)(?=(?:依法|新|注册)*(?:设立|成立|落户))"),
    re.compile(rf"(?P<not>非)?{_PLACE}(?P<verbs>(?:{_REGISTERED})(?:{_JOIN}{_VERB})*)(?=的|企业|$)"),
)  # fmt: skip
_ANY_VERB: Final = re.compile(rf"(?P<tax>{_TAX})|(?P<registered>{_REGISTERED})")
_OF_HERE: Final = re.compile(
    rf"{_PLACE}的?(?=(?:各类|各)?(?:规模以上|规上|中小|小微|小型|微型|企业|民营|高新"
    r"|科技型|创新型|专精特新|注册企业|软件|制造|工业))"
)


def places(text: str, context: Context) -> Iterator[Atom]:
    """Conditions on the place of registration and of paying tax."""
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            codes = _codes(found["place"], context)
            if not codes:
                continue
            taken.append(found.span())
            yield from _by_verb(found, codes)
    if not taken:
        for found in _OF_HERE.finditer(text):
            codes = _codes(found["place"], context)
            if codes and not re.search(r"[在为于]$", text[: found.start()]):
                node = {"fact": "registered_region", "op": "within", "value": codes}
                yield Atom((found.span(),), node, "文件没有说注册地还是纳税地，按注册地读。")
                return


def _by_verb(found: "re.Match[str]", codes: list[str]) -> Iterator[Atom]:
    """One condition for each verb; the words between two verbs stay free, for they may be 或."""
    at = found.start("verbs")
    op = "not_within" if found["not"] else "within"
    verbs = list(_ANY_VERB.finditer(found["verbs"]))
    if not verbs:
        yield Atom((found.span(),), {"fact": "registered_region", "op": op, "value": codes})
    place_first = found.start("place") < at
    for number, verb in enumerate(verbs):
        spans = [(at + verb.start(), at + verb.end())]
        if place_first and number == 0:
            spans.append((found.start(), at))
        if not place_first and number == len(verbs) - 1:
            spans.append((found.end("verbs"), found.end()))
        fact = "tax_region" if verb.lastgroup == "tax" else "registered_region"
        yield Atom(tuple(spans), {"fact": fact, "op": op, "value": codes})


def _codes(said: str, context: Context) -> list[str]:
    """The codes of one or several places; none where one is unknown, or 本区 is nobody's."""
    codes = []
    for name in re.split("[、或和及]", re.sub(rf"{_INSIDE}$", "", said)):
        code = _code(name, context)
        if not code:
            return []
        codes.append(code)
    return list(dict.fromkeys(codes))


def _code(name: str, context: Context) -> str | None:
    if re.fullmatch(_HERE, name):
        return context.region
    if re.fullmatch(_CITY, name):
        return context.region[:2] if context.region[:2] in _SHORT.values() else context.region[:4]
    return _SHORT.get(name) or code_named(FactType.REGION, name) or _within(name, context)


def _within(name: str, context: Context) -> str | None:
    """A name that several places have means the one in the notice's own city or district."""
    if context.region and name_of(FactType.REGION, context.region).endswith(name):
        return context.region
    for above in (name_of(FactType.REGION, context.region), "上海市" if context.region[:2] == "31" else ""):
        if above and context.region and (code := code_named(FactType.REGION, above + name)):
            return code
    return None
