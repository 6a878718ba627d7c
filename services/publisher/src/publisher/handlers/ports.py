"""What the use cases need from outside, implemented in adapters/."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from publisher.domain.applications import Application
from publisher.domain.policies import Policy, Revision
from publisher.domain.states import RevisionState
from publisher.handlers.calendar_ports import Calendar
from publisher.handlers.file_ports import Files
from publisher.handlers.filing_ports import Filings
from publisher.handlers.receipt_ports import ReceiptReading
from publisher.handlers.relation_ports import Relations
from publisher.handlers.results_ports import AnnouncementRepository, Objections, ResultDrafts
from publisher.handlers.review_ports import Decisions, Remarks, ReviewDesk
from publisher.handlers.sharing_ports import Sharing
from shared.events import (
    ChannelDrifted,
    ChannelMirrored,
    ChannelWithdrawn,
    Event,
    MatchesChanged,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
    PolicyKind,
)


@dataclass(frozen=True)
class PolicyQuery:
    """Which policies to list. `department` None means every department's; the cursor is opaque.

    With `shared`, other departments' that the department has a part in, instead of its own.
    Theme, kind and day of publication are those of a revision that stands: open, live or withdrawn.
    """

    department: str | None = None
    states: Collection[RevisionState] = ()
    text: str = ""
    theme: str = ""
    kind: PolicyKind | None = None
    published_from: date | None = None
    published_until: date | None = None
    shared: bool = False
    cursor: str | None = None
    limit: int = 20


@dataclass(frozen=True)
class Page:
    """Some policies and the cursor of the next page, None on the last."""

    items: Sequence[Policy]
    next: str | None


class PolicyRepository(Protocol):
    """Policies with their open and live revisions. `department` None asks for any department's."""

    async def add(self, policy: Policy) -> None: ...

    async def get(self, policy_id: UUID, *, department: str | None, shared: bool = False) -> Policy:
        """Raise NotFound where there is none in that department; with `shared` nor one shared with it."""
        ...

    async def lock(self, policy_id: UUID, *, department: str | None, reviewing: bool = False) -> Policy:
        """As `get`, holding the policy's row lock until the transaction ends.

        With `reviewing` a policy will do, too, that the department was asked to review.
        """
        ...

    async def save(self, policy: Policy) -> None: ...

    async def page(self, query: PolicyQuery) -> Page: ...

    async def count_by_state(self, department: str | None) -> Mapping[RevisionState, int]:
        """Policies by the state of the revision that stands for them."""
        ...

    async def history_of(self, policy_id: UUID) -> Sequence[Revision]:
        """Every revision that was published, newest first."""
        ...

    async def titles(self, policy_ids: Collection[UUID], *, department: str | None) -> Mapping[UUID, str]:
        """Titles of the department's policies among these that were ever published."""
        ...

    async def next_index(self, department: str, year: int) -> int:
        """The next index number of a department's year, from 1."""
        ...


@dataclass(frozen=True)
class HistoryEntry:
    """Who did what and when, and where the policy stood before and after; append-only.

    `from_state` is found when the entry is written.
    """

    policy_id: UUID
    at: datetime
    actor: str
    actor_name: str
    action: str
    revision: int | None = None
    note: str = ""
    from_state: RevisionState | None = None
    to_state: RevisionState | None = None


class History(Protocol):
    """The append-only record of a policy."""

    async def add(self, entry: HistoryEntry) -> None: ...

    async def of(self, policy_id: UUID) -> Sequence[HistoryEntry]:
        """Oldest first."""
        ...


Step = tuple[str, str, datetime]


class ApplicationRepository(Protocol):
    """Applications and the steps that they took."""

    async def lock(self, ids: Collection[str]) -> dict[str, Application]:
        """The applications of these ids, each id locked until the transaction ends, known or not."""
        ...

    async def steps(self, ids: Collection[str]) -> set[Step]:
        """(application id, state, occurred at) of every step these have taken."""
        ...

    async def save(self, changed: Sequence[Application], *, department: str) -> None:
        """Write applications and record each as a step."""
        ...


class ReceiptProjection(ReceiptReading, Protocol):
    """What other services said became of a policy. Any order and any number of times gives the same state."""

    async def mirrored(self, event: ChannelMirrored) -> None: ...

    async def withdrawn(self, event: ChannelWithdrawn) -> None: ...

    async def drifted(self, event: ChannelDrifted) -> None: ...

    async def matched(self, event: MatchesChanged) -> None: ...

    async def delivered(self, events: Sequence[NotificationDelivered]) -> None: ...

    async def failed(self, event: NotificationFailed) -> None: ...

    async def opened(self, event: NotificationOpened) -> None: ...


@dataclass(frozen=True)
class Answer:
    """A kept answer to a request that carried an idempotency key."""

    status: int
    body: dict[str, Any]


class IdempotencyKeys(Protocol):
    """Answers kept by key, so that a repeated request changes nothing and gets the same answer."""

    async def claim(self, owner: str, key: str, digest: str) -> Answer | None:
        """The kept answer; None where this request is the first. Raise Conflict for another request's key."""
        ...

    async def keep(self, owner: str, key: str, answer: Answer) -> None: ...

    async def forget(self, before: datetime) -> int:
        """Delete the keys that were first used before a moment; return how many."""
        ...


class Unit(Protocol):
    """One transaction: everything done through it happens together or not at all."""

    @property
    def policies(self) -> PolicyRepository: ...

    @property
    def calendar(self) -> Calendar: ...

    @property
    def relations(self) -> Relations: ...

    @property
    def sharing(self) -> Sharing: ...

    @property
    def history(self) -> History: ...

    @property
    def files(self) -> Files: ...

    @property
    def remarks(self) -> Remarks: ...

    @property
    def decisions(self) -> Decisions: ...

    @property
    def review_desk(self) -> ReviewDesk: ...

    @property
    def applications(self) -> ApplicationRepository: ...

    @property
    def filings(self) -> Filings: ...

    @property
    def announcements(self) -> AnnouncementRepository: ...

    @property
    def result_drafts(self) -> ResultDrafts: ...

    @property
    def objections(self) -> Objections: ...

    @property
    def receipts(self) -> ReceiptProjection: ...

    @property
    def keys(self) -> IdempotencyKeys: ...

    async def emit(self, *events: Event) -> None:
        """Write events to the outbox of this transaction."""
        ...


class Units(Protocol):
    """Opens a unit of work that commits when it is left without an error."""

    def __call__(self) -> AbstractAsyncContextManager[Unit]: ...


@dataclass(frozen=True)
class DocumentText:
    """The text of an uploaded document; `paged` where its lines were broken by a page's width."""

    text: str
    paged: bool


class DocumentReader(Protocol):
    """Reads uploaded documents safely: limits on size, memory and time."""

    async def read(self, name: str, data: bytes) -> DocumentText:
        """Raise UnreadableDocument with a sentence for what cannot be read."""
        ...
