"""What the audit reads: matches with what they were judged by, and what events told of them."""

import json
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Text, and_, cast, func, select
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
_AT_ONCE: Final = 500
_EVENTS_AT_ONCE: Final = 20
# One statement, so that all of it is of one moment.
_MATCHES: Final = (
    select(
        MatchRow.policy_id,
        MatchRow.credit_code,
        MatchRow.verdict,
        MatchRow.revision,
        MatchRow.policy_revision,
        MatchRow.profile_revision,
        MatchRow.proof,
        PolicyRow.revision.label("newest_policy"),
        cast(PolicyRow.criteria, Text).label("criteria"),
        cast(PolicyRow.brief, Text).label("brief"),
        PolicyRow.withdrawn,
        ProfileRow.revision.label("newest_profile"),
        ProfileRow.name,
        cast(ProfileRow.facts, Text).label("facts"),
        ProfileRow.shard,
        ProfileRow.match_floor,
        ProfileRow.number,
        cast(PolicyTextRow.criteria, Text).label("judged_by"),
    )
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


class SqlRecords:
    """Implements `ports.Records`."""

    def __init__(self, sets: Sets) -> None:
        self._sets = sets

    async def matches(self, session: AsyncSession) -> list[MatchRecord]:
        known = _Known()
        rows = await session.stream(_MATCHES.execution_options(yield_per=_AT_ONCE))
        return [known.record(row) async for row in rows]

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
        async for value in await session.stream_scalars(query.execution_options(yield_per=_EVENTS_AT_ONCE)):
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


@dataclass(slots=True)
class _Known:
    """What many matches have in common, read once each: the rows bring it as text."""

    policies: dict[UUID, Policy] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    rules: dict[tuple[UUID, int], Rules] = field(default_factory=dict)

    def record(self, row: Row[*tuple[Any, ...]]) -> MatchRecord:
        policy = self._policy(row)
        return MatchRecord(
            policy,
            self._profile(row),
            row.number,
            Verdict(row.verdict),
            row.revision,
            row.policy_revision,
            row.profile_revision,
            row.proof,
            self._rules(row, policy),
        )

    def _policy(self, row: Row[*tuple[Any, ...]]) -> Policy:
        known = self.policies.get(row.policy_id)
        if known is None:
            criteria = json.loads(row.criteria) if row.criteria else None
            brief = PolicyBrief.model_validate_json(row.brief)
            known = Policy(row.policy_id, row.newest_policy, criteria, brief, row.withdrawn)
            self.policies[row.policy_id] = known
        return known

    def _profile(self, row: Row[*tuple[Any, ...]]) -> Profile:
        known = self.profiles.get(row.credit_code)
        if known is None:
            facts = json.loads(row.facts) if row.facts else None
            known = Profile(row.credit_code, row.newest_profile, row.name, facts, row.shard, row.match_floor)
            self.profiles[row.credit_code] = known
        return known

    def _rules(self, row: Row[*tuple[Any, ...]], policy: Policy) -> Rules | None:
        key = row.policy_id, row.policy_revision
        if row.judged_by is not None and key not in self.rules:
            said = Policy(row.policy_id, row.policy_revision, json.loads(row.judged_by), policy.brief)
            self.rules[key] = Rules(said)
        return self.rules.get(key)
