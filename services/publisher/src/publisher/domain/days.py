"""Days that a policy must heed: disclosure within 20 working days, and its last day of force."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from publisher.domain.disclosure import Disclosure
from publisher.domain.policies import Policy
from shared.calendar import add_working_days, working_days_between, working_days_left

DISCLOSURE_DAYS: Final = 20
_REMINDED_MONTHS: Final = 6
# Beyond this nobody counts the working days any more.
_LONG_OVERDUE: Final = timedelta(days=366)


@dataclass(frozen=True)
class Countdown:
    """The last day of a term; working days left, that day included, or by how many it is overdue.

    `late` is None where it has been overdue for more than a year.
    """

    last: date
    left: int
    late: int | None = 0

    @property
    def overdue(self) -> bool:
        return self.late != 0


def disclose_by(policy: Policy) -> date | None:
    """The last day to disclose what the draft says; None where nothing waits for disclosure.

    A document is disclosed within 20 working days of being made or changed. A revision that keeps the day
    it was written makes no new document.
    """
    draft = policy.open
    if draft is None or draft.decision.disclosure in {Disclosure.ON_REQUEST, Disclosure.WITHHELD}:
        return None
    written = draft.content.written_on
    if written is None or (policy.live is not None and policy.live.content.written_on == written):
        return None
    return add_working_days(written, DISCLOSURE_DAYS)


def countdown(policy: Policy, today: date) -> Countdown | None:
    """How the term of disclosure stands today."""
    last = disclose_by(policy)
    if last is None:
        return None
    if last >= today:
        return Countdown(last, working_days_left(today, last))
    late = working_days_between(last + timedelta(days=1), today) if today - last < _LONG_OVERDUE else None
    # Overdue on a holiday is overdue, though no working day has gone by.
    return Countdown(last, 0, max(1, late) if late is not None else None)


def remind_from(expires_on: date) -> date:
    """Six months before the last day of force, or the last of that month where it has no such day."""
    months = expires_on.year * 12 + expires_on.month - 1 - _REMINDED_MONTHS
    year, month = divmod(months, 12)
    return date(year, month + 1, min(expires_on.day, calendar.monthrange(year, month + 1)[1]))


def remind_until(today: date) -> date:
    """No policy whose last day is after this one is to be reminded of today."""
    return today + timedelta(days=31 * _REMINDED_MONTHS)
