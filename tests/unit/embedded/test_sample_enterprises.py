"""The generator gives the same plausible enterprises every time."""

from collections import Counter

import pytest
from stdnum.cn import uscc

from huiqi.sample.credit_codes import credit_code
from huiqi.sample.enterprises import COUNT, sample_enterprises
from huiqi.sample.showcase import showcase_enterprises
from shared.criteria import validate_facts

ENTERPRISES = sample_enterprises()


def test_it_is_repeatable() -> None:
    assert sample_enterprises() == ENTERPRISES


def test_another_seed_gives_others() -> None:
    assert sample_enterprises(seed=1) != ENTERPRISES


def test_there_are_2000_with_distinct_codes_and_names() -> None:
    assert len(ENTERPRISES) == COUNT == 2000
    assert len({enterprise.credit_code for enterprise in ENTERPRISES}) == COUNT
    assert len({enterprise.name for enterprise in ENTERPRISES}) == COUNT


def test_every_credit_code_has_its_check_character() -> None:
    assert all(uscc.is_valid(enterprise.credit_code) for enterprise in ENTERPRISES)


def test_a_known_credit_code() -> None:
    assert uscc.is_valid(credit_code("310107", 77))
    assert credit_code("310107", 77).startswith("91310107MA100077")


def test_facts_are_of_the_catalogue() -> None:
    for enterprise in ENTERPRISES:
        validate_facts(enterprise.facts)


def test_the_people_who_sign_in_belong_to_the_first_three() -> None:
    assert list(showcase_enterprises().values()) == ENTERPRISES[:3]


@pytest.mark.parametrize(
    ("fact", "low", "high"), [("debt_ratio", 0.3, 0.5), ("revenue", 0.07, 0.18), ("industry", 0, 0)]
)
def test_facts_are_missing_as_in_life(fact: str, low: float, high: float) -> None:
    missing = sum(fact not in enterprise.facts for enterprise in ENTERPRISES) / COUNT
    assert low <= missing <= high


def test_facts_hang_together() -> None:
    for facts in (enterprise.facts for enterprise in ENTERPRISES):
        assert facts.get("rd_staff", 0) <= facts.get("employees", 10**9)
        if "regional_hq" in facts.get("qualifications", ()) and "revenue" in facts:
            assert facts["revenue"] > 300_000_000


def test_most_are_small_and_few_are_large() -> None:
    revenues = Counter(
        "large" if facts["revenue"] > 300_000_000 else "small" if facts["revenue"] < 50_000_000 else "medium"
        for facts in (enterprise.facts for enterprise in ENTERPRISES)
        if "revenue" in facts
    )
    assert revenues["small"] > revenues["medium"] > revenues["large"] > 20
