"""When reminders are due and whether one is still worth sending (提醒: at 09:00 on working days)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from notifier.domain.kinds import MessageKind
from shared.calendar import add_working_days, is_working_day
from shared.clock import SHANGHAI
from shared.events import Verdict, Window

OFFSETS: Final = (30, 7, 3, 1)
SUPPLEMENT_OFFSETS: Final = (3, 1)
HOUR: Final = time(9)


class ReminderState(StrEnum):
    """What became of a reminder."""

    PENDING = "pending"
    SENT = "sent"
    CANCELLED = "cancelled"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder to schedule for each eligible enterprise.

    `deadline` is part of its key: the last day of the window, or its first day for the opening, so that a
    moved day arms it anew. `offset` counts working days before the deadline.
    """

    kind: MessageKind
    deadline: date
    offset: int
    opens_on: date
    closes_on: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ToArm:
    """Enterprises whose reminders under a policy wait to be scheduled, as of `since`."""

    policy_id: UUID
    credit_codes: tuple[str, ...]
    since: datetime
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come, with what is true now.

    `awaited` names the application whose supplement is still asked for by the reminder's deadline.
    """

    credit_code: str
    policy_id: UUID
    planned: Planned
    enterprise_name: str
    policy_revision: int
    verdict: Verdict | None
    withdrawn: bool
    filed: bool
    windows: tuple[Window, ...]
    superseded: bool
    awaited: str | None = None
    traceparent: str | None = None


def plan(windows: Iterable[Window], now: datetime) -> list[Planned]:
    """Return the reminders of these windows that lie ahead of `now`.

    None falls before the window opens, nor on the day of the opening, whose own message names the deadline.
    """
    return [planned for window in windows for planned in _of_window(window) if planned.due_at > now]


def plan_supplement(asked_on: date, due_on: date, now: datetime) -> list[Planned]:
    """Return the reminders of a supplement (补正) asked for by `due_on`; none on the day of asking."""
    window = Window(first=min(asked_on, due_on), last=due_on)
    days = [(offset, add_working_days(due_on, -offset)) for offset in SUPPLEMENT_OFFSETS]
    planned = [
        _planned(window, MessageKind.SUPPLEMENT_DUE, due_on, offset, day)
        for offset, day in days
        if day > asked_on
    ]
    return [one for one in planned if one.due_at > now]


def _of_window(window: Window) -> Iterable[Planned]:
    opening = _next_working_day(window.first)
    if opening <= window.last:
        yield _planned(window, MessageKind.OPENING, window.first, 0, opening)
    for offset in OFFSETS:
        day = add_working_days(window.last, -offset)
        if day > opening:
            yield _planned(window, MessageKind.DEADLINE, window.last, offset, day)


def _planned(window: Window, kind: MessageKind, deadline: date, offset: int, day: date) -> Planned:
    due_at = datetime.combine(day, HOUR, SHANGHAI)
    return Planned(kind, deadline, offset, window.first, window.last, due_at)


def _next_working_day(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def why_not(due: Due, today: date) -> str | None:
    """Return why a due reminder is no longer useful, or None where it is to be sent."""
    if due.planned.kind is MessageKind.SUPPLEMENT_DUE:
        return _why_not_supplement(due, today)
    reasons: Sequence[tuple[bool, str]] = (
        (due.withdrawn, "the policy was withdrawn"),
        (due.verdict is not Verdict.ELIGIBLE, "the enterprise is no longer eligible"),
        (due.filed, "the enterprise has filed"),
        (not _is_current(due), "the window moved"),
        (due.planned.closes_on < today, "the window closed before it could be sent"),
        (due.superseded, "a later reminder of the same window is due as well"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _why_not_supplement(due: Due, today: date) -> str | None:
    """A supplement is owed whatever becomes of the policy or of the standing under it."""
    reasons = (
        (due.awaited is None, "the supplement is no longer asked for"),
        (due.planned.closes_on < today, "the day passed before it could be sent"),
        (due.superseded, "a later reminder of the same supplement is due as well"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _is_current(due: Due) -> bool:
    return any(
        window.first == due.planned.opens_on and window.last == due.planned.closes_on
        for window in due.windows
    )
