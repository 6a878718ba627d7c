"""Bitmaps of who has which verdict, as of a turn; what changed since then is read from the matches."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import LargeBinary, Row, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.sql import IDS, NUMBERS, TEXTS, statement
from matcher.adapters.tables import VerdictSetRow
from matcher.domain.population import Policy
from matcher.domain.verdict_sets import VERDICTS, VerdictSets
from matcher.handlers.matching_ports import Turn
from shared.events import Verdict

# Of so many changed profiles it is faster to read all matches of the policy.
_FEW: Final = 20_000

_CHANGED = statement(
    """
    SELECT s.shard, changed.number, changed.verdict
    FROM unnest(:shards, :changes, :until) AS s (shard, change, until) CROSS JOIN LATERAL (
        SELECT p.number, m.verdict
        FROM profile AS p LEFT JOIN match AS m ON m.policy_id = :policy AND m.credit_code = p.credit_code
        WHERE p.shard = s.shard AND p.change > s.change AND p.change < s.until LIMIT :most
    ) AS changed
    """,
    shards=NUMBERS,
    changes=NUMBERS,
    until=NUMBERS,
)
_ALL = statement(
    "SELECT p.shard, p.number, m.verdict FROM match AS m JOIN profile AS p USING (credit_code) "
    "WHERE m.policy_id = :policy AND m.shard = ANY(:shards)",
    shards=NUMBERS,
)
_SAVE = statement(
    """
    INSERT INTO verdict_set (policy_id, shard, verdict, policy_revision, change, members)
    SELECT * FROM unnest(:policies, :shards, :verdicts, :revisions, :changes, :members)
    ON CONFLICT (policy_id, shard, verdict) DO UPDATE SET
        policy_revision = excluded.policy_revision, change = excluded.change, members = excluded.members
    """,
    policies=IDS,
    shards=NUMBERS,
    verdicts=TEXTS,
    revisions=NUMBERS,
    changes=NUMBERS,
    members=ARRAY(LargeBinary),
)


class SqlVerdictSets:
    """Implements `ports.Sets`."""

    async def of_policy(self, session: AsyncSession, policy_id: UUID, turn: Turn) -> dict[int, VerdictSets]:
        query = select(
            VerdictSetRow.shard, VerdictSetRow.verdict, VerdictSetRow.change, VerdictSetRow.members
        )
        of_policy = VerdictSetRow.policy_id == policy_id
        rows = await session.execute(query.where(of_policy, VerdictSetRow.shard.in_(turn)))
        sets = {shard: VerdictSets() for shard in turn}
        since: dict[int, int] = {}
        for shard, verdict, change, members in rows:
            sets[shard].members[Verdict(verdict)] = BitMap.deserialize(members)
            since[shard] = change
        anew = [shard for shard in turn if shard not in since]
        if since:
            anew += await self._correct(session, policy_id, sets, since, turn)
        if anew:
            await self._read(session, policy_id, sets, anew)
        return sets

    async def _correct(
        self,
        session: AsyncSession,
        policy_id: UUID,
        sets: Mapping[int, VerdictSets],
        since: Mapping[int, int],
        turn: Turn,
    ) -> list[int]:
        """Take the verdicts of changed profiles from their matches; return shards where they are too many."""
        given = {
            "policy": policy_id,
            "most": _FEW + 1,
            "shards": list(since),
            "changes": list(since.values()),
            "until": [turn[shard].number for shard in since],
        }
        changed: dict[int, list[Row[Any]]] = {}
        for row in await session.execute(_CHANGED, given):
            changed.setdefault(row.shard, []).append(row)
        for shard, rows in changed.items():
            if len(rows) <= _FEW:
                sets[shard].correct(BitMap([row.number for row in rows]), _verdicts(rows))
        return [shard for shard, rows in changed.items() if len(rows) > _FEW]

    async def _read(
        self, session: AsyncSession, policy_id: UUID, sets: dict[int, VerdictSets], shards: Sequence[int]
    ) -> None:
        sets |= {shard: VerdictSets() for shard in shards}
        for shard, number, verdict in await session.execute(_ALL, {"policy": policy_id, "shards": shards}):
            sets[shard].members[Verdict(verdict)].add(number)

    async def save(
        self, session: AsyncSession, policy: Policy, sets: Mapping[int, VerdictSets], turn: Turn
    ) -> None:
        keys = [(shard, verdict) for shard in sets for verdict in VERDICTS]
        given = {
            "policies": [policy.policy_id] * len(keys),
            "shards": [shard for shard, _ in keys],
            "verdicts": [verdict.value for _, verdict in keys],
            "revisions": [policy.revision] * len(keys),
            "changes": [turn[shard].number for shard, _ in keys],
            "members": [_packed(sets[shard].members[verdict]) for shard, verdict in keys],
        }
        await session.execute(_SAVE, given)


def _packed(members: BitMap) -> bytes:
    members.run_optimize()
    return bytes(members.serialize())


def _verdicts(rows: Sequence[Row[Any]]) -> list[tuple[int, Verdict]]:
    return [(row.number, Verdict(row.verdict)) for row in rows if row.verdict is not None]
