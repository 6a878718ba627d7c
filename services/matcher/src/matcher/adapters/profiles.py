"""Profiles as they were last matched."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.sql import NUMBERS, TEXTS, dumped, statement
from matcher.adapters.tables import ProfileRow
from matcher.domain.population import Profile

# Numbers are given under the turn, so that nobody else gives the same, and kept for good.
_SAVE = statement(
    """
    INSERT INTO profile AS held (
        credit_code, revision, name, facts, shard, profiled_at, match_floor, change, number
    )
    SELECT n.credit_code, n.revision, n.name, n.facts::jsonb, n.shard, :at, 0, :change,
        (SELECT coalesce(max(p.number), -1) FROM profile AS p WHERE p.shard = n.shard)
            + row_number() OVER (PARTITION BY n.shard, known.credit_code IS NULL ORDER BY n.credit_code)
    FROM unnest(:codes, :revisions, :names, :facts, :shards) AS n (credit_code, revision, name, facts, shard)
        LEFT JOIN profile AS known ON known.credit_code = n.credit_code
    ON CONFLICT (credit_code) DO UPDATE SET
        revision = excluded.revision, name = excluded.name, facts = excluded.facts,
        profiled_at = excluded.profiled_at, change = excluded.change
    RETURNING credit_code, match_floor
    """,
    codes=TEXTS,
    revisions=NUMBERS,
    names=TEXTS,
    facts=TEXTS,
    shards=NUMBERS,
)

# What is left: the code, its revision, and where the revisions of its matches would go on.
_ERASE = text(
    """
    INSERT INTO profile AS held (
        credit_code, revision, name, facts, shard, profiled_at, match_floor, change, number
    )
    VALUES (:code, :revision, '', NULL, :shard, :at, 0, :change,
        (SELECT coalesce(max(p.number), -1) + 1 FROM profile AS p WHERE p.shard = :shard))
    ON CONFLICT (credit_code) DO UPDATE SET
        revision = excluded.revision, name = '', facts = NULL, profiled_at = excluded.profiled_at,
        change = excluded.change, match_floor = GREATEST(held.match_floor, (
            SELECT coalesce(max(revision), 0) FROM match WHERE match.credit_code = :code))
    """
)


class SqlProfiles:
    """Implements `ports.Profiles`."""

    async def save(
        self, session: AsyncSession, profiles: Sequence[Profile], at: datetime, change: int
    ) -> list[Profile]:
        parameters = {
            "codes": [profile.credit_code for profile in profiles],
            "revisions": [profile.revision for profile in profiles],
            "names": [profile.name for profile in profiles],
            "facts": [dumped(profile.facts) for profile in profiles],
            "shards": [profile.shard for profile in profiles],
            "at": at,
            "change": change,
        }
        floors = {row.credit_code: row.match_floor for row in await session.execute(_SAVE, parameters)}
        return [
            Profile(
                profile.credit_code,
                profile.revision,
                profile.name,
                profile.facts,
                profile.shard,
                floors[profile.credit_code],
            )
            for profile in profiles
        ]

    async def erase(self, session: AsyncSession, tombstone: Profile, at: datetime, change: int) -> None:
        row = {
            "code": tombstone.credit_code,
            "revision": tombstone.revision,
            "shard": tombstone.shard,
            "at": at,
            "change": change,
        }
        await session.execute(_ERASE, row)

    async def changed_after(self, session: AsyncSession, change: int, before: int) -> list[Profile]:
        changed = select(ProfileRow).where(ProfileRow.change > change, ProfileRow.change < before)
        return [profile_of(row) for row in (await session.execute(changed)).scalars()]


def profile_of(row: ProfileRow) -> Profile:
    """A row as matching sees it."""
    return Profile(row.credit_code, row.revision, row.name, row.facts, row.shard, row.match_floor)
