"""Grants and opinions in PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.standing_tables import GrantRow, OpinionRow
from publisher.adapters.tables import PolicyRow
from publisher.domain.policies import Policy
from publisher.domain.sharing import Grant, May, Opinion, Stance, awaited


class SqlSharing:
    """`Sharing` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def grants(self, policy_id: UUID) -> Sequence[Grant]:
        rows = await self._session.scalars(
            select(GrantRow).where(GrantRow.policy_id == policy_id).order_by(GrantRow.department)
        )
        return [
            Grant(row.department, May(row.may), row.granted_by, row.granted_by_name, row.granted_at)
            for row in rows
        ]

    async def grant(self, policy_id: UUID, grant: Grant) -> None:
        values = {
            "may": grant.may.value,
            "granted_by": grant.by,
            "granted_by_name": grant.by_name,
            "granted_at": grant.at,
        }
        statement = insert(GrantRow).values(policy_id=policy_id, department=grant.department, **values)
        await self._session.execute(
            statement.on_conflict_do_update(index_elements=["policy_id", "department"], set_=values)
        )

    async def revoke(self, policy_id: UUID, department: str) -> bool:
        gone = delete(GrantRow).where(GrantRow.policy_id == policy_id, GrantRow.department == department)
        return (await self._session.execute(gone.returning(GrantRow.department))).scalar() is not None

    async def keep_joint(self, policy_id: UUID, departments: Collection[str], at: datetime) -> None:
        await self._session.execute(
            delete(GrantRow).where(
                GrantRow.policy_id == policy_id,
                GrantRow.may == May.JOINT.value,
                GrantRow.department.not_in(departments),
            )
        )
        joint = {"may": May.JOINT.value, "granted_by": "", "granted_by_name": "", "granted_at": at}
        rows = [{"policy_id": policy_id, "department": each, **joint} for each in sorted(departments)]
        if rows:
            await self._session.execute(insert(GrantRow).values(rows).on_conflict_do_nothing())

    async def opinions(self, policy_id: UUID) -> Sequence[Opinion]:
        rows = await self._session.scalars(
            select(OpinionRow).where(OpinionRow.policy_id == policy_id).order_by(OpinionRow.id)
        )
        return [_opinion(row) for row in rows]

    async def say(self, policy_id: UUID, revision_id: UUID, opinion: Opinion) -> None:
        await self._session.execute(
            insert(OpinionRow).values(
                policy_id=policy_id,
                revision_id=revision_id,
                cycle=opinion.cycle,
                department=opinion.department,
                author=opinion.author,
                author_name=opinion.author_name,
                stance=opinion.stance.value,
                text=opinion.text,
                given_at=opinion.at,
            )
        )


async def load_sharing(session: AsyncSession, policy: Policy) -> Policy:
    """Add who else has a part in the policy, and whose agreement its open revision waits for."""
    held = select(GrantRow.department, GrantRow.may).where(GrantRow.policy_id == policy.id)
    policy.shared_with = {department: may for department, may in await session.execute(held)}  # noqa: C416
    if policy.open is not None and May.AGREE.value in policy.shared_with.values():
        rows = await session.scalars(
            select(OpinionRow).where(OpinionRow.revision_id == policy.open.id).order_by(OpinionRow.id)
        )
        opinions = [_opinion(row) for row in rows]
        policy.open.awaited = tuple(awaited(policy.shared_with, opinions, policy.open.cycle))
    return policy


def shares(department: str, *, may: May | None = None) -> ColumnElement[bool]:
    """Whether the policy of a query is shared with a department."""
    held = exists().where(GrantRow.policy_id == PolicyRow.id, GrantRow.department == department)
    return held if may is None else held.where(GrantRow.may == may.value)


def _opinion(row: OpinionRow) -> Opinion:
    return Opinion(
        row.department, row.author, row.author_name, Stance(row.stance), row.text, row.cycle, row.given_at
    )
