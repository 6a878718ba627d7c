"""What is handed over to a channel outside, and what it answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal_sync.domain.entry import Entry, Shown


@dataclass(frozen=True, slots=True)
class Held:
    """What a channel outside shows of a policy; `etag` changes with every change of it, whoever makes it."""

    shown: Shown
    etag: str


@dataclass(frozen=True, slots=True)
class Handover:
    """An entry to show in place of the one with the etag `over`; None of either means nothing."""

    policy_id: UUID
    entry: Entry | None
    over: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a handover: `held` is shown now. A `stale` one met something else than `over`."""

    policy_id: UUID
    held: Held | None = None
    problem: str = ""
    stale: bool = False

    @property
    def done(self) -> bool:
        return not self.problem and not self.stale


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an entry outside; `drift` has what was found there instead, until it is repaired."""

    held: Held | None
    due: bool
    drift: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """An entry whose turn it is. `asked` tells whether it was asked for again meanwhile."""

    policy_id: UUID
    asked: int
    attempts: int
    known: Known
    traceparent: str | None
