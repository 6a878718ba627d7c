"""What it takes to change each fact of an enterprise."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FIXED: Final = 100
"""Nothing that the enterprise does changes it."""

EFFORTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "founded_on": FIXED,
        "revenue_previous": FIXED,  # the books of that year are closed
        "registered_capital": 1,
        "rd_spend": 2,
        "rd_staff": 2,
        "employees": 2,
        "revenue": 3,
        "revenue_growth": 3,
        "rd_intensity": 3,
        "rd_staff_ratio": 3,
        "tax_paid": 3,
        "total_assets": 3,
        "debt_ratio": 3,
        "credit_status": 3,
        "tags": 3,
        "invention_patents": 4,
        "qualifications": 4,
        "above_scale": 4,
        "parks": 6,
        "registered_region": 8,
        "tax_region": 8,
        "industry": 9,
        "size": 9,
        "listing": 9,
        "ownership": 9,
        "entity_type": 9,
    }
)
"""Smaller is easier; only their order matters, among ways with equally many changes."""

ELSE: Final = 5
"""Of a fact that is new in the catalogue and not yet here."""


def effort(fact: str) -> int:
    """What it takes to change a fact."""
    return EFFORTS.get(fact, ELSE)
