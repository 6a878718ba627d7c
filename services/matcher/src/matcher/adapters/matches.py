"""Verdicts with their proofs."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, any_, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.scrubbing import scrub_outbox
from matcher.adapters.sql import IDS, NUMBERS, TEXTS, statement
from matcher.adapters.tables import MatchRow
from matcher.domain.matching import Decision, StoredMatch
from shared.db import copy_lines, escaped
from shared.events import Verdict

_COLUMNS: Final = (
    "policy_id",
    "credit_code",
    "shard",
    "verdict",
    "revision",
    "policy_revision",
    "profile_revision",
    "proof",
    "changed_at",
)
_UPDATE = statement(
    """
    UPDATE match AS held SET
        verdict = n.verdict, revision = n.revision, policy_revision = n.policy_revision,
        profile_revision = n.profile_revision, proof = n.proof::jsonb,
        changed_at = CASE held.revision WHEN n.revision THEN held.changed_at ELSE :at END
    FROM unnest(:policies, :codes, :verdicts, :revisions, :policy_revisions, :profile_revisions, :proofs)
        AS n (policy_id, credit_code, verdict, revision, policy_revision, profile_revision, proof)
    WHERE held.policy_id = n.policy_id AND held.credit_code = n.credit_code
    """,
    policies=IDS,
    codes=TEXTS,
    verdicts=TEXTS,
    revisions=NUMBERS,
    policy_revisions=NUMBERS,
    profile_revisions=NUMBERS,
    proofs=TEXTS,
)
_ROWS_A_STATEMENT: Final = 5000

_STORED = select(
    MatchRow.policy_id,
    MatchRow.credit_code,
    MatchRow.verdict,
    MatchRow.revision,
    MatchRow.profile_revision,
    MatchRow.proof["results"].astext,
)


class SqlMatches:
    """Implements `ports.Matches`. The caller holds the turn of every shard that it writes."""

    async def of_policy(
        self, session: AsyncSession, policy_id: UUID, credit_codes: Collection[str]
    ) -> list[StoredMatch]:
        if not credit_codes:
            return []
        of_policy = _STORED.where(MatchRow.policy_id == policy_id)
        return await _stored(session, of_policy.where(MatchRow.credit_code == _any(credit_codes)))

    async def of_enterprises(self, session: AsyncSession, credit_codes: Collection[str]) -> list[StoredMatch]:
        return await _stored(session, _STORED.where(MatchRow.credit_code == _any(credit_codes)))

    async def save(self, session: AsyncSession, decisions: Sequence[Decision], at: datetime) -> None:
        new = [decision for decision in decisions if decision.is_new]
        if new:
            await copy_lines(session, MatchRow.__tablename__, _COLUMNS, _lines(new, at))
        old = [decision for decision in decisions if not decision.is_new]
        for first in range(0, len(old), _ROWS_A_STATEMENT):
            await session.execute(_UPDATE, _arrays(old[first : first + _ROWS_A_STATEMENT]) | {"at": at})

    async def erase(self, session: AsyncSession, credit_code: str) -> None:
        erased = delete(MatchRow).where(MatchRow.credit_code == credit_code)
        rows = await session.execute(erased.returning(MatchRow.policy_id, MatchRow.shard))
        await scrub_outbox(session, credit_code, {f"{row.policy_id}/{row.shard}" for row in rows})


def _any(credit_codes: Collection[str]) -> Any:  # noqa: ANN401 (SQLAlchemy's expression of ANY)
    return any_(bindparam(None, list(credit_codes), type_=TEXTS))


def _lines(decisions: Iterable[Decision], at: datetime) -> Iterable[str]:
    when = at.isoformat()
    for policy, profile, verdict, revision, proof, *_ in decisions:
        yield (
            f"{policy.policy_id}\t{escaped(profile.credit_code)}\t{profile.shard}\t{verdict}\t{revision}\t"
            f"{policy.revision}\t{profile.revision}\t{escaped(proof)}\t{when}"
        )


def _arrays(decisions: Sequence[Decision]) -> dict[str, object]:
    return {
        "policies": [decision.policy.policy_id for decision in decisions],
        "codes": [decision.profile.credit_code for decision in decisions],
        "verdicts": [decision.verdict.value for decision in decisions],
        "revisions": [decision.revision for decision in decisions],
        "policy_revisions": [decision.policy.revision for decision in decisions],
        "profile_revisions": [decision.profile.revision for decision in decisions],
        "proofs": [decision.proof for decision in decisions],
    }


async def _stored(
    session: AsyncSession, query: Select[UUID, str, str, int, int, str | None]
) -> list[StoredMatch]:
    return [
        StoredMatch(policy_id, code, Verdict(verdict), revision, profile_revision, results)
        for policy_id, code, verdict, revision, profile_revision, results in await session.execute(query)
    ]
