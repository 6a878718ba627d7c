"""Publication at a moment in the future. Moments are kept in UTC; people say them in Asia/Shanghai."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from publisher.domain.errors import Invalid
from shared.clock import SHANGHAI

# Longer ahead, a slip of the year is likelier than a plan.
FARTHEST: Final = timedelta(days=366)
# The worker looks every few seconds; what is later than this did not go by itself.
GRACE: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class Schedule:
    """When a revision goes live and who said so; `missed` is why it did not when its moment came."""

    at: datetime
    by: str
    by_name: str
    missed: str = ""

    def overdue(self, now: datetime) -> bool:
        """Whether its moment has passed without publication."""
        return bool(self.missed) or now - self.at > GRACE


def check_moment(at: datetime, now: datetime) -> datetime:
    """The moment in UTC; raises Invalid for one that has passed or is too far ahead."""
    try:
        moment = at.astimezone(UTC)
    except OverflowError as error:
        raise Invalid("发布时间超出了日历的范围。", "/publish_at") from error
    if moment <= now:
        raise Invalid("发布时间已经过去，请选一个将来的时间，或者现在就发布。", "/publish_at")
    if moment - now > FARTHEST:
        raise Invalid("发布时间最多安排到一年之内。", "/publish_at")
    return moment


def as_shanghai(text: str) -> datetime:
    """What a person typed as a moment in Asia/Shanghai, such as 2026-11-24T09:00; raises Invalid.

    There is one such moment for each time typed: Shanghai keeps no summer time.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid("时间应写成 2026-11-24T09:00 这样的形式（北京时间）。", "/publish_at") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
