"""What people read of matches. Whose data they are is part of every query."""

from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.policies import policy_of
from matcher.adapters.profiles import profile_of
from matcher.adapters.tables import MatchRow, PolicyRow, ProfileRow
from matcher.handlers.ports import MatchRecord, MatchView, PolicyCounts
from shared.events import Verdict

_BOTH = select(MatchRow, PolicyRow).join(PolicyRow, PolicyRow.policy_id == MatchRow.policy_id)


class SqlViews:
    """Implements `ports.Views`."""

    async def matches_of(self, session: AsyncSession, credit_code: str, own: str | None) -> list[MatchView]:
        query = _BOTH.where(MatchRow.credit_code == credit_code, _is_own(own)).order_by(
            MatchRow.changed_at.desc(), MatchRow.policy_id
        )
        return [_view(row) for row in await session.execute(query)]

    async def match_of(self, session: AsyncSession, policy_id: UUID, own: str) -> MatchView | None:
        query = _BOTH.where(MatchRow.policy_id == policy_id, MatchRow.credit_code == own)
        row = (await session.execute(query)).one_or_none()
        return _view(row) if row else None

    async def counts_of(
        self, session: AsyncSession, policy_id: UUID, department: str | None
    ) -> PolicyCounts | None:
        owned = true() if department is None else PolicyRow.departments.contains([department])
        query = select(PolicyRow).where(PolicyRow.policy_id == policy_id, owned)
        row = (await session.execute(query)).scalar_one_or_none()
        if row is None:
            return None
        counted = (
            select(MatchRow.verdict, func.count())
            .where(MatchRow.policy_id == policy_id)
            .group_by(MatchRow.verdict)
        )
        counts = {row[0]: row[1] for row in await session.execute(counted)}
        return PolicyCounts(
            policy_of(row),
            eligible=counts.get(Verdict.ELIGIBLE, 0),
            undetermined=counts.get(Verdict.UNDETERMINED, 0),
            no_longer=counts.get(Verdict.INELIGIBLE, 0),
        )

    async def records(self, session: AsyncSession) -> list[MatchRecord]:
        query = (
            select(MatchRow, PolicyRow, ProfileRow)
            .join(PolicyRow, PolicyRow.policy_id == MatchRow.policy_id)
            .join(ProfileRow, ProfileRow.credit_code == MatchRow.credit_code)
            .where(MatchRow.verdict != Verdict.INELIGIBLE)
        )
        return [_record(row) for row in await session.execute(query)]

    async def eligible_by_policy(self, session: AsyncSession) -> dict[UUID, tuple[int, list[str]]]:
        policies = await session.execute(select(PolicyRow.policy_id, PolicyRow.revision))
        found: dict[UUID, tuple[int, list[str]]] = {
            policy_id: (revision, []) for policy_id, revision in policies.tuples()
        }
        eligible = (
            select(MatchRow.policy_id, MatchRow.credit_code)
            .where(MatchRow.verdict == Verdict.ELIGIBLE)
            .order_by(MatchRow.credit_code)
        )
        for policy_id, credit_code in (await session.execute(eligible)).tuples():
            found[policy_id][1].append(credit_code)
        return found


def _is_own(own: str | None) -> ColumnElement[bool]:
    return true() if own is None else MatchRow.credit_code == own


def _view(row: Row[MatchRow, PolicyRow]) -> MatchView:
    match, policy = row
    return MatchView(
        policy_of(policy),
        match.verdict,
        match.revision,
        match.policy_revision,
        match.profile_revision,
        match.proof,
        match.changed_at,
    )


def _record(row: Row[MatchRow, PolicyRow, ProfileRow]) -> MatchRecord:
    match, policy, profile = row
    return MatchRecord(
        policy_of(policy),
        profile_of(profile),
        match.verdict,
        match.policy_revision,
        match.profile_revision,
        match.proof,
    )
