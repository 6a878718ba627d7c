"""What matching needs from outside. `session` is the caller's transaction and is only passed on."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.matching import Decision, StoredMatch
from matcher.domain.population import Policy, Profile
from matcher.domain.shard_population import Numbered, ShardPopulation
from matcher.domain.verdict_sets import VerdictSets


class ShardTurn(NamedTuple):
    """One turn in one shard; its number is greater than all before in its epoch, the life of the tables."""

    number: int
    epoch: UUID
    policies_until: int


Turn = Mapping[int, ShardTurn]
"""The turn of each shard that this process owns."""


class Clocked(NamedTuple):
    """How far changes have come, in one life of the tables."""

    change: int
    epoch: UUID | None


class Changed(NamedTuple):
    """A policy with the number of its change, and the trace that it came in."""

    policy: Policy
    change: int
    traceparent: str | None = None


class Shards(Protocol):
    """Transactions that match a shard take turns, in every process."""

    async def take(self, session: AsyncSession, share: Collection[int] | None = None) -> Turn:
        """Wait for a turn in every shard that is ours, or in a share of them, until the transaction ends.

        Raises `Fenced` where none is, or another process took one over.
        """
        ...

    async def look(self, session: AsyncSession) -> Turn:
        """Wait until nobody matches anything, and let nobody until the transaction ends; changes nothing."""
        ...

    def ours(self) -> Collection[int]:
        """The shards that this process owns at the moment."""
        ...

    async def clocks(self, session: AsyncSession) -> dict[int, Clocked]:
        """How far each shard has come, for whoever only reads."""
        ...

    async def matched(self, session: AsyncSession, shards: Collection[int], change: int) -> None:
        """Policies up to a change were matched with these shards."""
        ...

    async def behind(self, session: AsyncSession, share: Collection[int] | None = None) -> bool:
        """Tell, without waiting, whether a shard of ours, or of a share of them, has a policy to match."""
        ...


class ShardProfiles(Protocol):
    """Profiles by shard."""

    def changed_after(
        self, session: AsyncSession, shard: int, change: int, before: int | None
    ) -> AsyncIterator[tuple[int, list[Numbered]]]:
        """Profiles in pieces, each with the greatest number of a change in it."""
        ...

    async def named(self, session: AsyncSession, numbers: Mapping[int, BitMap]) -> list[tuple[int, Profile]]:
        """Profiles without facts, with their numbers; `numbers` by shard."""
        ...

    async def save(
        self, session: AsyncSession, profiles: Sequence[Profile], at: datetime, turn: Turn
    ) -> list[Profile]:
        """Save and return them, with the floor of their matches' revisions."""
        ...

    async def erase(self, session: AsyncSession, tombstone: Profile, at: datetime, turn: Turn) -> None:
        """Erase facts and name; code, number and revision remain."""
        ...


class Snapshots(Protocol):
    """Populations on disk; a cache."""

    async def load(self, shard: int, now: Clocked) -> tuple[ShardPopulation, int] | None:
        """A shard's population with the last change that it knows; None where there is none to go on from."""
        ...

    async def save(self, shard: int, population: ShardPopulation, until: int, epoch: UUID) -> bool:
        """Save it, and return whether that was done."""
        ...


class PolicyShelf(Protocol):
    """Policies by the order in which they changed."""

    async def get(self, session: AsyncSession, policy_id: UUID) -> Policy | None: ...
    async def save(
        self,
        session: AsyncSession,
        policy: Policy,
        departments: Iterable[str],
        at: datetime,
        trace: str | None,
    ) -> None: ...
    async def clock(self, session: AsyncSession) -> Clocked: ...
    async def changed_after(
        self, session: AsyncSession, change: int, limit: int | None = None
    ) -> list[Changed]:
        """Policies whose last change is later, in order."""
        ...


class Matches(Protocol):
    """Verdicts with their proofs."""

    async def of_policy(
        self, session: AsyncSession, policy_id: UUID, credit_codes: Collection[str]
    ) -> list[StoredMatch]: ...
    async def of_enterprises(
        self, session: AsyncSession, credit_codes: Collection[str]
    ) -> list[StoredMatch]: ...
    async def save(self, session: AsyncSession, decisions: Sequence[Decision], at: datetime) -> None: ...
    async def erase(self, session: AsyncSession, credit_code: str) -> None:
        """Erase matches, and what events still in the outbox say of the enterprise beyond its code."""
        ...


class Sets(Protocol):
    """Who has which verdict under a policy."""

    async def of_policy(self, session: AsyncSession, policy_id: UUID, turn: Turn) -> dict[int, VerdictSets]:
        """By shard, as of this turn."""
        ...

    async def save(
        self, session: AsyncSession, policy: Policy, sets: Mapping[int, VerdictSets], turn: Turn
    ) -> None: ...


class Sweeps(Protocol):
    """The days on which verdicts that change with the calendar were brought up to date."""

    async def last(self, session: AsyncSession, shards: Collection[int]) -> dict[int, date]:
        """The last day of each shard that was ever swept."""
        ...

    async def record(
        self, session: AsyncSession, days: Iterable[tuple[int, date]], judged_by: date, at: datetime
    ) -> None:
        """Mark days of shards as done; each can be only once."""
        ...
