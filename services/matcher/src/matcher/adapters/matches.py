"""Verdicts with their proofs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.sql import IDS, NUMBERS, TEXTS, dumped, statement
from matcher.adapters.tables import MatchRow, ProfileRow
from matcher.domain.matching import Decision, StoredMatch
from shared.events import Verdict

_SAVE = statement(
    """
    INSERT INTO match AS held (
        policy_id, credit_code, shard, verdict, revision, policy_revision, profile_revision, proof, changed_at
    )
    SELECT n.policy_id, n.credit_code, n.shard, n.verdict, n.revision, n.policy_revision, n.profile_revision,
        n.proof::jsonb, :at
    FROM unnest(
        :policies, :codes, :shards, :verdicts, :revisions, :policy_revisions, :profile_revisions, :proofs
    ) AS n (policy_id, credit_code, shard, verdict, revision, policy_revision, profile_revision, proof)
    ON CONFLICT (policy_id, credit_code) DO UPDATE SET
        verdict = excluded.verdict, revision = excluded.revision, policy_revision = excluded.policy_revision,
        profile_revision = excluded.profile_revision, proof = excluded.proof,
        changed_at = CASE held.revision
            WHEN excluded.revision THEN held.changed_at ELSE excluded.changed_at END
    """,
    policies=IDS,
    codes=TEXTS,
    shards=NUMBERS,
    verdicts=TEXTS,
    revisions=NUMBERS,
    policy_revisions=NUMBERS,
    profile_revisions=NUMBERS,
    proofs=TEXTS,
)
_ROWS_A_STATEMENT = 5000

_STORED = select(
    MatchRow.policy_id,
    MatchRow.credit_code,
    ProfileRow.name,
    MatchRow.shard,
    MatchRow.verdict,
    MatchRow.revision,
    MatchRow.policy_revision,
    MatchRow.profile_revision,
).join(ProfileRow, ProfileRow.credit_code == MatchRow.credit_code)


class SqlMatches:
    """Implements `ports.Matches`."""

    async def of_policy(self, session: AsyncSession, policy_id: UUID) -> list[StoredMatch]:
        return await _stored(session, _STORED.where(MatchRow.policy_id == policy_id))

    async def of_enterprises(self, session: AsyncSession, credit_codes: Collection[str]) -> list[StoredMatch]:
        return await _stored(session, _STORED.where(MatchRow.credit_code.in_(credit_codes)))

    async def save(self, session: AsyncSession, decisions: Sequence[Decision], at: datetime) -> None:
        for first in range(0, len(decisions), _ROWS_A_STATEMENT):
            await session.execute(_SAVE, _columns(decisions[first : first + _ROWS_A_STATEMENT]) | {"at": at})

    async def erase(self, session: AsyncSession, credit_code: str) -> None:
        await session.execute(delete(MatchRow).where(MatchRow.credit_code == credit_code))


def _columns(decisions: Sequence[Decision]) -> dict[str, object]:
    return {
        "policies": [decision.policy_id for decision in decisions],
        "codes": [decision.credit_code for decision in decisions],
        "shards": [decision.shard for decision in decisions],
        "verdicts": [decision.verdict.value for decision in decisions],
        "revisions": [decision.revision for decision in decisions],
        "policy_revisions": [decision.policy_revision for decision in decisions],
        "profile_revisions": [decision.profile_revision for decision in decisions],
        "proofs": [dumped(decision.proof) for decision in decisions],
    }


StoredRow = Row[UUID, str, str, int, str, int, int, int]


async def _stored(
    session: AsyncSession, query: Select[UUID, str, str, int, str, int, int, int]
) -> list[StoredMatch]:
    return [_match_of(row) for row in await session.execute(query)]


def _match_of(row: StoredRow) -> StoredMatch:
    return StoredMatch(
        policy_id=row.policy_id,
        credit_code=row.credit_code,
        name=row.name,
        shard=row.shard,
        verdict=Verdict(row.verdict),
        revision=row.revision,
        policy_revision=row.policy_revision,
        profile_revision=row.profile_revision,
    )
