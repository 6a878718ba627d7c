"""Criteria as plain Chinese."""

from typing import Any

import pytest
from hypothesis import given, settings

from shared.criteria import FACTS, render, render_lines, say_value, summarise
from tests.support.criteria import trees


@pytest.mark.parametrize(
    ("fact", "op", "value", "sentence"),
    [
        ("revenue", "gte", 5_000_000, "上年度营业收入不低于 500 万元"),
        ("revenue", "between", [5_000_000, 400_000_000], "上年度营业收入在 500 万元至 4 亿元之间（含两端）"),
        ("revenue", "lt", 12_345.67, "上年度营业收入低于 12,345.67 元"),
        ("employees", "gt", 20, "从业人员数高于 20 人"),
        ("rd_intensity", "gte", 0.05, "研发投入强度不低于 5%"),
        ("size", "in", ["micro", "small"], "企业规模属于微型或小型"),
        ("entity_type", "eq", "company", "主体类型为公司"),
        ("above_scale", "ne", True, "非规模以上"),
        ("founded_on", "on_or_before", "2025-03-31", "成立日期在 2025年3月31日或以前"),
        ("founded_on", "age_gte", "P1Y6M", "成立满 1 年 6 个月"),
        ("registered_region", "within", ["310107"], "注册地属于上海市普陀区"),
        (
            "qualifications",
            "has_any",
            ["high_tech", "tech_sme"],
            "资质认定包括以下任一项：高新技术企业、科技型中小企业",
        ),
    ],
)
def test_sentences(fact: str, op: str, value: object, sentence: str) -> None:
    assert render({"fact": fact, "op": op, "value": value}).text == sentence


def test_the_authors_words_come_first() -> None:
    tree = {"all": [{"manual": "专家评审", "label": "通过专家评审", "clause": "第五条"}]}
    assert render_lines(tree) == ["同时符合下列条件：", "　　通过专家评审（第五条）"]
    assert summarise(tree) == "通过专家评审"


def test_alternatives_are_kept_apart() -> None:
    yes: dict[str, Any] = {"fact": "above_scale", "op": "eq", "value": True}
    staff = {"fact": "employees", "op": "gte", "value": 5}
    assert summarise({"all": [yes, {"any": [staff, {"all": [yes, staff]}]}]}) == (
        "规模以上；（从业人员数不低于 5 人，或（规模以上且从业人员数不低于 5 人））"
    )


def test_a_heading_over_everything_is_no_condition() -> None:
    staff = {"fact": "employees", "op": "gte", "value": 5}
    assert summarise({"all": [staff], "label": "申报条件"}) == "从业人员数不低于 5 人"


@pytest.mark.parametrize(
    ("ratio", "said"), [(0.05, "5%"), (0.04999, "约 5%"), (0.3333, "33.33%"), (1 / 3, "约 33.33%")]
)
def test_rounded_ratios_say_so(ratio: float, said: str) -> None:
    assert say_value(FACTS["rd_intensity"], ratio) == said


def test_missing_is_said() -> None:
    assert say_value(FACTS["revenue"], None) == "未填写"
    assert say_value(FACTS["tags"], []) == "没有"


@settings(deadline=None)
@given(trees())
def test_every_tree_has_words(tree: dict[str, Any]) -> None:
    assert all(render_lines(tree))
    assert summarise(tree)
