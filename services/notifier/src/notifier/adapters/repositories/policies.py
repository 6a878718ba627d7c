"""What is known of policies, in PostgreSQL."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.tables import PolicyRevisionRow, PolicyRow
from notifier.domain.policy import Policy, Withdrawal
from notifier.domain.terms import Terms
from shared.events import PolicyBrief, Window


class SqlPolicies:
    """Implements `ports.Policies`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def peek(self, policy_id: UUID) -> Policy | None:
        row = await self._session.scalar(
            select(PolicyRow)
            .where(PolicyRow.policy_id == policy_id)
            .execution_options(populate_existing=True)
        )
        return _policy(row) if row else None

    async def lock(self, policy_id: UUID, *, exclusive: bool) -> Policy:
        if exclusive:
            absent = {"policy_id": policy_id, "revision": 0, "windows": [], "windows_revision": 0}
            await self._session.execute(insert(PolicyRow).values(absent).on_conflict_do_nothing())
        row = await self._session.scalar(
            select(PolicyRow)
            .where(PolicyRow.policy_id == policy_id)
            .with_for_update(read=not exclusive)
            .execution_options(populate_existing=True)
        )
        return _policy(row) if row else Policy(policy_id, 0)

    async def save(self, policy: Policy) -> None:
        values = {
            "revision": policy.revision,
            "windows": [window.model_dump(mode="json") for window in policy.windows],
            "windows_revision": policy.windows_revision,
            "withdrawn": policy.withdrawn,
        }
        row = insert(PolicyRow).values(policy_id=policy.policy_id, **values)
        await self._session.execute(row.on_conflict_do_update(index_elements=["policy_id"], set_=values))

    async def remember(
        self, policy_id: UUID, revision: int, brief: PolicyBrief, withdrawal: Withdrawal | None = None
    ) -> None:
        row = insert(PolicyRevisionRow).values(
            policy_id=policy_id,
            revision=revision,
            brief=brief.model_dump(mode="json"),
            withdrawal=withdrawal.model_dump(mode="json") if withdrawal else None,
        )
        if withdrawal is None:
            await self._session.execute(row.on_conflict_do_nothing())
        else:
            reason = {"withdrawal": row.excluded.withdrawal}
            await self._session.execute(
                row.on_conflict_do_update(index_elements=["policy_id", "revision"], set_=reason)
            )

    async def set_terms(self, policy_id: UUID, revision: int, terms: Terms) -> None:
        await self._session.execute(
            update(PolicyRevisionRow)
            .where(PolicyRevisionRow.policy_id == policy_id, PolicyRevisionRow.revision == revision)
            .values(terms=terms.model_dump(mode="json"))
        )

    async def terms(self, policy_id: UUID, revision: int) -> tuple[Terms | None, Terms | None]:
        rows = list(
            await self._session.execute(
                select(PolicyRevisionRow.revision, PolicyRevisionRow.terms)
                .where(
                    PolicyRevisionRow.policy_id == policy_id,
                    PolicyRevisionRow.revision <= revision,
                    PolicyRevisionRow.terms.is_not(None),
                )
                .order_by(PolicyRevisionRow.revision.desc())
                .limit(2)
            )
        )
        if not rows or rows[0].revision != revision:
            return None, None
        was = Terms.model_validate(rows[1].terms) if len(rows) > 1 else None
        return was, Terms.model_validate(rows[0].terms)

    async def withdrawal(self, policy_id: UUID) -> tuple[int, Withdrawal] | None:
        newest = (
            select(PolicyRevisionRow.revision, PolicyRevisionRow.withdrawal)
            .where(PolicyRevisionRow.policy_id == policy_id, PolicyRevisionRow.withdrawal.is_not(None))
            .order_by(PolicyRevisionRow.revision.desc())
            .limit(1)
        )
        row = (await self._session.execute(newest)).first()
        return (row.revision, Withdrawal.model_validate(row.withdrawal)) if row else None


def _policy(row: PolicyRow) -> Policy:
    windows = tuple(Window.model_validate(window) for window in row.windows)
    return Policy(row.policy_id, row.revision, windows, row.windows_revision, row.withdrawn)
