"""Ratios and size."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.deriving import derive
from matcher.domain.sizing import ALL_SIZES
from shared.criteria import SIZES


@pytest.mark.parametrize(
    ("facts", "name", "ratio"),
    [
        ({"rd_spend": 3, "revenue": 100}, "rd_intensity", 0.03),
        ({"rd_spend": 0, "revenue": 100}, "rd_intensity", 0.0),
        ({"rd_spend": 0.1, "revenue": 0.3}, "rd_intensity", 1 / 3),
        ({"revenue": 1.1, "revenue_previous": 1.0}, "revenue_growth", 0.1),
        ({"revenue": 50, "revenue_previous": 100}, "revenue_growth", -0.5),
        ({"rd_staff": 1, "employees": 10}, "rd_staff_ratio", 0.1),
        ({"rd_staff": 1, "employees": 10, "rd_staff_ratio": 0.9}, "rd_staff_ratio", 0.9),
        ({"rd_spend": 1e15, "revenue": 1e-300}, "rd_intensity", 1.7976931348623157e308),
    ],
)
def test_ratios(facts: dict[str, Any], name: str, ratio: float) -> None:
    assert derive(facts).values[name] == ratio


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"rd_spend": 1},
        {"revenue": 1},
        {"rd_spend": 1, "revenue": 0},
        {"rd_spend": 1, "revenue": None},
        {"revenue": 1, "revenue_previous": 0, "rd_staff": 1, "employees": 0},
    ],
)
def test_no_ratio_from_nothing(facts: dict[str, Any]) -> None:
    known = derive(facts).values
    assert not known.keys() & {"rd_intensity", "revenue_growth", "rd_staff_ratio"}


WAN = 10_000


@pytest.mark.parametrize(
    ("facts", "sizes"),
    [
        ({"industry": "3911", "employees": 1000, "revenue": 40000 * WAN}, {"large"}),
        ({"industry": "3911", "employees": 999, "revenue": 40000 * WAN}, {"medium"}),
        ({"industry": "3911", "employees": 5000, "revenue": 299 * WAN}, {"micro"}),
        ({"industry": "3911", "revenue": 10 * WAN}, {"micro"}),
        ({"industry": "3911", "revenue": 300 * WAN}, {"micro", "small"}),
        ({"industry": "C"}, ALL_SIZES),
        ({"industry": "01", "revenue": 500 * WAN}, {"medium"}),
        ({"industry": "E", "revenue": 90000 * WAN, "total_assets": 4999 * WAN}, {"small"}),
        ({"industry": "5162", "employees": 20, "revenue": 5000 * WAN}, {"medium"}),
        ({"industry": "7010", "revenue": 1000 * WAN, "total_assets": 5000 * WAN}, {"medium"}),
        ({"industry": "702", "employees": 100, "revenue": 500 * WAN}, {"small"}),
        ({"industry": "703", "employees": 9}, {"micro"}),
        ({"industry": "70", "employees": 9}, ALL_SIZES),
        ({"industry": "7211", "employees": 300, "total_assets": 8000 * WAN}, {"medium"}),
        ({"industry": "73", "employees": 300}, {"large"}),
        ({"industry": "85", "employees": 10}, {"small"}),
        ({"industry": "8510", "employees": 9}, {"micro"}),
        ({"industry": "84", "employees": 9}, ALL_SIZES),
        ({"industry": "53", "employees": 9, "revenue": 1}, ALL_SIZES),
        ({"industry": "H", "employees": 9, "revenue": 1}, ALL_SIZES),
        ({"employees": 9}, ALL_SIZES),
        ({"size": "large", "industry": "73", "employees": 1}, {"large"}),
        ({"size": None, "industry": "73", "employees": 1}, {"micro"}),
    ],
)
def test_sizes(facts: dict[str, Any], sizes: set[str]) -> None:
    assert derive(facts).sizes == sizes


INPUTS = {
    "employees": st.integers(0, 3000),
    "revenue": st.integers(0, 3_000_000_000),
    "total_assets": st.integers(0, 2_000_000_000),
}


@settings(deadline=None)
@given(
    st.sampled_from(
        ["01", "39", "47", "51", "52", "54", "59", "60", "61", "63", "65", "701", "702", "72", "80"]
    ),
    st.fixed_dictionaries(INPUTS),
    st.sets(st.sampled_from(sorted(INPUTS))),
)
def test_knowing_more_only_narrows(industry: str, inputs: dict[str, int], hidden: set[str]) -> None:
    full = derive({"industry": industry, **inputs})
    partly = derive({"industry": industry, **{k: v for k, v in inputs.items() if k not in hidden}})
    assert len(full.sizes) == 1
    assert full.sizes <= partly.sizes
    assert [size for size in SIZES if size in partly.sizes] == list(
        SIZES[SIZES.index(min(partly.sizes, key=SIZES.index)) :][: len(partly.sizes)]
    )
