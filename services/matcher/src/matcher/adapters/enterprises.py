"""Profiles as their owners save them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.sql import NUMBERS, TEXTS, dumped, statement
from matcher.adapters.tables import EnterpriseRow
from matcher.handlers.ports import Enterprise, Saved
from shared.messaging.partitioning import shard_of

# Rows are locked in the order of their keys, so that two imports wait for one another and do not deadlock.
_SAVE = statement(
    """
    INSERT INTO enterprise AS held (credit_code, revision, name, facts, shard, profiled_at)
    SELECT n.credit_code, 1, n.name, n.facts::jsonb, n.shard, :at
    FROM unnest(:codes, :names, :facts, :shards) AS n (credit_code, name, facts, shard)
    ORDER BY n.credit_code
    ON CONFLICT (credit_code) DO UPDATE SET
        revision = held.revision + 1, name = excluded.name, facts = excluded.facts,
        profiled_at = excluded.profiled_at, removed_at = NULL
    WHERE (held.name, held.facts) IS DISTINCT FROM (excluded.name, excluded.facts)
        OR held.removed_at IS NOT NULL
    RETURNING credit_code, revision
    """,
    codes=TEXTS,
    names=TEXTS,
    facts=TEXTS,
    shards=NUMBERS,
)

_REMOVE = text(
    "UPDATE enterprise SET revision = revision + 1, name = '', facts = '{}', removed_at = :at "
    "WHERE credit_code = :code AND removed_at IS NULL RETURNING revision"
)

_FORGET = text(
    "DELETE FROM outbox WHERE topic = 'huiqi.enterprises' AND key = :code AND sent_at IS NOT NULL "
    "AND headers ->> 'ce_type' = 'enterprise.profiled.v1'"
)


class SqlEnterprises:
    """Implements `ports.Enterprises`."""

    async def get(self, session: AsyncSession, credit_code: str) -> Enterprise | None:
        held = select(EnterpriseRow).where(
            EnterpriseRow.credit_code == credit_code, EnterpriseRow.removed_at.is_(None)
        )
        row = (await session.execute(held)).scalar_one_or_none()
        if row is None:
            return None
        return Enterprise(row.credit_code, row.revision, row.name, row.facts, row.profiled_at)

    async def save(self, session: AsyncSession, profiles: Sequence[Saved], at: datetime) -> list[Saved]:
        parameters = {
            "codes": [profile.credit_code for profile in profiles],
            "names": [profile.name for profile in profiles],
            "facts": [dumped(profile.facts) for profile in profiles],
            "shards": [shard_of(profile.credit_code) for profile in profiles],
            "at": at,
        }
        revisions = {row.credit_code: row.revision for row in await session.execute(_SAVE, parameters)}
        return [
            Saved(profile.credit_code, profile.name, profile.facts, revisions[profile.credit_code])
            for profile in profiles
            if profile.credit_code in revisions
        ]

    async def remove(self, session: AsyncSession, credit_code: str, at: datetime) -> int | None:
        removed = await session.execute(_REMOVE, {"code": credit_code, "at": at})
        revision: int | None = removed.scalar_one_or_none()
        return revision

    async def forget_sent(self, session: AsyncSession, credit_code: str) -> None:
        await session.execute(_FORGET, {"code": credit_code})
