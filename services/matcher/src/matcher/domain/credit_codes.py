"""统一社会信用代码 (GB 32100-2015): refused, doubtful or good."""

from typing import Final

from stdnum.cn.uscc import calc_check_digit

_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")

WRONG_SHAPE: Final = "统一社会信用代码应为 18 位，由数字和大写字母组成（不含 I、O、S、V、Z）。"
WRONG_CHECK: Final = "统一社会信用代码的校验位不符。少数早期代码确实如此，核对无误后请确认。"


class WrongCreditCodeError(ValueError):
    """Wrong length or alphabet: no enterprise has this code."""


def normal(code: str) -> str:
    """The code in capitals without surrounding blanks; raises `WrongCreditCodeError`."""
    code = code.strip().upper()
    if len(code) != 18 or not _ALPHABET.issuperset(code):
        raise WrongCreditCodeError(WRONG_SHAPE)
    return code


def is_doubtful(code: str) -> bool:
    """Whether the check character is wrong: some legal early codes are so, and a person confirms them."""
    return bool(code[-1] != calc_check_digit(code[:17]))
