"""What an enterprise would have to do, in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from matcher.domain.ages import day_of_age
from matcher.domain.ways.routes import Demand
from shared.criteria import FACTS, FactType, render, say_value
from shared.criteria.catalogue import HIERARCHIES, NUMBERS

_VERBS: Final = {"qualifications": "取得", "parks": "入驻", "tags": "具备"}
_MOVES: Final = {
    "registered_region": "将注册地迁至",
    "tax_region": "将税收户管地迁至",
    "industry": "主营行业转为",
}


class StepKind(StrEnum):
    """What kind of thing it is: said in the API, and shown by its shape on pages."""

    ANSWER = "answer"
    CHANGE = "change"
    MOVE = "move"
    WAIT = "wait"
    REVIEW = "review"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `target` is the value to have; `until` the day that time alone brings it."""

    kind: StepKind
    text: str
    fact: str | None = None
    now: Any = None
    target: Any = None
    until: date | None = None


def review(demand: Demand) -> Step:
    """A person decides."""
    return Step(StepKind.REVIEW, f"{render(demand.leaf.node).words}（由主管部门评审）")


def answer(fact: str, demands: list[Demand]) -> Step:
    """A fact that nobody has stated, and what it would have to be."""
    return Step(StepKind.ANSWER, f"补充{FACTS[fact].label}，须符合：{_asked(demands)}", fact)


def wait(demand: Demand) -> Step:
    """An age that will be reached."""
    seen, node = str(demand.leaf.seen), demand.leaf.node
    until = day_of_age(date.fromisoformat(seen), node["value"])
    if until is None:
        return fixed([demand])
    words = _asked([demand])
    said = say_value(FACTS[node["fact"]], until.isoformat())
    text = f"等到{said}即符合“{words}”（{FACTS[node['fact']].label}为{say_value(FACTS[node['fact']], seen)}）"
    return Step(StepKind.WAIT, text, node["fact"], seen, seen, until)


def fixed(demands: list[Demand]) -> Step:
    """What cannot be changed."""
    fact = demands[0].leaf.node["fact"]
    seen = demands[0].leaf.seen
    label, said = FACTS[fact].label, say_value(FACTS[fact], _plain(seen))
    return Step(
        StepKind.FIXED, f"{label}不能改变（为{said}），条件要求：{_asked(demands)}", fact, _plain(seen)
    )


def change(fact: str, now: Any, target: Any, demands: list[Demand]) -> Step:  # noqa: ANN401 (any fact)
    """A fact that has to be another."""
    kind = FACTS[fact].type
    if kind in NUMBERS:
        return Step(StepKind.CHANGE, _number(fact, now, target, demands), fact, now, target)
    if kind in HIERARCHIES:
        return Step(StepKind.MOVE, _move(fact, now, target, demands), fact, now, target)
    said = f"（现为{say_value(FACTS[fact], _plain(now))}）"
    if kind is FactType.SET:
        return Step(StepKind.CHANGE, _set(fact, now, target, demands) + said, fact, _plain(now), target)
    wanted = "是" if target is True else "否" if target is False else _allowed(fact, demands)
    return Step(StepKind.CHANGE, f"{FACTS[fact].label}须为{wanted}{said}", fact, now, target)


def _number(fact: str, now: float, target: float, demands: list[Demand]) -> str:
    about = FACTS[fact]
    bounds = f"现为 {say_value(about, now)}，须达 {say_value(about, target)}"
    others = [demand for demand in demands if demand.leaf.fact != fact]
    so_that = f"，使{_asked(others)}" if others else ""
    label = about.label.removeprefix("上年度")
    if about.type is FactType.RATIO:
        return f"将{about.label}{'提高' if target > now else '降低'}到 {say_value(about, target)}（{bounds}）"
    difference = say_value(about, _exact_difference(now, target))
    if target > now:
        return f"再增加{label} {difference}（{bounds}）{so_that}"
    return f"将{label}减少 {difference}（{bounds.replace('须达', '须不超过')}）{so_that}"


def _exact_difference(now: float, target: float) -> float:
    difference = abs(Decimal(str(target)) - Decimal(str(now)))
    return int(difference) if difference == difference.to_integral_value() else float(difference)


def _move(fact: str, now: str, target: str, demands: list[Demand]) -> str:
    about = FACTS[fact]
    if any(demand.wanted == (demand.leaf.node["op"] == "within") for demand in demands):
        places = "或".join(
            dict.fromkeys(
                say_value(about, code)
                for demand in demands
                if demand.wanted == (demand.leaf.node["op"] == "within")
                for code in demand.leaf.node["value"]
            )
        )
        return f"{_MOVES.get(fact, f'{about.label}改为')}{places}（现为{say_value(about, now)}）"
    return f"{about.label}须符合：{_asked(demands)}（现为{say_value(about, now)}）"


def _set(fact: str, now: Any, target: list[str], demands: list[Demand]) -> str:  # noqa: ANN401
    about, held = FACTS[fact], set(now or ())
    gained, lost = set(target) - held, held - set(target)
    parts = []
    for demand in demands:
        codes = demand.leaf.node["value"]
        if gained & set(codes) and demand.wanted and demand.leaf.node["op"] != "has_none":
            every = demand.leaf.node["op"] == "has_all"
            missing = [code for code in codes if code not in held] if every else codes
            names = ("、" if every else "或").join(map(about.label_of, missing))
            parts.append(f"{_VERBS.get(fact, '具备')}{about.label}：{names}")
    if gained and not parts:
        parts.append(f"{_VERBS.get(fact, '具备')}{about.label}：{say_value(about, sorted(gained))}")
    if lost:
        parts.append(f"不再有{about.label}：{say_value(about, sorted(lost))}")
    return "，并".join(dict.fromkeys(parts))


def _allowed(fact: str, demands: list[Demand]) -> str:
    """The codes that all demands allow, by their labels."""
    allowed = set(FACTS[fact].codes)
    for demand in demands:
        op, value = demand.leaf.node["op"], demand.leaf.node["value"]
        named = set(value if isinstance(value, list) else [value])
        allowed = allowed & named if (op in ("eq", "in")) == demand.wanted else allowed - named
    return "或".join(label for code, label in FACTS[fact].codes.items() if code in allowed)


def _asked(demands: list[Demand]) -> str:
    return "；".join(
        dict.fromkeys(
            render(demand.leaf.node).words if demand.wanted else f"不属于“{render(demand.leaf.node).words}”"
            for demand in demands
        )
    )


def _plain(value: Any) -> Any:  # noqa: ANN401
    return sorted(value) if isinstance(value, frozenset) else value
