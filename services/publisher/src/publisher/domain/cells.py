"""What people type into cells and lines: days, moments and sums, read as they are meant or refused."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from publisher.domain.errors import Invalid
from publisher.domain.plausible import MOST_YUAN
from shared.clock import SHANGHAI

_MOMENT: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]\s*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?"
)


def read_moment(text: str, name: str) -> datetime:
    """A moment in Shanghai, a day being its beginning; raises Invalid."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise Invalid(f"{name}“{text[:30]}”应写成 2026-11-20 09:30 或 2026年11月20日。")
    try:
        local = datetime(*(int(part or 0) for part in found.groups()), tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(f"{name}“{text[:30]}”不是日历上有的时间。") from error


def read_day(text: str, name: str) -> date:
    """A day; raises Invalid."""
    return read_moment(text, name).astimezone(SHANGHAI).date()


def read_yuan(text: str, name: str) -> Decimal:
    """A sum in yuan, its thousands separated or not; raises Invalid."""
    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < MOST_YUAN or amount != round(amount, 2):
        raise Invalid(f"{name}“{text[:30]}”应是以元为单位的数字，最多到分，例如 200000。")
    return amount
