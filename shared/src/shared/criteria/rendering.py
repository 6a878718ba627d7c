"""Criteria as plain Chinese: a tree of sentences that pages show and messages quote."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from shared.criteria.catalogue import FACTS, HIERARCHIES, NUMBERS, PERIOD_OPERATORS, Fact, FactType
from shared.criteria.names import name_of
from shared.criteria.values import Json, parse_day, parse_period


@dataclass(frozen=True)
class Sentence:
    """A node in words. `kind` is all, any, not, at_least, manual or fact; `label` is the author's."""

    pointer: str
    kind: str
    text: str
    label: str = ""
    clause: str = ""
    fact: str | None = None
    children: tuple["Sentence", ...] = ()

    @property
    def words(self) -> str:
        """The author's words where there are any, else the rendered sentence."""
        return self.label or self.text


def render(tree: dict[str, Any], pointer: str = "") -> Sentence:
    """A validated tree as sentences, node for node."""
    kind, text, children = _node(tree, pointer)
    return Sentence(
        pointer=pointer,
        kind=kind,
        text=text,
        label=tree.get("label", ""),
        clause=tree.get("clause", ""),
        fact=tree.get("fact"),
        children=children,
    )


def render_lines(tree: dict[str, Any]) -> list[str]:
    """One line a node, indented by two full-width spaces a level."""
    return _lines(render(tree), 0)


def summarise(tree: dict[str, Any]) -> str:
    """Who may file, in one line: the conditions joined. A heading over all of them says nothing here."""
    sentence = render(tree)
    return _joined(replace(sentence, label="") if sentence.children else sentence)


def say_value(fact: Fact, value: Json) -> str:
    """A value as people say it: 500 万元, 12.5%, 2025年3月1日, 上海市普陀区."""
    if value is None:
        return "未填写"
    return _SAYING.get(fact.type, _say_code)(fact, value)


def _say_number(fact: Fact, value: float) -> str:
    return f"{_plain(Decimal(str(value)))} {fact.unit}"


def _say_yuan(_fact: Fact, value: float) -> str:
    amount = Decimal(str(value))
    for factor, unit in ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元")):
        if abs(amount) >= factor and amount % (factor / 10**4) == 0:
            return f"{_plain(amount / factor)} {unit}"
    return f"{_plain(amount)} 元"


def _say_ratio(_fact: Fact, value: float) -> str:
    percent = Decimal(str(value)) * 100
    shown = round(percent, 2)
    # A rounded 4.999% must not look as if it met "at least 5%".
    return f"{'' if shown == percent else '约 '}{_plain(shown)}%"


def _say_date(_fact: Fact, value: str) -> str:
    day = parse_day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else str(value)


def _say_set(fact: Fact, value: Json) -> str:
    return "、".join(map(fact.label_of, value)) if value else "没有"


def _say_code(fact: Fact, value: Json) -> str:
    return name_of(fact.type, value) if fact.type in HIERARCHIES else fact.label_of(value)


_SAYING: Final[dict[FactType, Callable[[Fact, Any], str]]] = {
    FactType.YUAN: _say_yuan,
    FactType.COUNT: _say_number,
    FactType.RATIO: _say_ratio,
    FactType.DATE: _say_date,
    FactType.SET: _say_set,
    FactType.BOOLEAN: lambda _fact, value: "是" if value else "否",
}


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _node(tree: dict[str, Any], pointer: str) -> tuple[str, str, tuple[Sentence, ...]]:
    if "fact" in tree:
        return "fact", _leaf(tree), ()
    if "manual" in tree:
        return "manual", f"由人审定：{tree['manual']}", ()
    if "not" in tree:
        return "not", "不属于下列情形：", (render(tree["not"], f"{pointer}/not"),)
    kind = next(kind for kind in ("all", "any", "at_least") if kind in tree)
    key = "of" if kind == "at_least" else kind
    children = tuple(render(child, f"{pointer}/{key}/{index}") for index, child in enumerate(tree[key]))
    head = {"all": "同时符合下列条件：", "any": "符合下列条件之一："}
    return kind, head.get(kind) or f"至少符合下列条件中的 {tree['at_least']} 项：", children


_WORDS: Final = {
    "eq": "为", "ne": "不为", "gt": "高于", "gte": "不低于", "lt": "低于", "lte": "不高于",
    "in": "属于", "not_in": "不属于", "within": "属于", "not_within": "不属于",
    "has_any": "包括以下任一项：", "has_all": "包括以下全部：", "has_none": "不包括以下任何一项：",
    "age_gte": "满", "age_lt": "未满", "on_or_before": "或以前", "on_or_after": "或以后",
}  # fmt: skip


def _leaf(tree: dict[str, Any]) -> str:
    fact, op, value = FACTS[tree["fact"]], tree["op"], tree["value"]
    if fact.type is FactType.DATE:
        return _date_leaf(fact, op, value)
    if fact.type is FactType.BOOLEAN:
        return f"{'' if (value is True) == (op == 'eq') else '非'}{fact.label}"
    if op == "between":
        return f"{fact.label}在 {say_value(fact, value[0])}至 {say_value(fact, value[1])}之间（含两端）"
    if fact.type in NUMBERS:
        return f"{fact.label}{_WORDS[op]} {say_value(fact, value)}"
    if fact.type is FactType.SET:
        return f"{fact.label}{_WORDS[op]}{say_value(fact, value)}"
    values = value if isinstance(value, list) else [value]
    return f"{fact.label}{_WORDS[op]}{'或'.join(say_value(fact, item) for item in values)}"


def _date_leaf(fact: Fact, op: str, value: Json) -> str:
    if op in PERIOD_OPERATORS:
        return f"{fact.label.removesuffix('日期')}{_WORDS[op]} {_period(value)}"
    if op == "between":
        return f"{fact.label}在 {say_value(fact, value[0])}至 {say_value(fact, value[1])}之间（含两端）"
    return f"{fact.label}在 {say_value(fact, value)}{_WORDS[op]}"


def _period(value: str) -> str:
    years, months = parse_period(value) or (0, 0)
    parts = [f"{years} 年"] * bool(years) + [f"{months} 个月"] * bool(months)
    return " ".join(parts) or "0 个月"


def _lines(sentence: Sentence, level: int) -> list[str]:
    clause = f"（{sentence.clause}）" if sentence.clause else ""
    own = f"{'　　' * level}{sentence.words}{clause}"
    return [own, *(line for child in sentence.children for line in _lines(child, level + 1))]


def _joined(sentence: Sentence, inner: bool = False) -> str:
    if sentence.label or not sentence.children:
        return sentence.words
    parts = [_joined(child, inner=len(sentence.children) > 1) for child in sentence.children]
    if sentence.kind not in ("all", "any"):
        return f"{sentence.text.removesuffix('：')}（{'；'.join(parts)}）"
    if not inner:
        return ("；" if sentence.kind == "all" else "；或者").join(parts)
    joined = ("且" if sentence.kind == "all" else "，或").join(parts)
    return f"（{joined}）" if len(parts) > 1 else joined
