"""Whether links to service items and attachments lead where they should, and when to look again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

# A link that fails once is looked at again soon; only one that fails again is reported.
CERTAIN: Final = 2
_SOON: Final = timedelta(hours=1)
_WHILE_BROKEN: Final = timedelta(days=1)
_WHILE_GOOD: Final = timedelta(days=7)


# So many hosts that all keep silent, and none that answers: it is we who are cut off.
_TOO_MANY_SILENT: Final = 3


@dataclass(frozen=True, slots=True)
class Followed:
    """How following a link went: what is wrong, if anything, and whether somebody answered at all."""

    problem: str = ""
    answered: bool = True


def is_cut_off(answered: int, silent_hosts: int) -> bool:
    """Tell whether it is more likely that we cannot reach the web than that all of these are broken."""
    return answered == 0 and silent_hosts >= _TOO_MANY_SILENT


def due_again(now: datetime, failures: int) -> datetime:
    """Return when to look at a link again; `failures` are in a row, this time included."""
    if failures == 0:
        return now + _WHILE_GOOD
    return now + (_SOON if failures < CERTAIN else _WHILE_BROKEN)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link of a published policy that leads nowhere; `kind` is service_item or attachment."""

    policy_id: UUID
    policy_title: str
    department: str
    kind: str
    name: str
    url: str
    problem: str
    failing_since: datetime
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class LinkReport:
    """The broken links of one department or of all, with how many links were looked at."""

    broken: tuple[BrokenLink, ...]
    links: int
    checked: int
