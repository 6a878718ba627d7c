"""Memberships: qualifications, industries, tags and parks, one or a list of them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from publisher.domain.extraction.conditions.atoms import Atom, Span
from shared.criteria.catalogue import FACTS, FactType
from shared.criteria.code_tables import code_table
from shared.criteria.names import code_named

_QUALIFICATIONS: Final = (
    (
        "little_giant",
        (
            r"(?:国家级?)?(?:重点)?专精特新(?:企业)?的?小巨人(?:企业)?"
            r"|(?:国家级?)?(?:重点)?小巨人(?:企业)?"
        ),
    ),
    ("srdi", r"(?:市级|省级|本市|上海市|国家级?)?专精特新(?:中小企业|中小微企业|企业)?(?!企业?的?小巨人)"),
    (
        "high_tech",
        (
            r"(?:国家级?)?(?:重点扶持的)?高新技术企业(?!培育|入库|认定机构)|国家?高企(?!培育)"
            r"|高企(?!培育)|国高(?!新)"
        ),
    ),
    ("tech_sme", r"(?:国家级?)?科技型中小(?:微)?企业"),
    ("innovative_sme", r"创新型中小(?:微)?企业"),
    ("regional_hq", r"(?:跨国公司)?地区总部"),
)
_QUALIFICATION: Final = re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in _QUALIFICATIONS))
_OPEN: Final = "属于为是从事在的、和或及与者等非以除含括，；（。：其了即如"
_AS_CONTEXT: Final = (
    r"(?=(?:等)?(?:重点)?(?:行业|领域|产业|门类|类企业|企业|的|、|和|或|及|方向|业务|等|研发|$))"
)

# What people say instead of the standard's names.
_ALSO_CALLED: Final = {
    "工业": ["B", "C", "D"], "农业": ["01"], "建筑业": ["E"], "软件业": ["65"], "批发零售业": ["F"],
    "批发和零售": ["F"], "批发零售": ["F"], "批发": ["51"], "零售": ["52"], "住宿餐饮业": ["H"],
    "住宿和餐饮": ["H"],
    "软件和信息技术服务": ["65"], "软件与信息技术服务业": ["65"], "信息传输业": ["63"],
    "信息传输、软件和信息技术服务": ["I"], "科学研究和技术服务": ["M"], "科学研究与技术服务业": ["M"],
    "研究与试验发展": ["73"], "研究和试验发展业": ["73"], "交通运输业": ["G"], "金融": ["J"], "金融业": ["J"],
    "房地产": ["K"], "房地产开发": ["701"], "房地产开发企业": ["701"], "文化体育娱乐业": ["R"], "制造": ["C"],
    "租赁和商务服务": ["L"], "互联网和相关服务业": ["64"], "建筑": ["E"], "采矿": ["B"],
}  # fmt: skip
_TAG_WORDS: Final = {label: code for code, label in FACTS["tags"].codes.items()} | {
    "软件和信息服务业": "software", "软件企业": "software", "软件": "software", "智能机器人": "robotics",
}  # fmt: skip
_PARK_WORDS: Final = {label: code for code, label in FACTS["parks"].codes.items()}


def _words(words: dict[str, Any], tail: str = "") -> "re.Pattern[str]":
    names = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?P<word>{names}){tail}")


@cache
def _industry_words() -> dict[str, list[str]]:
    """Names of industries with their codes; 其他… says nothing without what it leaves out."""
    names = {entry.name for entry in code_table(FactType.INDUSTRY).entries.values()}
    # A list of who may file means by 社会团体 a form of entity, not a branch of the economy.
    named = {name for name in names if len(name) >= 3 and name != "社会团体"}
    coded = {name: code_named(FactType.INDUSTRY, name) for name in named}
    usable = {name: [code] for name, code in coded.items() if code and not name.startswith("其他")}
    # 信息传输软件和信息技术服务业: people leave out the standard's 、.
    unpunctuated = {name.replace("、", ""): codes for name, codes in usable.items() if "、" in name}
    return unpunctuated | usable | _ALSO_CALLED


@cache
def _industry() -> "re.Pattern[str]":
    return _words(_industry_words(), r"(?:行业|(?<!业)业)?")


_TAG: Final = _words(_TAG_WORDS, _AS_CONTEXT)
_PARK: Final = _words(_PARK_WORDS)
_WHOLE: Final = re.compile(r"[业务展]$")
_APPROXIMATE: Final = re.compile(
    r"(?:20\d\d年[\d年月日至到-]*(?:期间|以来|以后|之后|以内|内|间|度|后|前)?|上一?年度"
    r"|当年|近[一二两三四五\d]年内?)"
    r"?(?:首次|新|再次|重新|复核|已)*(?:获得|取得|获评|获|通过|被?认定为|被?评定为|被?评为|入选|认定的?|备案的?|入库的?|获批的?)"
)
_TIMED: Final = re.compile(r"20\d\d|当年|近.年|上一?年|首次|新|再次|重新")
_HELD: Final = "文件还要求认定的时间或次数，指标中没有，按现在持有来判断。"


def memberships(text: str, taken: list[Span]) -> Iterator[Atom]:
    """Conditions on qualifications, industries, tags and parks."""
    for atom in (*_qualifications(text), *_industries(text), *_tagged(text)):
        if not any(atom.start < end and start < atom.end for start, end in taken):
            taken.extend(atom.spans)
            yield atom


def _qualifications(text: str) -> Iterator[Atom]:
    last = 0
    for found in _QUALIFICATION.finditer(text):
        lead = re.split("[，；。]", text[last : found.start()])[-1]
        last = found.end()
        spans: list[Span] = [found.span()]
        doubt = ""
        if acquired := next(iter(reversed(list(_APPROXIMATE.finditer(lead)))), None):
            offset = found.start() - len(lead)
            spans.append((offset + acquired.start(), offset + acquired.end()))
            doubt = _HELD if _TIMED.search(acquired.group()) else ""
        op = (
            "has_none"
            if re.search(r"(?:未|不是|不属于|尚未|非|未获得|未被认定为|未认定为)(?:国家级?)?$", lead)
            else "has_any"
        )
        yield Atom(
            tuple(spans), {"fact": "qualifications", "op": op, "value": [found.lastgroup]}, doubt, listed=True
        )


_NEGATED: Final = re.compile(r"(?:非|不属于|不是|不含|不包括|不从事|未从事|不得从事)$")


def _industries(text: str) -> Iterator[Atom]:
    for found in _industry().finditer(text):
        word, before, after = found["word"], text[: found.start()][-1:], text[found.end() :]
        alone = (
            not before
            or before in _OPEN
            or not re.match(r"[\u4e00-\u9fff]", before)
            or text[: found.start()].endswith(
                (
                    "规模以上",
                    "规上",
                    "规模以下",
                    "中小微",
                    "中小",
                    "小微",
                    "大中型",
                    "区",
                    "市",
                    "主营业务为",
                    "从事",
                )
            )
        )
        whole = (
            bool(_WHOLE.search(found.group()))
            or re.match(r"(?:行业|类?企业|类|、|和|或|及|等)", after)
            or word.endswith("企业")
        )
        if not alone or not whole or re.match(r"(?:务|协会|标准|增加值|产值|总产值|园|局|收入)", after):
            continue
        op = "not_within" if _NEGATED.search(text[: found.start()]) else "within"
        node = {"fact": "industry", "op": op, "value": list(_industry_words()[word])}
        yield Atom((found.span(),), node, listed=True)


def _tagged(text: str) -> Iterator[Atom]:
    for fact, pattern, words in (("tags", _TAG, _TAG_WORDS), ("parks", _PARK, _PARK_WORDS)):
        for found in pattern.finditer(text):
            before = text[: found.start()][-1:]
            if (
                fact == "tags"
                and before
                and before not in _OPEN
                and re.match(r"[\u4e00-\u9fff]", before)
                and before not in "区市"
            ):
                continue
            op = "has_none" if _NEGATED.search(text[: found.start()]) else "has_any"
            doubt = "" if fact == "parks" else "按企业的产业标签来判断。" if len(found["word"]) < 3 else ""
            yield Atom(
                (found.span(),),
                {"fact": fact, "op": op, "value": [words[found["word"]]]},
                doubt,
                listed=True,
            )
