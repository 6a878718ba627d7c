"""A list of results before it is announced."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from publisher.domain.errors import Conflict, Invalid
from publisher.domain.plausible import check_day
from publisher.domain.results import Announcement, shortest
from shared.events import Contact, PolicyContent, ResultEntry


@dataclass(frozen=True)
class ResultDraft:
    """What is being prepared; without days it runs from the day of the announcement for the shortest time."""

    id: UUID
    policy_id: UUID
    title: str
    entries: tuple[ResultEntry, ...]
    contact: Contact
    first_day: date | None
    last_day: date | None
    updated_at: datetime
    updated_by: str
    version: int = 1

    def edited(self, newer: "ResultDraft", version: int) -> "ResultDraft":
        """The draft saying what `newer` says; raises Conflict where somebody else was faster."""
        if version != self.version:
            raise Conflict("这份名单在您打开之后已被他人修改，请重新打开后再改。")
        return replace(newer, id=self.id, policy_id=self.policy_id, version=self.version + 1)

    def days(self, today: date) -> tuple[date, date]:
        """First and last day if it is announced today."""
        first = self.first_day or today
        return first, self.last_day or shortest(first)

    def announce(self, content: PolicyContent, today: date) -> Announcement:
        """The announcement under a policy; raises Invalid for a list or days that cannot be announced."""
        if self.first_day is not None and self.first_day < today:
            raise Invalid("公示的第一天不能早于今天。", "/first_day")
        check_day(self.first_day, "/first_day")
        check_day(self.last_day, "/last_day")
        first, last = self.days(today)
        announcement = Announcement(
            id=self.id,
            policy_id=self.policy_id,
            policy_title=content.title,
            issuer=content.issuer,
            title=self.title.strip() or f"{content.title}结果公示",
            entries=self.entries,
            first_day=first,
            last_day=last,
            contact=self.contact,
        )
        announcement.check()
        if not (self.contact.name.strip() and self.contact.phone.strip()):
            raise Invalid("请填写受理异议的联系人和电话。", "/contact")
        return announcement
