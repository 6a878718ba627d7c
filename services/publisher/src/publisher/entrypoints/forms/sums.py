"""Sums of money as people write them: 500000, 50万元, 1.5 亿元."""

import re
from decimal import Decimal
from typing import Final

_SUM: Final = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,8})?)\s*(亿|万)?元?")
_FACTORS: Final = {"亿": Decimal(10**8), "万": Decimal(10**4)}


def yuan_of(text: str) -> Decimal | None:
    """The sum in yuan, exact; None where the text is none. Thousands may be separated."""
    found = _SUM.fullmatch(text.replace(",", "").replace("\uff0c", "").strip())
    if found is None:
        return None
    return Decimal(found[1]) * _FACTORS.get(found[2] or "", Decimal(1))


def plain(amount: Decimal | None) -> str:
    """The figure without a trail of zeros, empty for none."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
