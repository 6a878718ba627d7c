"""Credit codes that pass both checks: GB 11714 inside and GB 32100 outside."""

from typing import Final

from stdnum.cn import uscc

_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(region: str, serial: int, category: str = "91") -> str:
    """Return the unified social credit code of the `serial`-th body registered in a six-digit region.

    `category` is the registering department and kind: 91 enterprise, 92 individual business, 93 cooperative,
    52 private non-enterprise unit.
    """
    organisation = _organisation_code(serial)
    front = f"{category}{region}{organisation}"
    return front + str(uscc.calc_check_digit(front))


def _organisation_code(serial: int) -> str:
    body = f"MA1{serial:05d}"
    values = (int(character, 36) for character in body)
    remainder = 11 - sum(w * v for w, v in zip(_ORGANISATION_WEIGHTS, values, strict=True)) % 11
    check = {10: "X", 11: "0"}.get(remainder, str(remainder))
    return body + check
