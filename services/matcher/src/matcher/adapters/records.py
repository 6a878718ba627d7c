"""What the audit reads: matches with what they were judged by, and what events told of them."""

import json
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.policies import policy_of
from matcher.adapters.profiles import profile_of
from matcher.adapters.tables import MatchRow, PolicyRow, ProfileRow
from matcher.domain.evidence import MatchRecord
from matcher.domain.population import Policy, Profile
from shared.db.kit_tables import kit_table
from shared.events import MatchesChanged, Verdict

_OUTBOX = kit_table("outbox")


class SqlRecords:
    """Implements `ports.Records`."""

    async def matches(self, session: AsyncSession) -> list[MatchRecord]:
        query = (
            select(MatchRow, PolicyRow, ProfileRow)
            .join(PolicyRow, PolicyRow.policy_id == MatchRow.policy_id)
            .join(ProfileRow, ProfileRow.credit_code == MatchRow.credit_code)
        )
        return [_record(row) for row in await session.execute(query)]

    async def told(self, session: AsyncSession) -> dict[tuple[UUID, str], tuple[int, Verdict]]:
        query = select(_OUTBOX.c.value).where(_OUTBOX.c.topic == MatchesChanged.topic).order_by(_OUTBOX.c.id)
        newest: dict[tuple[UUID, str], tuple[int, Verdict]] = {}
        for value in (await session.execute(query)).scalars():
            event = json.loads(value)
            for change in event["changes"]:
                key = UUID(event["policy_id"]), change["credit_code"]
                newest[key] = max(
                    newest.get(key, (0, Verdict.INELIGIBLE)), (change["revision"], Verdict(change["verdict"]))
                )
        return newest

    async def live_policies(self, session: AsyncSession) -> list[Policy]:
        query = select(PolicyRow).where(PolicyRow.withdrawn.is_(False), PolicyRow.criteria.is_not(None))
        return [policy_of(row) for row in (await session.execute(query)).scalars()]

    async def profiles(self, session: AsyncSession) -> list[Profile]:
        query = select(ProfileRow).where(ProfileRow.facts.is_not(None))
        return [profile_of(row) for row in (await session.execute(query)).scalars()]

    async def eligible_by_policy(self, session: AsyncSession) -> dict[UUID, tuple[int, list[str]]]:
        policies = await session.execute(select(PolicyRow.policy_id, PolicyRow.revision))
        found: dict[UUID, tuple[int, list[str]]] = {row[0]: (row[1], []) for row in policies}
        eligible = (
            select(MatchRow.policy_id, MatchRow.credit_code)
            # Of a policy that is not known, as in the middle of a rebuild, nothing can be said.
            .join(PolicyRow, PolicyRow.policy_id == MatchRow.policy_id)
            .where(MatchRow.verdict == Verdict.ELIGIBLE)
            .order_by(MatchRow.credit_code)
        )
        for row in await session.execute(eligible):
            found[row[0]][1].append(row[1])
        return found


def _record(row: Row[MatchRow, PolicyRow, ProfileRow]) -> MatchRecord:
    match, policy, profile = row
    return MatchRecord(
        policy_of(policy),
        profile_of(profile),
        Verdict(match.verdict),
        match.revision,
        match.policy_revision,
        match.profile_revision,
        match.proof,
    )
