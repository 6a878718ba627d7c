"""What the handlers need of people: members, interests and associations, as protocols."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifier.domain.calendar import Entry, Filing, Supplement
from notifier.domain.interests import Interest, Subject
from notifier.domain.people import Member, Membership, Reach, Unopened


class Members(Protocol):
    """People who sign in for enterprises."""

    async def of(self, credit_code: str, subject: str) -> Member | None: ...
    async def all_of(self, credit_code: str) -> list[Member]: ...
    async def join(self, member: Member, now: datetime) -> None: ...
    async def consent(
        self, credit_code: str, subject: str, *, opening: bool, clicks: bool, now: datetime
    ) -> None: ...
    async def set_language(self, credit_code: str, subject: str, language: str) -> None: ...
    async def set_calendar_key(self, credit_code: str, subject: str, key: str | None) -> None: ...
    async def by_calendar_key(self, key: str) -> Member | None: ...


class Interests(Protocol):
    """What is followed and muted."""

    async def followed(self, credit_code: str) -> list[Interest]: ...
    async def follow(self, credit_code: str, interest: Interest, now: datetime) -> None: ...
    async def unfollow(self, credit_code: str, interest: Interest) -> None: ...
    async def muted(self, credit_code: str) -> list[Interest]: ...
    async def mute(self, credit_code: str, interest: Interest, now: datetime) -> None: ...
    async def unmute(self, credit_code: str, interest: Interest) -> None: ...

    async def followers(self, subject: Subject) -> dict[str, str]:
        """Return who is to be told of a publication and by which interest, in words.

        Members for whom an association follows are among them, those who muted it are not.
        """
        ...

    async def title_of(self, policy_id: UUID) -> str | None:
        """Return what a policy is called, or None where nothing is known of it."""
        ...

    async def muting(self, subject: Subject, credit_codes: Sequence[str]) -> set[str]:
        """Return who of `credit_codes` muted what the subject is about."""
        ...


class Associations(Protocol):
    """Associations, chambers and parks, and the enterprises that let them see."""

    async def ask(self, association: Member, credit_codes: Sequence[str], now: datetime) -> set[str]:
        """Ask enterprises; return which were asked now rather than before."""
        ...

    async def agree(self, association_code: str, credit_code: str, subject: str, now: datetime) -> bool: ...
    async def end(self, association_code: str, credit_code: str, now: datetime) -> bool: ...
    async def of_enterprise(self, credit_code: str) -> list[Membership]: ...
    async def of_association(self, association_code: str) -> list[Membership]: ...
    async def reach(self, association_code: str, limit: int) -> list[Reach]: ...
    async def unopened(self, association_code: str, policy_id: UUID) -> list[Unopened]: ...


class Calendars(Protocol):
    """What an enterprise's calendar is made of."""

    async def filings(self, credit_code: str) -> list[Filing]: ...
    async def supplements(self, credit_code: str) -> list[Supplement]: ...


class CalendarWriter(Protocol):
    """Writes entries in the form that calendar programs read."""

    def write(self, entries: Sequence[Entry]) -> bytes: ...


@dataclass(frozen=True, slots=True)
class People:
    """The repositories of people, of one transaction."""

    members: Members
    interests: Interests
    associations: Associations
    calendars: Calendars
