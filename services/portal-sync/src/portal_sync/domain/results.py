"""Result announcements (结果公示)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.calendar import working_days_left
from shared.events import Contact, Department, ResultEntry


class AnnouncementState(StrEnum):
    """Where an announcement stands on a day."""

    COMING = "coming"
    OPEN = "open"
    ENDED = "ended"
    FINAL = "final"
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class Announcement:
    """A list of approved enterprises; objections are taken from `first_day` to `last_day`, both included."""

    announcement_id: UUID
    revision: int
    policy_id: UUID
    policy_title: str
    issuer: Department
    title: str
    entries: tuple[ResultEntry, ...]
    first_day: date
    last_day: date
    contact: Contact
    finalised_at: datetime | None = None
    # Why it is public no longer; it has no entries then.
    taken_down: str = ""

    def state_on(self, today: date) -> AnnouncementState:
        """Tell whether objections are taken on a day."""
        if self.taken_down:
            return AnnouncementState.TAKEN_DOWN
        if self.finalised_at is not None:
            return AnnouncementState.FINAL
        if today < self.first_day:
            return AnnouncementState.COMING
        return AnnouncementState.OPEN if today <= self.last_day else AnnouncementState.ENDED

    def days_left(self, today: date) -> int:
        """Count the working days left for objections, today and the last day included."""
        return working_days_left(max(today, self.first_day), self.last_day)
