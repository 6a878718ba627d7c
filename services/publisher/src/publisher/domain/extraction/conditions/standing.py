"""What an enterprise is: its legal form, size, ownership, listing, credit, and whether it is above scale."""

import re
from collections.abc import Iterator
from typing import Any, Final

from publisher.domain.extraction.conditions.atoms import Atom

_BARE_BEFORE: Final = re.compile(
    r"(?<![微小中大型营资伙资外独市公术新类业])企业(?:法人)?(?:、|和|及|或|以及|与|或者)$"
)
_BARE_AFTER: Final = re.compile(r"(?:、|和|及|或|以及|与|或者)(?:各类)?企业(?!法人)")
_ALL_LISTED: Final = ["main_board", "star", "chinext", "bse", "overseas"]
_WORDS: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    (
        (
            r"(?:具有|具备)?独立(?:的)?(?:企业)?法人(?:资格|主体)?(?:的)?|(?:具有"
            r"|具备)(?:企业)?法人(?:主体)?资格|(?:独立)?企业法人(?:资格)?|(?:独立)?法人企业|公司制企业"
            r"|有限责任公司或股份有限公司"
        ),
        {"fact": "entity_type", "op": "eq", "value": "company"},
        "",
    ),
    (
        r"民办非企业单位|社会服务机构|社会组织|社会团体",
        {"fact": "entity_type", "op": "eq", "value": "non_profit"},
        "",
    ),
    (r"个体工商户", {"fact": "entity_type", "op": "eq", "value": "individual_business"}, ""),
    (r"合伙企业", {"fact": "entity_type", "op": "eq", "value": "partnership"}, ""),
    (r"个人独资企业", {"fact": "entity_type", "op": "eq", "value": "sole_proprietorship"}, ""),
    (r"农民专业合作社", {"fact": "entity_type", "op": "eq", "value": "cooperative"}, ""),
    (
        (
            r"中小微(?:型)?企业|中小企业"
            r"|中型、小型(?:和|、)微型企业"
            r"|中小微"
        ),
        {"fact": "size", "op": "in", "value": ["micro", "small", "medium"]},
        "",
    ),
    (
        (
            r"小微(?:型)?企业|小型微型企业"
            r"|小型(?:和|、|或)微型企业|小微"
        ),
        {"fact": "size", "op": "in", "value": ["micro", "small"]},
        "",
    ),
    (
        r"中型(?:及|或)?以下(?:企业)?",
        {"fact": "size", "op": "in", "value": ["micro", "small", "medium"]},
        "",
    ),
    (r"小型(?:及|或)?以下(?:企业)?", {"fact": "size", "op": "in", "value": ["micro", "small"]}, ""),
    (r"中型(?:及|或)?以上(?:企业)?", {"fact": "size", "op": "in", "value": ["medium", "large"]}, ""),
    (r"大中型企业", {"fact": "size", "op": "in", "value": ["medium", "large"]}, ""),
    (r"微型企业", {"fact": "size", "op": "eq", "value": "micro"}, ""),
    (r"小型企业", {"fact": "size", "op": "eq", "value": "small"}, ""),
    (r"中型企业", {"fact": "size", "op": "eq", "value": "medium"}, ""),
    (r"大型企业", {"fact": "size", "op": "eq", "value": "large"}, ""),
    (
        (
            r"规模以上(?=工业|服务业|企业|$|的|，|文化|商贸|制造|软件|批发|零售|建筑)|规上(?=工业"
            r"|服务业|企业|的|，)"
        ),
        {"fact": "above_scale", "op": "eq", "value": True},
        "",
    ),
    (
        (
            r"规模以下(?=工业|服务业|企业"
            r"|的|，)|规下(?=工业|企业)"
        ),
        {"fact": "above_scale", "op": "eq", "value": False},
        "",
    ),
    (
        (
            r"(?:民营|私营)(?:企业|(?=中小"
            r"|小微|科技|高新|的))"
        ),
        {"fact": "ownership", "op": "eq", "value": "private"},
        "",
    ),
    (r"国有(?:及国有)?(?:控股)?企业|国企", {"fact": "ownership", "op": "eq", "value": "state"}, ""),
    (r"集体(?:所有制)?企业", {"fact": "ownership", "op": "eq", "value": "collective"}, ""),
    (r"港澳台(?:商)?(?:投资|资)?企业", {"fact": "ownership", "op": "eq", "value": "hmt"}, ""),
    (r"外商投资企业|外资企业|外商独资企业", {"fact": "ownership", "op": "eq", "value": "foreign"}, ""),
    (r"混合所有制企业", {"fact": "ownership", "op": "eq", "value": "mixed"}, ""),
    (
        (
            r"非上市(?:企业|公司)?"
            r"|(?:尚)?未上市(?:的)?(?:企业"
            r"|公司)?"
        ),
        {"fact": "listing", "op": "in", "value": ["unlisted", "neeq"]},
        "新三板挂牌按未上市读。",
    ),
    (
        (
            r"已上市(?:的)?(?:企业|公司)?"
            r"|上市(?:企业|公司)"
        ),
        {"fact": "listing", "op": "in", "value": _ALL_LISTED},
        "",
    ),
)
_PATTERNS: Final = tuple((re.compile(pattern), node, doubt) for pattern, node, doubt in _WORDS)
_CREDIT_LISTS: Final = (
    ("abnormal_operations", r"(?:企业)?经营异常(?:企业)?(?:名录|名单|状态|情形|情况)?"),
    (
        "serious_dishonesty",
        (
            r"(?:市场监管|市场监督管理)?严重(?:违法)?失信(?:企业|主体|行为)?(?:名单|名录|记录"
            r"|黑名单|行为|惩戒对象)?|失信被执行人(?:名单)?|失信(?:联合)?惩戒(?:对象)?(?:名单)?"
            r"|(?:信用)?黑名单"
        ),
    ),
)
_BOARDS: Final = {
    "科创板": ["star"],
    "创业板": ["chinext"],
    "北交所": ["bse"],
    "北京证券交易所": ["bse"],
    "主板": ["main_board"],
    "境内外": _ALL_LISTED,
    "境内": ["main_board", "star", "chinext", "bse"],
    "境外": ["overseas"],
    "海外": ["overseas"],
    "新三板": ["neeq"],
    "全国中小企业股份转让系统": ["neeq"],
    "上海证券交易所": ["main_board", "star"],
    "上交所": ["main_board", "star"],
    "深圳证券交易所": ["main_board", "chinext"],
    "深交所": ["main_board", "chinext"],
}
_BOARD: Final = "|".join(sorted(_BOARDS, key=len, reverse=True))
_LISTED: Final = re.compile(
    rf"在?(?P<boards>(?:{_BOARD})(?:(?:[、或和及]|或者|以及)(?:{_BOARD}))*)"
    r"(?:成功|首发|首次|新)*(?:上市|挂牌)(?:的?企业|的?公司)?"
)
_ONE_LIST: Final = "|".join(f"(?:{pattern})" for _, pattern in _CREDIT_LISTS)
_CREDIT: Final = re.compile(
    r"(?P<not>(?:近[一二三两\d]年(?:内)?)?(?:未|没有|无|非|不存在|不在|不得|不属于|不是"
    r"|未曾)(?:正?在|处于|被|发生|有|存在)*(?:市场监管部门|有关部门)?(?:列入|纳入|列为"
    r"|记入)?)?(?P<in>被?(?:列入|纳入|列为))?(?:国家企业信用信息公示系统|信用中国"
    r"|上海市公共信用信息服务平台)?(?:的)?"
    rf"(?P<lists>(?:{_ONE_LIST})(?:(?:[、和及或，]|以及|或者|或被列入|、?未被?列入"
    rf"|和未被列入|且未被?列入|且无)*(?:{_ONE_LIST}))*)(?:等)?(?:中|的|期间|内)?"
)
_GOOD: Final = re.compile(
    r"(?:无|没有|不存在)(?:不良信用(?:记录)?|失信(?:行为|记录)|不良(?:诚信"
    r"|失信)(?:行为)?记录)|(?:具有|企业)?(?:良好的?信用(?:记录|状况)?|信用(?:记录|状况"
    r"|情况)?(?:保持)?良好|信用正常)|(?:具有)?良好的?信用"
)


def standing(text: str) -> Iterator[Atom]:
    """Conditions on what an enterprise is."""
    yield from credit(text)
    taken: list[tuple[int, int]] = []
    for found in _LISTED.finditer(text):
        taken.append(found.span())
        codes = [code for board in re.findall(_BOARD, found["boards"]) for code in _BOARDS[board]]
        listed_on: dict[str, Any] = {"fact": "listing", "op": "in", "value": list(dict.fromkeys(codes))}
        yield Atom((found.span(),), _turned(text, found, listed_on), listed=True)
    for pattern, node, doubt in _PATTERNS:
        for found in pattern.finditer(text):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            taken.append(found.span())
            said = _with_companies(text, found, _turned(text, found, node))
            listed = node["fact"] in {"entity_type", "ownership", "listing", "size"}
            yield Atom((found.span(),), said, doubt, listed=listed)


def _with_companies(text: str, found: "re.Match[str]", node: dict[str, Any]) -> dict[str, Any]:
    """企业、社会组织: the bare 企业 beside another form of entity means every form of enterprise."""
    if node["fact"] != "entity_type" or node["op"] != "eq" or node["value"] == "company":
        return node
    beside = _BARE_BEFORE.search(text[: found.start()]) or _BARE_AFTER.match(text[found.end() :])
    enterprises = ["company"] if "法人" in text else ["company", "partnership", "sole_proprietorship"]
    return {"fact": "entity_type", "op": "in", "value": [*enterprises, node["value"]]} if beside else node


def _turned(text: str, found: "re.Match[str]", node: dict[str, Any]) -> dict[str, Any]:
    if not re.search(r"(?:不属于|不是|非|不包括|不含)(?:于)?$", text[: found.start()]):
        return node
    turned = {"eq": "ne", "in": "not_in"}[node["op"]]
    return node | {"op": turned}


def credit(text: str) -> Iterator[Atom]:
    """Conditions on the credit status: 未列入经营异常名录, 无严重失信记录, 信用良好."""
    for found in _CREDIT.finditer(text):
        codes = [code for code, pattern in _CREDIT_LISTS if re.search(pattern, found["lists"])]
        clear = bool(found["not"])
        if len(codes) == 1:
            node: dict[str, Any] = {"fact": "credit_status", "op": "ne" if clear else "eq", "value": codes[0]}
        else:
            node = {"fact": "credit_status", "op": "not_in" if clear else "in", "value": codes}
        doubt = "失信被执行人等按“严重失信”读。" if re.search("被执行人|惩戒|黑名单", found["lists"]) else ""
        yield Atom((found.span(),), node, doubt)
    for found in _GOOD.finditer(text):
        node = {"fact": "credit_status", "op": "eq", "value": "normal"}
        yield Atom((found.span(),), node, "按信用状态“正常”读。")
