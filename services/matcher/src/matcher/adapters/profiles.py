"""Profiles as they were last matched."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from pyroaring import BitMap
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.sql import NUMBERS, TEXTS, dumped, statement
from matcher.adapters.tables import ProfileRow
from matcher.domain.population import Profile
from matcher.domain.shard_population import Numbered
from matcher.handlers.matching_ports import Turn
from shared.db import driver_of

# Numbers are given under the turn, so that nobody else gives the same, and kept for good.
_SAVE = statement(
    """
    INSERT INTO profile AS held (
        credit_code, revision, name, facts, shard, profiled_at, match_floor, change, number
    )
    SELECT n.credit_code, n.revision, n.name, n.facts::jsonb, n.shard, :at, 0, n.change,
        (SELECT coalesce(max(p.number), -1) FROM profile AS p WHERE p.shard = n.shard)
            + row_number() OVER (PARTITION BY n.shard, known.credit_code IS NULL ORDER BY n.credit_code)
    FROM unnest(:codes, :revisions, :names, :facts, :shards, :changes)
        AS n (credit_code, revision, name, facts, shard, change)
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
    changes=NUMBERS,
)

_NAMED: Final = (
    "SELECT p.number, p.credit_code, p.revision, p.name, p.shard, p.match_floor FROM profile AS p "
    "WHERE p.shard = $1 AND p.number = ANY($2)"
)
_NAMED_ALL: Final = (
    "SELECT p.number, p.credit_code, p.revision, p.name, p.shard, p.match_floor FROM profile AS p "
    "WHERE p.shard = $1 AND p.number BETWEEN $2 AND $3"
)

_PIECE: Final = 5000

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
    """Implements `ports.ShardProfiles`."""

    async def changed_after(
        self, session: AsyncSession, shard: int, change: int, before: int | None
    ) -> AsyncIterator[tuple[int, list[Numbered]]]:
        query = select(ProfileRow.number, ProfileRow.facts, ProfileRow.change).where(
            ProfileRow.shard == shard, ProfileRow.change > change
        )
        if before is not None:
            query = query.where(ProfileRow.change < before)
        found = await session.stream(query.execution_options(yield_per=_PIECE))
        async for rows in found.partitions():
            newest = max(row.change for row in rows)
            yield newest, [Numbered(row.number, row.facts) for row in rows]

    async def named(self, session: AsyncSession, numbers: Mapping[int, BitMap]) -> list[tuple[int, Profile]]:
        found: list[tuple[int, Profile]] = []
        driver = await driver_of(session)
        for shard, wanted in numbers.items():
            if not wanted:
                continue
            if len(wanted) > _PIECE and 2 * len(wanted) > wanted.max() - wanted.min():
                # Most of a range: to send it all is faster than to send the numbers.
                rows = await driver.fetch(_NAMED_ALL, shard, wanted.min(), wanted.max())
            else:
                rows = await driver.fetch(_NAMED, shard, list(wanted))
            found += [
                (number, Profile(code, revision, name, None, shard, floor))
                for number, code, revision, name, shard, floor in rows
                if number in wanted
            ]
        return found

    async def save(
        self, session: AsyncSession, profiles: Sequence[Profile], at: datetime, turn: Turn
    ) -> list[Profile]:
        parameters = {
            "codes": [profile.credit_code for profile in profiles],
            "revisions": [profile.revision for profile in profiles],
            "names": [profile.name for profile in profiles],
            "facts": [dumped(profile.facts) for profile in profiles],
            "shards": [profile.shard for profile in profiles],
            "changes": [turn[profile.shard].number for profile in profiles],
            "at": at,
        }
        floors = {row.credit_code: row.match_floor for row in await session.execute(_SAVE, parameters)}
        return [profile._replace(match_floor=floors[profile.credit_code]) for profile in profiles]

    async def erase(self, session: AsyncSession, tombstone: Profile, at: datetime, turn: Turn) -> None:
        row = {
            "code": tombstone.credit_code,
            "revision": tombstone.revision,
            "shard": tombstone.shard,
            "at": at,
            "change": turn[tombstone.shard].number,
        }
        await session.execute(_ERASE, row)


def profile_of(row: ProfileRow) -> Profile:
    """A row as matching sees it."""
    return Profile(row.credit_code, row.revision, row.name, row.facts, row.shard, row.match_floor)
