"""Whether enterprises can file for a policy today, and until when (申报期)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shared.calendar import add_working_days, working_days_left
from shared.events import Window

# Fewer working days than this are shown with a bar.
SOON: Final = 10


class FilingState(StrEnum):
    """Where today stands to the windows of a policy."""

    OPEN = "open"
    UPCOMING = "upcoming"
    OVER = "over"
    STANDING = "standing"  # no window is set
    CLOSED = "closed"  # the policy itself is no longer in force


@dataclass(frozen=True, slots=True)
class Filing:
    """The window that matters today; `days_left` counts working days, today and the last day included."""

    state: FilingState
    window: Window | None = None
    days_left: int = 0

    @property
    def soon(self) -> bool:
        return self.state is FilingState.OPEN and self.days_left < SOON


def soon_by(today: date) -> date:
    """Return the last closing day that still counts as soon: SOON working days from today, today included."""
    return add_working_days(today, SOON - 2)


def filing_on(today: date, windows: Sequence[Window], *, in_force: bool = True) -> Filing:
    """Tell where `today` stands to the open window that closes first, else the next one, else the last."""
    if not in_force:
        return Filing(FilingState.CLOSED)
    if not windows:
        return Filing(FilingState.STANDING)
    current = [window for window in windows if window.first <= today <= window.last]
    if current:
        window = min(current, key=lambda window: window.last)
        return Filing(FilingState.OPEN, window, working_days_left(today, window.last))
    coming = [window for window in windows if window.first > today]
    if coming:
        return Filing(FilingState.UPCOMING, min(coming, key=lambda window: window.first))
    return Filing(FilingState.OVER, max(windows, key=lambda window: window.last))
