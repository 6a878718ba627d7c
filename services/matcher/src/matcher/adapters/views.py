"""What people read of matches. Whose data they are is part of every query."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.policies import policy_of
from matcher.adapters.tables import MatchRow, PolicyRow, PolicyTextRow
from matcher.domain.judging import Rules, expand
from matcher.handlers.ports import MatchView, PolicyCounts
from shared.events import Verdict

_OWN_TEXT = and_(
    PolicyTextRow.policy_id == MatchRow.policy_id, PolicyTextRow.revision == MatchRow.policy_revision
)
_ALL = (
    select(MatchRow, PolicyRow, PolicyTextRow.criteria)
    .join(PolicyRow, PolicyRow.policy_id == MatchRow.policy_id)
    .outerjoin(PolicyTextRow, _OWN_TEXT)
)


class SqlViews:
    """Implements `ports.Views`."""

    async def matches_of(self, session: AsyncSession, credit_code: str, own: str | None) -> list[MatchView]:
        query = _ALL.where(MatchRow.credit_code == credit_code, _is_own(own)).order_by(
            MatchRow.changed_at.desc(), MatchRow.policy_id
        )
        return [_view(row) for row in await session.execute(query)]

    async def match_of(self, session: AsyncSession, policy_id: UUID, own: str) -> MatchView | None:
        query = _ALL.where(MatchRow.policy_id == policy_id, MatchRow.credit_code == own)
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


def _is_own(own: str | None) -> ColumnElement[bool]:
    return true() if own is None else MatchRow.credit_code == own


def _view(row: Row[MatchRow, PolicyRow, dict[str, Any] | None]) -> MatchView:
    match, held, criteria = row
    policy = policy_of(held)
    return MatchView(
        policy,
        match.verdict,
        match.revision,
        match.policy_revision,
        match.profile_revision,
        expand(match.proof, Rules(replace(policy, criteria=criteria)) if criteria else None),
        match.changed_at,
    )
