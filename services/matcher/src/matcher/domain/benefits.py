"""How much a policy gives, as a number to rank by, read from what it says of it."""

import re
from decimal import Decimal
from typing import Final

_AMOUNT: Final = re.compile(r"([0-9][0-9,，]*(?:\.[0-9]+)?)\s*(亿元|万元|元)")
_FACTORS: Final = {"亿元": Decimal(10**8), "万元": Decimal(10**4), "元": Decimal(1)}
_BANDS: Final = tuple(Decimal(wan) * 10_000 for wan in (1, 10, 50, 100, 500))


def most_yuan(amount_text: str) -> Decimal:
    """The greatest sum that the words name; 0 where they name none."""
    sums = (
        Decimal(re.sub("[,，]", "", found[1])) * _FACTORS[found[2]] for found in _AMOUNT.finditer(amount_text)
    )
    return max(sums, default=Decimal(0))


def band(yuan: Decimal) -> int:
    """0 to 5: sums of one order are alike, so that among them what closes first comes first."""
    return sum(yuan >= bound for bound in _BANDS)
