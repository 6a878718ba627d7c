"""Chains of hierarchical codes."""

import pytest

from shared.criteria import FactType
from shared.criteria.code_tables import code_table
from shared.criteria.codes import chain, normal, section_of
from shared.criteria.names import name_of


@pytest.mark.parametrize(
    ("code", "links"),
    [
        ("310000", ("31",)),
        ("310100", ("31", "3101")),
        ("310107", ("31", "3101", "310107")),
        ("310107102", ("31", "3101", "310107", "310107102")),
        ("31", ("31",)),
    ],
)
def test_regions(code: str, links: tuple[str, ...]) -> None:
    assert chain(FactType.REGION, code) == links


@pytest.mark.parametrize(
    ("code", "links"),
    [
        ("C", ("C",)),
        ("39", ("C", "39")),
        ("3911", ("C", "39", "391", "3911")),
        ("0111", ("A", "01", "011", "0111")),
    ],
)
def test_industries(code: str, links: tuple[str, ...]) -> None:
    assert chain(FactType.INDUSTRY, code) == links


def test_two_spellings_of_one_place() -> None:
    assert normal(FactType.REGION, "310100") == normal(FactType.REGION, "3101")


def test_every_division_has_a_section_and_a_name() -> None:
    industries = code_table(FactType.INDUSTRY).entries
    for division in range(1, 98):
        assert section_of(division) in industries
        assert f"{division:02}" in industries
    assert section_of(0) is None
    assert section_of(98) is None


def test_a_code_without_a_name_is_shown_with_the_one_above() -> None:
    assert name_of(FactType.REGION, "310107199") == "上海市普陀区（代码 310107199）"
    assert name_of(FactType.REGION, "999999") == "999999"
