"""Emergency publication (紧急发布): out first, reviewed within some working days, on the record."""

from dataclasses import dataclass
from datetime import date

from publisher.domain.errors import Invalid
from shared.calendar import add_working_days


@dataclass(frozen=True)
class Urgency:
    """Why a revision went out before its reviews, who answers for it, and the last day for them."""

    reason: str
    by: str
    review_due: date

    @classmethod
    def declare(cls, reason: str, by: str, today: date, working_days: int) -> "Urgency":
        """Raise Invalid without a reason."""
        if not reason.strip():
            raise Invalid("紧急发布要写明原因，它会留在办理记录里。", "/reason")
        return cls(reason.strip(), by, add_working_days(today, working_days))
