"""Conditions on numbers: which fact an amount is said of, and for which year."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from publisher.domain.extraction.conditions.atoms import Atom, Context, Span
from publisher.domain.extraction.conditions.quantities import SKIPPED, Quantity, quantities

_STAFF: Final = (
    r"(?:企业|单位|公司|本单位)?(?:当年|上年度?|年末|期末)?(?:全部|全体|在职)?(?:从业人员"
    r"|职工|员工|人员)(?:总数|总人数|人数|总量|总额|数量)?"
)
_INCOME: Final = (
    r"(?:企业|公司|同期|当期|当年|上年度?|年度?|其)*(?:主?营业务?|主营业务|销售|营业)?收入(?:总额)?"
)
_RD: Final = (
    r"(?:研究(?:与试验)?开发|研发|R&D)(?:经费|费用?|活动)?(?:的)?(?:投入|支出|费用|经费)?(?:总额|金额)?"
)
_SHARE: Final = r"的?(?:比例|比重|占比|比率|比)?(?:均|都)?"

# The first that fits at a place wins: what is made of others stands before them.
SUBJECTS: Final = (
    (
        "rd_intensity",
        (
            rf"{_RD}(?:占|与)(?:{_INCOME}){_SHARE}|研发(?:费用|经费|投入)?(?:投入)?(?:强度|占比)"
            r"|研发投入率"
        ),
    ),
    (
        "rd_staff_ratio",
        (
            rf"(?:从事研发和相关技术创新活动的|从事)?(?:研发|科技|研究开发)(?:活动)?人员(?:数量?|总数)?占{_STAFF}{_SHARE}"
            r"|(?:研发|科技)人员(?:占比|比例)"
        ),
    ),
    (
        "revenue_growth",
        (
            r"(?:营业收入|营收|主营业务收入|销售收入)(?:较?上年度?|较?去年|同比|与上年度?相比"
            r"|比上年度?)*(?:的)?(?:年?增长率|年?增长幅度|增幅|增速|年?增长|上升)(?:率)?"
        ),
    ),
    # Said of what stands before: 营业收入不低于3000万元，且同比增长8%; 研发费用500万元，或占收入的6%.
    ("grown", r"(?:同比|较上年度?|比上年度?|较去年)(?:年?增长(?:率|幅度)?|增幅|增速|上升)"),
    ("of_revenue", rf"(?:(?<=，)|(?<=或)|(?<=且))占{_INCOME}{_SHARE}"),
    ("of_staff", rf"(?:(?<=，)|(?<=或)|(?<=且))占{_STAFF}{_SHARE}"),
    ("debt_ratio", r"资产负债(?:率|比例)"),
    ("revenue", r"(?:营业(?:总)?收入|年?营业额|营收|主营业务收入|销售收入|销售额|年收入)(?:总额|规模|金额)?"),
    ("total_assets", r"资产总额|总资产(?:规模|额)?|资产规模"),
    ("registered_capital", r"注册资本(?:金|总额)?|注册资金"),
    (
        "tax_paid",
        (
            r"(?:实际)?(?:缴纳|上缴|完成)?(?:纳税(?:总)?额|纳税|税收(?:总额|贡献|收入)?|税款"
            r"|税额)(?:总额)?"
        ),
    ),
    (
        "rd_staff",
        (
            r"(?:专职|专业|全职)?(?:从事)?(?:研发|研究开发|科技|技术研发)(?:活动)?(?:的)?(?:人员"
            r"|团队)(?:数量?|总数|人数)?"
        ),
    ),
    (
        "rd_spend",
        (
            r"(?:研究(?:与试验)?开发|研发|R&D)(?:活动)?的?(?:经费|费用|投入|支出)(?:投入|支出"
            r"|费用|经费)?(?:总额|金额)?"
        ),
    ),
    ("employees", r"(?:从业人员|职工|员工|在职人员|用工)(?:总数|总人数|人数|数量?|总量|规模)?"),
    (
        "invention_patents",
        (
            r"(?:(?:新增|新获)发明专利(?:数|数量)?后?使得?(?:企业|其|公司"
            r"|本单位)?)?(?:累计)?(?:拥有|持有)?的?(?:有效|授权|已授权|自主)*(?:国内"
            r"|国家)?发明专利(?:权|授权)?(?:总数|数量?|件数|拥有量)?"
        ),
    ),
)
_KINDS: Final = {
    "grown": "ratio", "of_revenue": "ratio", "of_staff": "ratio",
    "rd_intensity": "ratio", "rd_staff_ratio": "ratio", "revenue_growth": "ratio", "debt_ratio": "ratio",
    "revenue": "yuan", "total_assets": "yuan", "registered_capital": "yuan", "rd_spend": "yuan",
    "tax_paid": "yuan", "rd_staff": "count", "employees": "count", "invention_patents": "count",
}  # fmt: skip
_BARE: Final = ("grown", "of_revenue", "of_staff")
_RELATIVE: Final = {
    ("grown", "revenue"): "revenue_growth",
    ("of_revenue", "rd_spend"): "rd_intensity",
    ("of_revenue", "rd_intensity"): "rd_intensity",
    ("of_staff", "rd_staff"): "rd_staff_ratio",
    ("of_staff", "rd_staff_ratio"): "rd_staff_ratio",
}
_PATTERN: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in SUBJECTS))
_OF_WHOLE: Final = re.compile(
    rf"(?<=[于过到达至])(?:{_INCOME}|{_STAFF})(?:总额|总数)?的?(?=\s*(?:[\d.]+%|百分之))"
)
_YEARS: Final = re.compile(
    r"(?P<last>上一?个?会计年度|上一?年度?|上一个年度|去年|最近一个?(?:会计)?年度?|近一年)"
    r"|(?P<before>前一(?:会计)?年度|上上年度?|再上一年度?)"
    r"|(?P<two>(?:最?近|连续|前|过去|上)(?:两|二|2)个?(?:会计|完整)*年度?)"
    r"|(?P<more>(?:最?近|连续|前|过去|上)(?:三|3|四|4|五|5)个?(?:会计|完整)*年度?)"
    r"|(?P<year>20\d\d)年度?(?!\d{0,2}月|[^，]{0,3}[月日])"
)
_SUMMED: Final = re.compile(r"累计|合计|平均|年均|总和|之和|复合")
_NEW: Final = re.compile(r"新增|新获|当年(?:申请|获得)|申请")
_APPROXIMATE: Final = {
    "主营业务收入": "营业收入",
    "销售收入": "营业收入",
    "销售额": "营业收入",
    "营业额": "营业收入",
    "税收贡献": "纳税额",
}


@dataclass(frozen=True)
class _Subject:
    start: int
    end: int
    fact: str
    said: str


def measures(text: str, context: Context) -> Iterator[Atom]:
    """Every condition on a number in a sentence; an amount without a subject is said of the one before it."""
    subjects = list(_resolved(_PATTERN.finditer(text)))
    carried: list[_Subject] = []
    # 不低于营业收入的5%: what the share is a share of is put out of the amount's way.
    cleared = _OF_WHOLE.sub(lambda found: SKIPPED * len(found.group()), text)
    for quantity in quantities(cleared):
        said_of = _said_of(text, subjects, quantity)
        again = [] if said_of else _carried(text, carried, quantity)
        for subject in said_of or again:
            yield from _atoms(text, subject, quantity, context, again=bool(again))
        carried = said_of or carried


def _resolved(found: Iterable["re.Match[str]"]) -> Iterator[_Subject]:
    """Shares and growth without a subject of their own belong to the one before them, where that has any."""
    last = ""
    for each in found:
        name = str(each.lastgroup)
        fact = _RELATIVE.get((name, last)) if name in _BARE else name
        if fact is not None:
            last = fact
            yield _Subject(each.start(), each.end(), fact, each.group())


def _said_of(text: str, subjects: list[_Subject], quantity: Quantity) -> list[_Subject]:
    """The subject nearest before the amount, with those joined to it; or the one just after."""
    part = max(text.rfind(mark, 0, quantity.start) for mark in "，；。") + 1
    before = [each for each in subjects if part <= each.start and each.end <= quantity.start]
    if before:
        last = [before[-1]]
        for each in reversed(before[:-1]):
            if not re.fullmatch(r"[、和或及与]|或者|以及", text[each.end : last[0].start]):
                break
            last.insert(0, each)
        return last
    return [
        each
        for each in subjects
        if quantity.end <= each.start <= quantity.end + 4
        and re.fullmatch(r"的?(?:专职|全职)?", text[quantity.end : each.start])
    ][:1]


def _carried(text: str, subjects: list[_Subject], quantity: Quantity) -> list[_Subject]:
    """Those of the amount before, where nothing else stands in between: 且不超过4亿元."""
    lead = re.split("[，；。]", text[: quantity.start])[-1]
    between = lead[-8:] if not subjects else lead
    bare = re.fullmatch(r"(?:且|并|并且|但|但是|或|或者|同时|应|须|需|均|也)*", between)
    follows = subjects and lead.strip() != "" and text[quantity.start - 1 : quantity.start] in "上下内"
    return subjects if bare or follows else []


def _atoms(
    text: str, subject: _Subject, quantity: Quantity, context: Context, *, again: bool
) -> Iterator[Atom]:
    fact = _fact(text, subject, quantity)
    if fact is None:
        return
    part = max(text.rfind(mark, 0, subject.start) for mark in "，；。") + 1
    year = next(iter(reversed(list(_YEARS.finditer(text, part, quantity.start)))), None)
    facts, doubt, year_span = _in_year(fact, year, context)
    if not facts or _unreadable(text[part : quantity.end], fact):
        return
    spans: list[Span] = [(quantity.start, quantity.end)]
    spans += [] if again else [(subject.start, subject.end), *([year_span] if year_span else [])]
    for name in facts:
        for node in quantity.nodes:
            yield Atom(tuple(spans), {"fact": name, **node}, _approximate(subject) + quantity.doubt + doubt)


def _fact(text: str, subject: _Subject, quantity: Quantity) -> str | None:
    kind = _KINDS[subject.fact]
    if quantity.kind == kind:
        return subject.fact
    if quantity.kind == "bare" and (kind == "count" or (kind == "yuan" and quantity.value >= 1000)):
        return subject.fact
    if quantity.kind != "ratio":
        return None
    whole = text[subject.end : quantity.end]
    if subject.fact == "rd_spend" and "收入" in whole:
        return "rd_intensity"
    return "rd_staff_ratio" if subject.fact == "rd_staff" and re.search("从业|职工|员工", whole) else None


def _in_year(
    fact: str, year: "re.Match[str] | None", context: Context
) -> tuple[tuple[str, ...], str, Span | None]:
    """The facts that hold the number for the year that is meant; none where the profile has no such year."""
    if year is None:
        return (fact,), "", None
    which, span = str(year.lastgroup), year.span()
    if which == "year":
        written = context.written_on
        if written is None:
            return (fact,), f"按上年度读“{year.group()}”。", span
        which = {1: "last", 2: "before"}.get(written.year - int(year["year"]), "other")
    if which == "last":
        return (fact,), "", span
    if fact == "revenue":
        if which == "before":
            return ("revenue_previous",), "", span
        if which == "two":
            return ("revenue", "revenue_previous"), "", span
    # The year stays unread, so that the sentence is also left to a person.
    return ((fact,), "只核对上年度。", None) if which in {"two", "more"} else ((), "", None)


def _unreadable(said: str, fact: str) -> bool:
    if fact == "invention_patents":
        return bool(_NEW.search(said)) and "使" not in said
    return bool(_SUMMED.search(said))


def _approximate(subject: _Subject) -> str:
    for said, fact in _APPROXIMATE.items():
        if said in subject.said:
            return f"按“{fact}”读“{said}”。"
    return ""
