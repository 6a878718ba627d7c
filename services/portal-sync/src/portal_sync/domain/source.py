"""What is known of a policy: the newest content and the newest withdrawal, in whatever order they came."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import TypeAdapter

from portal_sync.domain.said import Said
from shared.events import (
    Department,
    PolicyContent,
    PolicyKind,
    PolicyPublished,
    PolicyReference,
    PolicyWithdrawn,
    WithdrawalKind,
    canonical_hash,
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
    said: Said = field(compare=False)
    content_hash: str

    @property
    def content(self) -> PolicyContent:
        return self.said.content

    @classmethod
    def of(cls, event: PolicyPublished) -> Self:
        """Read a publication; raises SourceMismatchError where the hash is not the content's."""
        computed = content_hash(event.content)
        if computed != event.content_hash:
            raise SourceMismatchError(f"内容指纹不符：所附 {event.content_hash}，应为 {computed}。")
        return cls(event.revision, event.published_at, event.channels, Said.of(event.content), computed)


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


WITHDRAWALS: Final = TypeAdapter(Withdrawal)


def withdrawal_hash(withdrawal: Withdrawal | None) -> str | None:
    """Return the hash of the canonical JSON of a withdrawal: kind, reason and successor are in it."""
    return None if withdrawal is None else canonical_hash(WITHDRAWALS.dump_python(withdrawal, mode="json"))


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of a record as tells where it goes and what must be shown, without its text.

    What content says (kind, theme …) is None where none was seen yet.
    """

    revision: int
    channels: tuple[str, ...]
    kind: PolicyKind | None
    content_hash: str | None
    withdrawal_hash: str | None
    theme: str | None = None
    department: str | None = None
    genre: str | None = None
    benefit: str | None = None
    english: bool = False
    retracted: bool = False

    @property
    def withdrawn(self) -> bool:
        return self.withdrawal_hash is not None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A policy as its events say.

    Joining is commutative, associative and idempotent: each part keeps its highest revision. Whatever the
    order and number of deliveries, the record comes out the same.
    """

    policy_id: UUID
    publication: Publication | None = None
    withdrawal: Withdrawal | None = None
    # As it was stored beside the content, so that this need not be read to know it.
    stored_outline: Outline | None = field(default=None, compare=False)

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
    def newest_channels(self) -> tuple[str, ...]:
        """Where its department sends it as it stands now: the withdrawal's channels once it is withdrawn."""
        newest = self.standing_withdrawal or self.publication
        return newest.channels if newest is not None else ()

    @property
    def document_number(self) -> str:
        """The document number; empty where nothing is known."""
        newest = self.publication.content if self.publication is not None else self.withdrawal
        return newest.document_number if newest is not None else ""

    @property
    def title(self) -> str:
        """The title; empty where nothing is known."""
        newest = self.publication.content if self.publication is not None else self.withdrawal
        return newest.title if newest is not None else ""

    @property
    def outline(self) -> Outline:
        """The record without its text."""
        if self.stored_outline is not None:
            return self.stored_outline
        publication, withdrawal = self.publication, self.standing_withdrawal
        content = publication.content if publication is not None else None
        return Outline(
            revision=self.revision,
            channels=self.newest_channels,
            kind=content.kind if content is not None else None,
            content_hash=publication.content_hash if publication is not None else None,
            withdrawal_hash=withdrawal_hash(withdrawal),
            theme=content.theme if content is not None else None,
            department=content.issuer.code if content is not None else None,
            genre=content.genre if content is not None else None,
            benefit=content.benefit.kind.value if content is not None and content.benefit else None,
            english=content is not None and content.english is not None,
            retracted=withdrawal is not None and withdrawal.kind is WithdrawalKind.RETRACTED,
        )

    def joined_with(self, part: Publication | Withdrawal) -> Self:
        """Return the record that knows of `part` too; itself, where that is nothing new."""
        if isinstance(part, Publication):
            return self.joined_with_publication(part)
        return self.joined_with_withdrawal(part)

    def joined_with_publication(self, other: Publication) -> Self:
        """Return the record that knows of `other` too."""
        if self.publication is not None and self.publication.revision >= other.revision:
            return self
        return replace(self, publication=other, stored_outline=None)

    def joined_with_withdrawal(self, other: Withdrawal) -> Self:
        """Return the record that knows of `other` too."""
        if self.withdrawal is not None and self.withdrawal.revision >= other.revision:
            return self
        return replace(self, withdrawal=other, stored_outline=None)
