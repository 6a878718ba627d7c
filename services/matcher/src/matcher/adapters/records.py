"""What the audit reads: matches with what they were judged by, and what events told of them."""

import json
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.policies import policy_of
from matcher.adapters.profiles import profile_of
from matcher.adapters.tables import MatchRow, PolicyRow, PolicyTextRow, ProfileRow, VerdictSetRow
from matcher.domain.evidence import MatchRecord, Standing
from matcher.domain.judging import Rules
from matcher.domain.population import Policy, Profile
from matcher.handlers.matching_ports import Sets, Turn
from shared.db.kit_tables import kit_table
from shared.events import MatchesChanged, PolicyBrief, Verdict

_OUTBOX = kit_table("outbox")


class SqlRecords:
    """Implements `ports.Records`."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets

    async def matches(self, session: AsyncSession) -> list[MatchRecord]:
        query = (
            select(MatchRow, PolicyRow, ProfileRow, PolicyTextRow)
            .join(PolicyRow, PolicyRow.policy_id == MatchRow.policy_id)
            .join(ProfileRow, ProfileRow.credit_code == MatchRow.credit_code)
            .outerjoin(
                PolicyTextRow,
                and_(
                    PolicyTextRow.policy_id == MatchRow.policy_id,
                    PolicyTextRow.revision == MatchRow.policy_revision,
                ),
            )
        )
        rules: dict[tuple[UUID, int], Rules] = {}
        return [_record(row, rules) for row in await session.execute(query)]

    async def standings(self, session: AsyncSession, turn: Turn) -> list[Standing]:
        query = select(PolicyRow).where(PolicyRow.criteria.is_not(None)).order_by(PolicyRow.change)
        revisions = await _revisions_of_sets(session)
        found = []
        for row in (await session.execute(query)).scalars():
            # A shard that is still to be matched with it says nothing yet.
            judged = {shard: it for shard, it in turn.items() if it.policies_until >= row.change}
            sets = await self._sets.of_policy(session, row.policy_id, judged) if judged else {}
            policy = policy_of(row)
            for shard, held in sets.items():
                revision = revisions.get((policy.policy_id, shard))
                if not policy.withdrawn:
                    found.append(Standing(policy, shard, revision, held))
        return found

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


async def _revisions_of_sets(session: AsyncSession) -> dict[tuple[UUID, int], int]:
    revision = func.min(VerdictSetRow.policy_revision)
    query = select(VerdictSetRow.policy_id, VerdictSetRow.shard, revision).group_by(
        VerdictSetRow.policy_id, VerdictSetRow.shard
    )
    return {(policy_id, shard): revision for policy_id, shard, revision in await session.execute(query)}


def _record(
    row: Row[MatchRow, PolicyRow, ProfileRow, PolicyTextRow], rules: dict[tuple[UUID, int], Rules]
) -> MatchRecord:
    match, policy, profile, text = row
    key = match.policy_id, match.policy_revision
    if text is not None and key not in rules:
        brief = PolicyBrief.model_validate(policy.brief)
        rules[key] = Rules(Policy(match.policy_id, match.policy_revision, text.criteria, brief))
    return MatchRecord(
        policy_of(policy),
        profile_of(profile),
        profile.number,
        Verdict(match.verdict),
        match.revision,
        match.policy_revision,
        match.profile_revision,
        match.proof,
        rules.get(key),
    )
