"""Facts of a profile are held to the catalogue, each with a sentence."""

import pytest

from shared.criteria import CriteriaError, check_facts, validate_facts
from tests.support.criteria import contract_cases


@pytest.mark.parametrize("case", contract_cases()[::6])
def test_contract_profiles_are_good(case: dict[str, dict[str, object]]) -> None:
    assert check_facts(case["profile"]) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("profit", 1),
        ("revenue", "1"),
        ("revenue", False),
        ("revenue", float("nan")),
        ("revenue", 1e300),
        ("employees", -1),
        ("employees", 1.5),
        ("rd_intensity", "5%"),
        ("above_scale", 1),
        ("founded_on", "2025-02-30"),
        ("founded_on", 20250201),
        ("entity_type", "llc"),
        ("entity_type", ["company"]),
        ("registered_region", "普陀"),
        ("industry", "99"),
        ("parks", "taopu"),
        ("parks", ["taopu", 1]),
        ("parks", ["桃\x00浦"]),
    ],
)
def test_wrong_value_is_named(name: str, value: object) -> None:
    problems = check_facts({"revenue": 1, name: value})
    assert list(problems) == [name]
    assert problems[name].endswith("。")


@pytest.mark.parametrize("value", [None, 0, -5.5, 0.0])
def test_missing_and_zero_are_fine(value: object) -> None:
    assert check_facts({"revenue": value}) == {}


def test_pointer_of_the_first_problem() -> None:
    with pytest.raises(CriteriaError) as refused:
        validate_facts({"revenue": 1, "a/b~c": 1})
    assert refused.value.pointer == "/a~1b~0c"


def test_a_profile_is_an_object() -> None:
    with pytest.raises(CriteriaError):
        validate_facts([])
