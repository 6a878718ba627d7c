"""Every rule of the language, and where it says that it is broken."""

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from shared.criteria import FACTS, CriteriaError, json_schema, validate
from tests.support.criteria import contract_cases, trees

MANUAL = {"manual": "经专家评审"}


def leaf(fact: str, op: str, value: object) -> dict[str, Any]:
    return {"fact": fact, "op": op, "value": value}


def nested(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = MANUAL
    for _ in range(levels - 1):
        tree = {"not": tree}
    return tree


REFUSED: list[tuple[object, str]] = [
    (None, ""),
    ([], ""),
    ("all", ""),
    ({}, ""),
    ({"label": "只有说明"}, ""),
    ({"all": []}, ""),
    ({"any": {}}, ""),
    ({"all": [MANUAL, 5]}, "/all/1"),
    ({"all": [MANUAL], "any": [MANUAL]}, ""),
    ({"all": [MANUAL], "of": [MANUAL]}, ""),
    ({"at_least": 1}, ""),
    ({"at_least": 0, "of": [MANUAL]}, ""),
    ({"at_least": 2, "of": [MANUAL]}, ""),
    ({"at_least": True, "of": [MANUAL]}, ""),
    ({"at_least": 1.0, "of": [MANUAL]}, ""),
    ({"at_least": 1, "of": [{"not": {"all": [{}]}}]}, "/of/0/not/all/0"),
    ({"not": [MANUAL]}, "/not"),
    ({"manual": 5}, ""),
    ({"manual": " "}, ""),
    ({"manual": "专家\x00评审"}, ""),
    ({**MANUAL, "label": 5}, ""),
    ({**MANUAL, "clause": "\ud800"}, ""),
    ({**MANUAL, "note": "多余的键"}, ""),
    ({"fact": "revenue", "op": "gt"}, ""),
    (leaf("profit", "gt", 1), ""),
    ({"fact": ["revenue"], "op": "gt", "value": 1}, ""),
    ({"fact": "revenue", "op": ["gt"], "value": 1}, ""),
    (leaf("revenue", "within", ["31"]), ""),
    (leaf("revenue", "gt", "1"), ""),
    (leaf("revenue", "gt", True), ""),
    (leaf("revenue", "gt", None), ""),
    (leaf("revenue", "gt", float("nan")), ""),
    (leaf("revenue", "gt", float("inf")), ""),
    (leaf("revenue", "gt", 10**16), ""),
    (leaf("revenue", "between", [1]), ""),
    (leaf("revenue", "between", [2, 1]), ""),
    (leaf("revenue", "between", [1, True]), ""),
    (leaf("above_scale", "eq", 1), ""),
    (leaf("above_scale", "gt", True), ""),
    (leaf("size", "eq", "huge"), ""),
    (leaf("size", "eq", None), ""),
    (leaf("size", "eq", ["micro"]), ""),
    (leaf("size", "in", "micro"), ""),
    (leaf("size", "in", []), ""),
    (leaf("size", "in", ["micro", "huge"]), ""),
    (leaf("founded_on", "eq", "2025-01-01"), ""),
    (leaf("founded_on", "on_or_before", "2025-02-29"), ""),
    (leaf("founded_on", "on_or_before", "20250201"), ""),
    (leaf("founded_on", "on_or_before", "2025-02-01\n"), ""),
    (leaf("founded_on", "on_or_before", "２０２５-02-01"), ""),
    (leaf("founded_on", "between", ["2025-02-01", "2025-01-01"]), ""),
    (leaf("founded_on", "age_gte", "P"), ""),
    (leaf("founded_on", "age_gte", "P1D"), ""),
    (leaf("founded_on", "age_gte", "P1M1Y"), ""),
    (leaf("founded_on", "age_gte", "P-1Y"), ""),
    (leaf("registered_region", "within", ["3"]), ""),
    (leaf("registered_region", "within", ["000000"]), ""),
    (leaf("registered_region", "within", ["31010"]), ""),
    (leaf("registered_region", "within", [310107]), ""),
    (leaf("industry", "within", ["U"]), ""),
    (leaf("industry", "within", ["00"]), ""),
    (leaf("industry", "within", ["98"]), ""),
    (leaf("industry", "within", ["65131"]), ""),
    (leaf("tags", "has_any", []), ""),
    (leaf("tags", "has_any", "ai"), ""),
    (leaf("tags", "has_any", [""]), ""),
    (leaf("tags", "has_any", [["ai"]]), ""),
    (nested(9), "/not" * 8),
]


@pytest.mark.parametrize(("tree", "pointer"), REFUSED)
def test_refused_at_the_node(tree: object, pointer: str) -> None:
    with pytest.raises(CriteriaError) as refused:
        validate(tree)
    assert refused.value.pointer == pointer
    assert refused.value.message.endswith("。")


def test_pointers_are_of_json() -> None:
    with pytest.raises(CriteriaError) as refused:
        validate({"any": [MANUAL, {"at_least": 1, "of": [MANUAL, leaf("x", "eq", 1)]}]})
    assert refused.value.pointer == "/any/1/of/1"


@pytest.mark.parametrize(
    "tree",
    [
        nested(8),
        {"all": [MANUAL] * 199},
        {**MANUAL, "label": "专家评审", "clause": "第三条第（二）项"},
        leaf("founded_on", "age_lt", "P1Y6M"),
        leaf("revenue", "between", [1, 1]),
        leaf("registered_region", "within", ["31", "3101", "310107", "310107102", "310107102201"]),
        leaf("tags", "has_any", ["a_tag_that_nobody_has_named"]),
    ],
)
def test_accepted(tree: dict[str, Any]) -> None:
    assert validate(tree) is tree


def test_too_many_nodes() -> None:
    with pytest.raises(CriteriaError, match="200"):
        validate({"all": [MANUAL] * 200})


def test_deep_input_does_not_exhaust_the_stack() -> None:
    with pytest.raises(CriteriaError):
        validate(nested(100_000))


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["all", "any", "not", "of", "at_least", "fact", "op", "value", "manual", "label"]
                )
                | st.text(),
                x,
            )
        ),
    )
)
def test_anything_is_accepted_or_refused(value: object) -> None:
    with contextlib.suppress(CriteriaError):
        validate(value)


SCHEMA = Draft202012Validator(json_schema())


@pytest.mark.parametrize("case", contract_cases()[::9])
def test_schema_takes_the_contract_cases(case: dict[str, Any]) -> None:
    SCHEMA.validate(case["criteria"])


@settings(deadline=None)
@given(trees(4))
def test_schema_takes_what_validate_takes(tree: dict[str, Any]) -> None:
    assert SCHEMA.is_valid(validate(tree))


@pytest.mark.parametrize(
    "tree", [{}, {"all": []}, leaf("profit", "gt", 1), leaf("size", "eq", "huge"), leaf("revenue", "in", [1])]
)
def test_schema_refuses_what_it_can_say(tree: dict[str, Any]) -> None:
    assert not SCHEMA.is_valid(tree)


def test_every_fact_of_the_contract_is_there() -> None:
    assert len(FACTS) == 26
