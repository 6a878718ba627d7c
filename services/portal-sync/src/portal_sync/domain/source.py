"""What is known of a policy: the newest content and the newest withdrawal, in whatever order they came."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from shared.events import (
    Department,
    PolicyContent,
    PolicyKind,
    PolicyPublished,
    PolicyReference,
    PolicyWithdrawn,
    WithdrawalKind,
    content_hash,
)


class SourceMismatchError(ValueError):
    """The content received does not have the hash that was published with it."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A revision as published. `content_hash` was computed from `content` here, not taken on trust."""

    revision: int
    published_at: datetime
    channels: tuple[str, ...]
    content: PolicyContent
    content_hash: str

    @classmethod
    def of(cls, event: PolicyPublished) -> Self:
        """Read a publication; raises SourceMismatchError where the hash is not the content's."""
        computed = content_hash(event.content)
        if computed != event.content_hash:
            raise SourceMismatchError(f"内容指纹不符：所附 {event.content_hash}，应为 {computed}。")
        return cls(event.revision, event.published_at, event.channels, event.content, computed)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What became of a policy, with enough to say so even where its content was never seen."""

    revision: int
    withdrawn_at: datetime
    kind: WithdrawalKind
    reason: str
    title: str
    document_number: str
    issuer: Department
    channels: tuple[str, ...]
    successor: PolicyReference | None = None

    @classmethod
    def of(cls, event: PolicyWithdrawn) -> Self:
        """Read a withdrawal from its event."""
        return cls(
            event.revision,
            event.withdrawn_at,
            event.kind,
            event.reason,
            event.title,
            event.document_number,
            event.issuer,
            event.channels,
            event.successor,
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of a record as tells where it goes and what must be shown, without its text."""

    revision: int
    channels: tuple[str, ...]
    kind: PolicyKind | None
    content_hash: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A policy as its events say.

    Joining is commutative, associative and idempotent: each part keeps its highest revision. Whatever the
    order and number of deliveries, the record comes out the same.
    """

    policy_id: UUID
    publication: Publication | None = None
    withdrawal: Withdrawal | None = None

    @property
    def revision(self) -> int:
        """The newest revision of either kind; 0 where nothing is known."""
        parts = (self.publication, self.withdrawal)
        return max((part.revision for part in parts if part is not None), default=0)

    @property
    def standing_withdrawal(self) -> Withdrawal | None:
        """The withdrawal, unless something newer was published after it."""
        if self.withdrawal is None or self.withdrawal.revision < self.revision:
            return None
        return self.withdrawal

    @property
    def outline(self) -> Outline:
        """The record without its text."""
        publication, withdrawal = self.publication, self.standing_withdrawal
        newest = withdrawal or publication
        return Outline(
            revision=self.revision,
            channels=newest.channels if newest is not None else (),
            kind=publication.content.kind if publication is not None else None,
            content_hash=publication.content_hash if publication is not None else None,
            withdrawn=withdrawal is not None,
        )

    def joined_with_publication(self, other: Publication) -> Self:
        """Return the record that knows of `other` too."""
        if self.publication is not None and self.publication.revision >= other.revision:
            return self
        return replace(self, publication=other)

    def joined_with_withdrawal(self, other: Withdrawal) -> Self:
        """Return the record that knows of `other` too."""
        if self.withdrawal is not None and self.withdrawal.revision >= other.revision:
            return self
        return replace(self, withdrawal=other)
