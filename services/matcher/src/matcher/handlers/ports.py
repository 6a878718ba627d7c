"""What the use cases need from outside. `session` is the caller's transaction and is only passed on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.claims import Claims
from matcher.domain.evidence import MatchRecord, Standing, Told
from matcher.domain.population import Policy, Profile
from matcher.handlers.matching_ports import Turn


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A profile as its owner last saved it."""

    credit_code: str
    revision: int
    name: str
    facts: dict[str, Any]
    profiled_at: datetime
    claims: Claims = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """A revision of a profile: what stands."""

    credit_code: str
    name: str
    facts: dict[str, Any]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """An enterprise's row, locked. `is_new` says that there was no profile: never, or not since a removal."""

    revision: int
    name: str
    facts: dict[str, Any]
    claims: Claims
    is_new: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """What to write of one enterprise: its revision, the claims, and what a source said that is new."""

    saved: Saved
    claims: Claims
    said: dict[str, Any]
    source: str
    person: str
    day: date


@dataclass(frozen=True, slots=True)
class PastStatement:
    """What a source stated, changed or took back (None) at one time."""

    source: str
    facts: dict[str, Any]
    day: date
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as people see it, with its policy."""

    policy: Policy
    verdict: str
    revision: int
    policy_revision: int
    profile_revision: int
    proof: dict[str, Any]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyCounts:
    """How many enterprises have which verdict under a policy."""

    policy: Policy
    eligible: int
    undetermined: int
    no_longer: int


class Enterprises(Protocol):
    """Profiles as their owners save them."""

    async def get(self, session: AsyncSession, credit_code: str) -> Enterprise | None: ...
    async def hold(self, session: AsyncSession, credit_codes: Sequence[str], at: datetime) -> dict[str, Held]:
        """Lock rows until the transaction ends, in one order for everybody; make the missing ones."""
        ...

    async def write(self, session: AsyncSession, stated: Sequence[Stated], at: datetime) -> None:
        """Write rows that are held, and add what was said to the history."""
        ...

    async def history(self, session: AsyncSession, credit_code: str, most: int) -> list[PastStatement]:
        """What was ever stated of an enterprise, newest first."""
        ...

    async def remove(self, session: AsyncSession, credit_code: str, at: datetime) -> int | None:
        """Erase and return the tombstone's revision; None where there is no such enterprise."""
        ...

    async def forget_sent(self, session: AsyncSession, credit_code: str) -> None:
        """Erase the profiles that the outbox keeps for replay."""
        ...


class Policies(Protocol):
    """Policies as they were last matched."""

    async def get(self, session: AsyncSession, policy_id: UUID) -> Policy | None: ...


class Views(Protocol):
    """What people read. Whose data they are is part of every query."""

    async def matches_of(self, session: AsyncSession, credit_code: str, own: str | None) -> list[MatchView]:
        """Matches of an enterprise; `own` is the asker's credit code, None for an operator."""
        ...

    async def match_of(self, session: AsyncSession, policy_id: UUID, own: str) -> MatchView | None: ...
    async def counts_of(
        self, session: AsyncSession, policy_id: UUID, department: str | None
    ) -> PolicyCounts | None:
        """Counts of a policy; `department` is the asker's, None for an operator."""
        ...


class Records(Protocol):
    """What the audit reads."""

    async def matches(self, session: AsyncSession) -> list[MatchRecord]: ...
    async def told(self, session: AsyncSession) -> Told: ...
    async def standings(self, session: AsyncSession, turn: Turn) -> list[Standing]:
        """Live policies with the shards that were matched with them, as of the turn."""
        ...

    async def profiles(self, session: AsyncSession) -> list[Profile]: ...
    async def eligible_by_policy(self, session: AsyncSession) -> dict[UUID, tuple[int, list[str]]]:
        """For each policy its revision and the credit codes that are eligible, sorted."""
        ...
