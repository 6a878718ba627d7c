"""The nearest way to become eligible."""

from collections.abc import Mapping
from datetime import date
from itertools import combinations, product
from random import Random
from typing import Any

import pytest

from matcher.domain.deriving import derive
from matcher.domain.evaluating import evaluate
from matcher.domain.ways import StepKind, Way, nearest_way
from matcher.domain.ways.efforts import EFFORTS
from shared.criteria import FACTS

TODAY = date(2026, 3, 18)


def way(tree: dict[str, Any], facts: Mapping[str, Any]) -> Way | None:
    return nearest_way(evaluate(tree, derive(facts), TODAY), facts, TODAY)


def texts(tree: dict[str, Any], facts: Mapping[str, Any]) -> list[str]:
    found = way(tree, facts)
    assert found is not None
    return [step.text for step in found.steps]


def leaf(fact: str, op: str, value: object) -> dict[str, Any]:
    return {"fact": fact, "op": op, "value": value}


@pytest.mark.parametrize(
    ("condition", "facts", "text"),
    [
        (
            leaf("rd_spend", "gte", 2_000_000),
            {"rd_spend": 800_000},
            "再增加研发费用 120 万元（现为 80 万元，须达 200 万元）",
        ),
        (
            leaf("employees", "lt", 300),
            {"employees": 320},
            "将从业人员数减少 21 人（现为 320 人，须不超过 299 人）",
        ),
        (leaf("debt_ratio", "lte", 0.7), {"debt_ratio": 0.8}, "将资产负债率降低到 70%（现为 80%，须达 70%）"),
        (
            leaf("rd_intensity", "gte", 0.05),
            {"rd_spend": 100_000, "revenue": 3_800_000},
            "再增加研发费用 9 万元（现为 10 万元，须达 19 万元），使研发投入强度不低于 5%",
        ),
        (
            leaf("registered_region", "within", ["310107"]),
            {"registered_region": "310115"},
            "将注册地迁至上海市普陀区（现为上海市浦东新区）",
        ),
        (
            leaf("qualifications", "has_any", ["high_tech", "srdi"]),
            {"qualifications": []},
            "取得资质认定：高新技术企业或专精特新（现为没有）",
        ),
        (
            {"not": leaf("credit_status", "in", ["abnormal_operations", "serious_dishonesty"])},
            {"credit_status": "abnormal_operations"},
            "信用状态须为正常（现为列入经营异常名录）",
        ),
        (
            leaf("founded_on", "age_gte", "P3Y"),
            {"founded_on": "2024-02-29"},
            "等到2027年2月28日即符合“成立满 3 年”（成立日期为2024年2月29日）",
        ),
        (
            leaf("founded_on", "on_or_after", "2025-01-01"),
            {"founded_on": "2024-02-29"},
            "成立日期不能改变（为2024年2月29日），条件要求：成立日期在 2025年1月1日或以后",
        ),
        (leaf("revenue", "gt", 0), {}, "补充上年度营业收入，须符合：上年度营业收入高于 0 元"),
        ({"manual": "专家评审"}, {}, "由人审定：专家评审（由主管部门评审）"),
    ],
)
def test_words(condition: dict[str, Any], facts: dict[str, Any], text: str) -> None:
    assert texts(condition, facts) == [text]


def test_who_is_eligible_has_nothing_to_do() -> None:
    found = way(leaf("employees", "gte", 1), {"employees": 2})
    assert found is not None
    assert found.steps == ()


def test_what_can_be_changed_is_preferred() -> None:
    tree = {
        "any": [
            leaf("founded_on", "age_lt", "P1Y"),
            {"all": [leaf("employees", "gte", 9), leaf("parks", "has_any", ["taopu"])]},
        ]
    }
    found = way(tree, {"founded_on": "2020-01-01", "employees": 3, "parks": []})
    assert found is not None
    assert found.possible
    assert [step.fact for step in found.steps] == ["employees", "parks"]


def test_no_possible_way_says_what_stands_against_it() -> None:
    found = way(
        {"all": [leaf("founded_on", "age_lt", "P1Y"), leaf("employees", "gte", 9)]},
        {"founded_on": "2020-01-01", "employees": 1},
    )
    assert found is not None
    assert not found.possible
    assert [step.kind for step in found.steps] == [StepKind.CHANGE, StepKind.FIXED]


def test_conditions_on_one_fact_are_met_together() -> None:
    tree = {"all": [leaf("revenue", "gte", 5_000_000), leaf("rd_intensity", "gte", 0.05)]}
    assert texts(tree, {"revenue": 3_800_000, "rd_spend": 200_000}) == [
        "再增加研发费用 5 万元（现为 20 万元，须达 25 万元），使研发投入强度不低于 5%",
        "再增加营业收入 120 万元（现为 380 万元，须达 500 万元）",
    ]


def test_conditions_that_exclude_each_other_have_no_way() -> None:
    assert way({"all": [leaf("employees", "gte", 9), leaf("employees", "lt", 9)]}, {"employees": 1}) is None


def test_every_fact_has_its_effort() -> None:
    assert EFFORTS.keys() == FACTS.keys()


VALUES: dict[str, tuple[Any, ...]] = {
    "employees": (5, 10, 15),
    "tax_paid": (5, 10, 15),
    "above_scale": (True, False),
    "parks": ([], ["taopu"], ["taopu", "zhenru"]),
    "entity_type": ("company", "partnership"),
}
LEAVES = {
    "employees": [leaf("employees", op, 10) for op in ("gte", "lt", "eq", "ne")],
    "tax_paid": [leaf("tax_paid", op, 10) for op in ("gt", "lte")],
    "above_scale": [leaf("above_scale", "eq", True)],
    "parks": [leaf("parks", "has_any", ["taopu"]), leaf("parks", "has_none", ["zhenru"])],
    "entity_type": [leaf("entity_type", "in", ["company"])],
}


def small_tree(chooser: Random) -> dict[str, Any]:
    """A tree in which each fact is asked about once."""
    nodes = [chooser.choice(leaves) for leaves in LEAVES.values()]
    chooser.shuffle(nodes)
    nodes = [chooser.choice([node, {"not": node}]) for node in nodes]
    while len(nodes) > 1:
        size = chooser.randint(1, min(3, len(nodes)))
        some, nodes = nodes[:size], nodes[size:]
        at_least = {"at_least": chooser.randint(1, size), "of": some}
        nodes.append(chooser.choice([{"all": some}, {"any": some}, {"not": {"all": some}}, at_least]))
    return nodes[0]


def fewest_changes(tree: dict[str, Any], facts: dict[str, Any]) -> int:
    """By trying everything."""
    for count in range(len(VALUES) + 1):
        for names in combinations(VALUES, count):
            for values in product(*(VALUES[name] for name in names)):
                changed = facts | dict(zip(names, values, strict=True))
                if evaluate(tree, derive(changed), TODAY).truth is True:
                    return count
    return 99


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_no_way_is_nearer(seed: int) -> None:
    for number in range(seed, seed + 20):
        chooser = Random(number)
        tree = small_tree(chooser)
        facts = {name: chooser.choice(values) for name, values in VALUES.items()}
        found, fewest = way(tree, facts), fewest_changes(tree, facts)
        if found is None:
            assert fewest == 99, (tree, facts)
            continue
        assert len(found.steps) == fewest, (tree, facts, found)
        changed = facts | {step.fact: step.target for step in found.steps if step.fact}
        assert evaluate(tree, derive(changed), TODAY).truth is True
