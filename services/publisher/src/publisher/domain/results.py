"""Result announcements (结果公示): at least five working days open to objection, then final."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from publisher.domain.errors import Conflict, Invalid
from publisher.domain.plausible import MOST_YUAN, check_credit_code
from publisher.domain.result_states import (
    ENTRY_TRANSITIONS,
    AnnouncementAction,
    AnnouncementState,
    EntryStanding,
    next_state,
)
from shared.calendar import add_working_days, is_working_day, working_days_between
from shared.events import Contact, Department, ResultEntry

MINIMUM_WORKING_DAYS: Final = 5
_LONGEST_DAYS: Final = 366
# A resident's number with a birthday in it, or a mobile telephone's: neither belongs on a public list.
_PERSONAL: Final = re.compile(r"(?<!\d)(?:\d{6}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]|1[3-9]\d{9})(?!\d)")


@dataclass(frozen=True)
class TakenDown:
    """Why a list is public no longer; people who come to its address read the reason."""

    reason: str
    at: datetime


@dataclass(frozen=True)
class Announcement:
    """A list of approved enterprises, open from `first_day` to `last_day`, both included.

    `standing` has the entries that are not listed now, by credit code.
    """

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
    standing: Mapping[str, EntryStanding] = field(default_factory=dict)
    finalised_at: datetime | None = None
    taken_down: TakenDown | None = None

    @property
    def shown(self) -> tuple[ResultEntry, ...]:
        """The entries that the public may see now."""
        if self.taken_down is not None:
            return ()
        return tuple(entry for entry in self.entries if entry.credit_code not in self.standing)

    def standing_of(self, code: str) -> EntryStanding:
        """How an entry stands; raises Invalid for an enterprise that is not on the list."""
        if all(entry.credit_code != code for entry in self.entries):
            raise Invalid("名单里没有这家企业。", "/credit_code")
        return self.standing.get(code, EntryStanding.LISTED)

    def check(self) -> None:
        """Raise Invalid for a list or a period that cannot be announced.

        Only when it is announced: a later holiday arrangement makes nothing wrong that was right then.
        """
        check_entries(self.entries)
        if (self.last_day - self.first_day).days > _LONGEST_DAYS:
            raise Invalid("公示期最长一年。", "/last_day")
        days = working_days_between(self.first_day, self.last_day)
        if days < MINIMUM_WORKING_DAYS:
            raise Invalid(
                f"公示期不得少于 {MINIMUM_WORKING_DAYS} 个工作日，现在只有 {days} 个；"
                f"最早可以到 {shortest(self.first_day):%Y-%m-%d}。",
                "/last_day",
            )

    def suspend(self, code: str, objected: Collection[str]) -> "Announcement":
        """Hide an entry while an objection to it is open; `objected` are the codes of open ones."""
        if code not in objected:
            raise Conflict("只有收到异议、还没有作出决定的企业才能暂停公示。")
        return self._set(code, EntryStanding.SUSPENDED, AnnouncementAction.SUSPEND)

    def restore(self, code: str) -> "Announcement":
        """Show a suspended entry again: the objections to it did not stand."""
        return self._set(code, EntryStanding.LISTED, AnnouncementAction.RESTORE)

    def remove(self, code: str) -> "Announcement":
        """Take an entry off the list for good."""
        return self._set(code, EntryStanding.REMOVED, AnnouncementAction.REMOVE)

    def redact(self, code: str) -> "Announcement":
        """Empty an entry's remark, where more was said of somebody than may be public."""
        after = next_state(self.state, AnnouncementAction.REDACT)
        self.standing_of(code)
        entries = tuple(
            entry.model_copy(update={"note": ""}) if entry.credit_code == code else entry
            for entry in self.entries
        )
        if entries == self.entries:
            raise Conflict("这家企业没有说明可以删去。")
        return replace(self, state=after, entries=entries, revision=self.revision + 1)

    def finalise(self, today: date, *, at: datetime, open_objections: int) -> "Announcement":
        """The list as it stands; raises Conflict before the last day is over or while objections are open."""
        after = next_state(self.state, AnnouncementAction.FINALISE)
        if today <= self.last_day:
            raise Conflict(f"公示期到 {self.last_day:%Y-%m-%d} 才结束，之后才能确定结果。")
        if open_objections:
            raise Conflict(f"还有 {open_objections} 件异议没有作出决定，决定之后才能确定结果。")
        return replace(self, state=after, revision=self.revision + 1, finalised_at=at)

    def take_down(self, reason: str, at: datetime) -> "Announcement":
        """Show the list to nobody any more; its address says why."""
        after = next_state(self.state, AnnouncementAction.TAKE_DOWN)
        if not reason.strip():
            raise Invalid("请写明撤下的原因，公众在原网址会看到它。", "/reason")
        taken_down = TakenDown(reason.strip(), at)
        return replace(self, state=after, revision=self.revision + 1, taken_down=taken_down)

    def _set(self, code: str, to: EntryStanding, action: AnnouncementAction) -> "Announcement":
        after = next_state(self.state, action)
        here = self.standing_of(code)
        if to not in ENTRY_TRANSITIONS[here]:
            raise Conflict(f"这家企业{_STANDS[here]}，不能{_BECOMES[to]}。")
        others = {other: stands for other, stands in self.standing.items() if other != code}
        standing = others if to is EntryStanding.LISTED else others | {code: to}
        return replace(self, state=after, standing=standing, revision=self.revision + 1)


_STANDS: Final = {
    EntryStanding.LISTED: "正在公示",
    EntryStanding.SUSPENDED: "已暂停公示",
    EntryStanding.REMOVED: "已从名单中移除",
}
_BECOMES: Final = {
    EntryStanding.LISTED: "恢复公示",
    EntryStanding.SUSPENDED: "暂停公示",
    EntryStanding.REMOVED: "移除",
}


def check_entries(entries: Collection[ResultEntry]) -> None:
    """Raise Invalid for a list that may not be public as it is."""
    if not entries:
        raise Invalid("公示名单不能为空。", "/entries")
    code, count = Counter(entry.credit_code for entry in entries).most_common(1)[0]
    if count > 1:
        raise Invalid(f"公示名单中统一社会信用代码 {code} 出现了不止一次。", "/entries")
    for position, entry in enumerate(entries):
        check_entry(entry, f"/entries/{position}")


def check_entry(entry: ResultEntry, at: str) -> None:
    """Raise Invalid for an entry that may not be public as it is."""
    check_credit_code(entry.credit_code, f"{at}/credit_code")
    if not entry.enterprise_name.strip():
        raise Invalid("请填写企业名称。", f"{at}/enterprise_name")
    if entry.amount_yuan is not None and not 0 <= entry.amount_yuan < MOST_YUAN:
        raise Invalid("金额应在 0 元至 10 万亿元之间。", f"{at}/amount_yuan")
    if _PERSONAL.search(entry.note) or _PERSONAL.search(entry.enterprise_name):
        raise Invalid(
            f"“{entry.enterprise_name[:30]}”一条里有像身份证号或手机号的内容，不得公开，请删去。",
            f"{at}/note",
        )


def shortest(first_day: date) -> date:
    """The earliest last day that gives the minimum number of working days, the first day included."""
    count = MINIMUM_WORKING_DAYS - is_working_day(first_day)
    return add_working_days(first_day, count)
