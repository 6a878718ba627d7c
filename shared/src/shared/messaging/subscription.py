"""What a service listens to, as data."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from shared.events.base import Event

# Both are narrower in their event than the type can say: a mapping from class to handler of that class.
Handler = Callable[[AsyncSession, Any], Awaitable[None]]
BatchHandler = Callable[[AsyncSession, Sequence[Any]], Awaitable[None]]


class PartitionOwner(Protocol):
    """Wants to know which partitions of the topic this process reads, for work that is spread with them."""

    def assigned(self, partitions: Collection[int], count: int) -> None:
        """These of `count` partitions are this process's now, and no others."""
        ...

    def revoked(self) -> None:
        """None is until the next assignment: the group is being spread anew, or the consumer stops."""
        ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """A topic with the handlers of the event types that a service cares for; others are passed over.

    A handler runs in the transaction that also records the event as received. It raises `Permanent` for what
    trying again cannot repair; anything else is tried again. A batch handler is given, in order, all events
    of the types that it stands for that came one after another; with `one_trace_a_batch` only those of one
    trace, for handlers whose effects carry the trace on; `one_trace_below` does so only where fewer events
    came together, so that single publications keep their trace and a replay is quick. `owner` hears which
    partitions this process reads; a handler then raises `Fenced` for work that is not this process's.

    `partition_bytes` is as much as is fetched of one partition at once: with `max_records` it says how many
    events of a backlog come together.

    With `lanes` a backlog is applied in as many transactions side by side, events of one key in one of them,
    so that the database works on one while the next is being made.

    Without `guarded` a handler sees late revisions too, and joins what comes in any order by itself.
    """

    topic: str
    handlers: Mapping[type[Event], Handler] = field(default_factory=dict)
    batch_handlers: Mapping[type[Event], BatchHandler] = field(default_factory=dict)
    max_records: int = 500
    lanes: int = 1
    partition_bytes: int = 1024 * 1024
    one_trace_a_batch: bool = False
    one_trace_below: int = 0
    guarded: bool = True
    owner: PartitionOwner | None = None

    @property
    def types(self) -> dict[str, type[Event]]:
        """Event classes by the type named in the header."""
        return {event.event_type: event for event in (*self.handlers, *self.batch_handlers)}
