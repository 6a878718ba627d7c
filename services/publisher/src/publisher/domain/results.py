"""Result announcements (结果公示): at least five working days open to objection, then final."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from publisher.domain.errors import Conflict, IllegalTransition, Invalid
from publisher.domain.plausible import MOST_YUAN, check_credit_code
from shared.calendar import add_working_days, is_working_day, working_days_between
from shared.events import Contact, Department, ResultEntry

MINIMUM_WORKING_DAYS: Final = 5
_LONGEST_DAYS: Final = 366


class AnnouncementState(StrEnum):
    """Open to objection, or standing."""

    ANNOUNCED = "announced"
    FINALISED = "finalised"


class AnnouncementAction(StrEnum):
    """What can happen to an announcement."""

    FINALISE = "finalise"


TRANSITIONS: Final = {
    (AnnouncementState.ANNOUNCED, AnnouncementAction.FINALISE): AnnouncementState.FINALISED,
}


@dataclass(frozen=True)
class Announcement:
    """A list of approved enterprises, open from `first_day` to `last_day`, both included."""

    id: UUID
    policy_id: UUID
    policy_title: str
    issuer: Department
    title: str
    entries: tuple[ResultEntry, ...]
    first_day: date
    last_day: date
    contact: Contact
    revision: int = 1
    state: AnnouncementState = AnnouncementState.ANNOUNCED

    def check(self) -> None:
        """Raise Invalid for a list or a period that cannot be announced.

        Only when it is announced: a later holiday arrangement makes nothing wrong that was right then.
        """
        self._check_entries()
        if (self.last_day - self.first_day).days > _LONGEST_DAYS:
            raise Invalid("公示期最长一年。", "/last_day")
        days = working_days_between(self.first_day, self.last_day)
        if days < MINIMUM_WORKING_DAYS:
            raise Invalid(
                f"公示期不得少于 {MINIMUM_WORKING_DAYS} 个工作日，现在只有 {days} 个；"
                f"最早可以到 {shortest(self.first_day):%Y-%m-%d}。",
                "/last_day",
            )

    def _check_entries(self) -> None:
        if not self.entries:
            raise Invalid("公示名单不能为空。", "/entries")
        code, count = Counter(entry.credit_code for entry in self.entries).most_common(1)[0]
        if count > 1:
            raise Invalid(f"公示名单中统一社会信用代码 {code} 出现了不止一次。", "/entries")
        for position, entry in enumerate(self.entries):
            check_credit_code(entry.credit_code, f"/entries/{position}/credit_code")
            if entry.amount_yuan is not None and not 0 <= entry.amount_yuan < MOST_YUAN:
                raise Invalid("金额应在 0 元至 10 万亿元之间。", f"/entries/{position}/amount_yuan")

    def finalise(self, today: date) -> "Announcement":
        """The list as it stands; raises Conflict before the objection period is over."""
        target = TRANSITIONS.get((self.state, AnnouncementAction.FINALISE))
        if target is None:
            raise IllegalTransition("这份结果公示已经确定，不能再次确定。", [])
        if today <= self.last_day:
            raise Conflict(f"公示期到 {self.last_day:%Y-%m-%d} 才结束，之后才能确定结果。")
        return replace(self, state=target, revision=self.revision + 1)


def shortest(first_day: date) -> date:
    """The earliest last day that gives the minimum number of working days, the first day included."""
    count = MINIMUM_WORKING_DAYS - is_working_day(first_day)
    return add_working_days(first_day, count)
