"""Profiles as their owners save them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import any_, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.sql import NUMBERS, TEXTS, dumped, statement
from matcher.adapters.tables import EnterpriseRow, StatementRow
from matcher.handlers.ports import Enterprise, Held, PastStatement, Stated
from shared.db.copying import copy_rows
from shared.messaging.partitioning import shard_of

# Rows are locked in the order of their keys, so that two imports wait for one another and do not deadlock.
_HOLD = (
    select(
        EnterpriseRow.credit_code,
        EnterpriseRow.revision,
        EnterpriseRow.name,
        EnterpriseRow.facts,
        EnterpriseRow.claims,
        EnterpriseRow.removed_at,
    )
    .where(EnterpriseRow.credit_code == any_(bindparam("codes", type_=TEXTS)))
    .order_by(EnterpriseRow.credit_code)
    .with_for_update()
)

_MAKE = statement(
    """
    INSERT INTO enterprise (credit_code, revision, name, facts, shard, profiled_at, removed_at)
    SELECT n.credit_code, 0, '', '{}', n.shard, :at, :at
    FROM unnest(:codes, :shards) AS n (credit_code, shard) ORDER BY n.credit_code
    ON CONFLICT (credit_code) DO NOTHING
    """,
    codes=TEXTS,
    shards=NUMBERS,
)

_WRITE = statement(
    """
    UPDATE enterprise AS held SET
        revision = n.revision, name = n.name, facts = n.facts::jsonb, claims = n.claims::jsonb,
        profiled_at = CASE held.revision WHEN n.revision THEN held.profiled_at ELSE :at END, removed_at = NULL
    FROM unnest(:codes, :revisions, :names, :facts, :claims) AS n (credit_code, revision, name, facts, claims)
    WHERE held.credit_code = n.credit_code
    """,
    codes=TEXTS,
    revisions=NUMBERS,
    names=TEXTS,
    facts=TEXTS,
    claims=TEXTS,
)

_HISTORY_COLUMNS = ("credit_code", "revision", "source", "facts", "stated_on", "recorded_at", "recorded_by")

_REMOVE = text(
    "UPDATE enterprise SET revision = revision + 1, name = '', facts = '{}', claims = '{}', removed_at = :at "
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
        return Enterprise(row.credit_code, row.revision, row.name, row.facts, row.profiled_at, row.claims)

    async def hold(self, session: AsyncSession, credit_codes: Sequence[str], at: datetime) -> dict[str, Held]:
        held = await _hold(session, credit_codes)
        while missing := sorted(set(credit_codes) - held.keys()):
            # Whoever else makes the same one now is waited for, and its row found in the next round.
            shards = [shard_of(code) for code in missing]
            await session.execute(_MAKE, {"codes": missing, "shards": shards, "at": at})
            held |= await _hold(session, missing)
        return held

    async def write(self, session: AsyncSession, stated: Sequence[Stated], at: datetime) -> None:
        if not stated:
            return
        saved = [one.saved for one in stated]
        columns = {
            "codes": [one.credit_code for one in saved],
            "revisions": [one.revision for one in saved],
            "names": [one.name for one in saved],
            "facts": [dumped(one.facts) for one in saved],
            "claims": [dumped(one.claims) for one in stated],
        }
        await session.execute(_WRITE, {**columns, "at": at})
        await copy_rows(session, "statement", _HISTORY_COLUMNS, (_history_row(one, at) for one in stated))

    async def history(self, session: AsyncSession, credit_code: str, most: int) -> list[PastStatement]:
        query = (
            select(StatementRow)
            .where(StatementRow.credit_code == credit_code)
            .order_by(StatementRow.id.desc())
            .limit(most)
        )
        return [
            PastStatement(row.source, row.facts, row.stated_on, row.recorded_at, row.recorded_by)
            for row in (await session.execute(query)).scalars()
        ]

    async def remove(self, session: AsyncSession, credit_code: str, at: datetime) -> int | None:
        removed = await session.execute(_REMOVE, {"code": credit_code, "at": at})
        revision: int | None = removed.scalar_one_or_none()
        await session.execute(delete(StatementRow).where(StatementRow.credit_code == credit_code))
        return revision

    async def forget_sent(self, session: AsyncSession, credit_code: str) -> None:
        await session.execute(_FORGET, {"code": credit_code})


async def _hold(session: AsyncSession, credit_codes: Sequence[str]) -> dict[str, Held]:
    rows = await session.execute(_HOLD, {"codes": list(credit_codes)})
    return {
        row.credit_code: Held(row.revision, row.name, row.facts, row.claims, row.removed_at is not None)
        for row in rows
    }


def _history_row(stated: Stated, at: datetime) -> tuple[Any, ...]:
    saved = stated.saved
    said = dumped(stated.said)
    return saved.credit_code, saved.revision, stated.source, said, stated.day, at, stated.person
