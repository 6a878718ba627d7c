"""Remarks, disclosure decisions and what waits for reviewers, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select, true, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.policies import SqlPolicies
from publisher.adapters.review_tables import DisclosureDecisionRow, RemarkRow
from publisher.adapters.sharing import shares
from publisher.adapters.tables import PolicyRow, RevisionRow
from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.policies import Policy
from publisher.domain.remarks import Remark, Settlement
from publisher.domain.reviews import ReviewStep
from publisher.domain.sharing import May
from publisher.domain.states import OPEN_STATES, RevisionState
from publisher.handlers.review_ports import RecordedDecision, Waiting


class SqlRemarks:
    """`Remarks` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, revision_id: UUID, remark: Remark) -> None:
        await self._session.execute(
            insert(RemarkRow).values(
                id=remark.id,
                revision_id=revision_id,
                step=remark.step.value,
                cycle=remark.cycle,
                place=remark.place,
                quote=remark.quote,
                position=remark.position,
                said=remark.said,
                author=remark.author,
                author_name=remark.author_name,
                at=remark.at,
            )
        )

    async def of(self, revision_id: UUID) -> Sequence[Remark]:
        statement = select(RemarkRow).where(RemarkRow.revision_id == revision_id)
        rows = await self._session.scalars(
            statement.order_by(RemarkRow.at, RemarkRow.id).execution_options(populate_existing=True)
        )
        return [_remark(row) for row in rows]

    async def settle(self, revision_id: UUID, remark_id: UUID, settlement: Settlement) -> bool:
        statement = (
            update(RemarkRow)
            .where(
                RemarkRow.id == remark_id,
                RemarkRow.revision_id == revision_id,
                RemarkRow.settled_at.is_(None),
            )
            .values(
                settled_at=settlement.at,
                settled_by=settlement.by,
                settled_name=settlement.by_name,
                answer=settlement.answer,
            )
            .returning(RemarkRow.id)
        )
        return (await self._session.execute(statement)).first() is not None


class SqlDecisions:
    """`Decisions` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, recorded: RecordedDecision) -> None:
        await self._session.execute(
            insert(DisclosureDecisionRow).values(
                policy_id=recorded.policy_id,
                revision_id=recorded.revision_id,
                disclosure=recorded.decision.disclosure.value,
                legal_reason=recorded.decision.legal_reason or "",
                note=recorded.decision.note,
                again=recorded.again,
                actor=recorded.actor,
                actor_name=recorded.actor_name,
                at=recorded.at,
            )
        )

    async def of(self, policy_id: UUID) -> Sequence[RecordedDecision]:
        statement = select(DisclosureDecisionRow).where(DisclosureDecisionRow.policy_id == policy_id)
        rows = await self._session.scalars(statement.order_by(DisclosureDecisionRow.id))
        return [_decision(row) for row in rows]

    async def withheld_since(self, department: str | None, before: datetime) -> Sequence[UUID]:
        latest = (
            select(DisclosureDecisionRow.revision_id, DisclosureDecisionRow.at)
            .ext(distinct_on(DisclosureDecisionRow.revision_id))
            .order_by(DisclosureDecisionRow.revision_id, DisclosureDecisionRow.id.desc())
            .subquery()
        )
        statement = (
            select(RevisionRow.policy_id)
            .join(PolicyRow, PolicyRow.id == RevisionRow.policy_id)
            .join(latest, latest.c.revision_id == RevisionRow.id)
            .where(
                RevisionRow.state.in_([state.value for state in OPEN_STATES]),
                RevisionRow.disclosure == Disclosure.WITHHELD.value,
                latest.c.at <= before,
            )
            .order_by(latest.c.at)
        )
        return list(await self._session.scalars(_within(statement, department)))


class SqlReviewDesk:
    """`ReviewDesk` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._policies = SqlPolicies(session)

    async def waiting(self, department: str | None) -> Waiting:
        in_review = select(RevisionRow.policy_id).where(RevisionRow.state == RevisionState.IN_REVIEW.value)
        urgent = select(RevisionRow.policy_id).where(
            RevisionRow.state == RevisionState.LIVE.value, RevisionRow.urgent_reason.is_not(None)
        )
        return Waiting(await self._read(in_review, department), await self._read(urgent, department))

    async def _read(self, statement: Any, department: str | None) -> list[Policy]:  # noqa: ANN401 (a select)
        joined = statement.join(PolicyRow, PolicyRow.id == RevisionRow.policy_id)
        asked = shares(department or "", may=May.REVIEW)
        whose = true() if department is None else or_(PolicyRow.department == department, asked)
        chosen = joined.where(whose).order_by(RevisionRow.updated_at).limit(200)
        ids = list(await self._session.scalars(chosen))
        return [await self._policies.get(each, department=department, shared=True) for each in ids]


def _within(statement: Any, department: str | None) -> Any:  # noqa: ANN401 (a select)
    return statement if department is None else statement.where(PolicyRow.department == department)


def _remark(row: RemarkRow) -> Remark:
    settled = None
    if row.settled_at is not None:
        settled = Settlement(row.settled_at, row.settled_by or "", row.settled_name or "", row.answer or "")
    return Remark(
        id=row.id,
        step=ReviewStep(row.step),
        cycle=row.cycle,
        place=row.place,
        quote=row.quote,
        position=row.position,
        said=row.said,
        author=row.author,
        author_name=row.author_name,
        at=row.at,
        settled=settled,
    )


def _decision(row: DisclosureDecisionRow) -> RecordedDecision:
    return RecordedDecision(
        policy_id=row.policy_id,
        revision_id=row.revision_id,
        decision=DisclosureDecision.of(Disclosure(row.disclosure), row.legal_reason, row.note),
        actor=row.actor,
        actor_name=row.actor_name,
        at=row.at,
        again=row.again,
    )
