"""Lists in preparation, and objections, in PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.filing_tables import ObjectionRow, ResultDraftRow
from publisher.adapters.tables import PolicyRow
from publisher.domain.errors import NotFound
from publisher.domain.objections import Objection
from publisher.domain.result_drafts import ResultDraft
from publisher.domain.result_states import ObjectionState
from shared.events import Contact, ResultEntry


class SqlResultDrafts:
    """`ResultDrafts` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, draft: ResultDraft) -> None:
        await self._session.execute(insert(ResultDraftRow).values(_values(draft)))

    async def find(self, draft_id: UUID, *, department: str | None) -> ResultDraft | None:
        row = await self._session.scalar(_of(draft_id, department))
        return _draft(row) if row else None

    async def lock(self, draft_id: UUID, *, department: str | None) -> ResultDraft:
        statement = _of(draft_id, department).with_for_update(of=ResultDraftRow)
        row = await self._session.scalar(statement.execution_options(populate_existing=True))
        if row is None:
            raise NotFound("没有这份名单草稿，它可能已经公示或删除，或者不属于您所在的部门。")
        return _draft(row)

    async def save(self, draft: ResultDraft) -> None:
        statement = update(ResultDraftRow).where(ResultDraftRow.id == draft.id)
        await self._session.execute(statement.values(_values(draft)))

    async def drop(self, draft_id: UUID) -> None:
        await self._session.execute(delete(ResultDraftRow).where(ResultDraftRow.id == draft_id))

    async def of(self, policy_id: UUID) -> Sequence[ResultDraft]:
        statement = select(ResultDraftRow).where(ResultDraftRow.policy_id == policy_id)
        rows = await self._session.scalars(statement.order_by(ResultDraftRow.updated_at.desc()))
        return [_draft(row) for row in rows]


class SqlObjections:
    """`Objections` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, objection: Objection) -> None:
        await self._session.execute(insert(ObjectionRow).values(vars(objection)))

    async def save(self, objection: Objection) -> None:
        statement = update(ObjectionRow).where(ObjectionRow.id == objection.id)
        await self._session.execute(statement.values(vars(objection)))

    async def of(self, announcement_id: UUID) -> Sequence[Objection]:
        statement = select(ObjectionRow).where(ObjectionRow.announcement_id == announcement_id)
        fresh = statement.execution_options(populate_existing=True)
        rows = await self._session.scalars(fresh.order_by(ObjectionRow.recorded_at, ObjectionRow.id))
        return [_objection(row) for row in rows]


def _objection(row: ObjectionRow) -> Objection:
    values = {name: getattr(row, name) for name in Objection.__dataclass_fields__}
    return Objection(**values | {"state": ObjectionState(row.state)})


def _of(draft_id: UUID, department: str | None) -> Select[ResultDraftRow]:
    statement = (
        select(ResultDraftRow)
        .join(PolicyRow, PolicyRow.id == ResultDraftRow.policy_id)
        .where(ResultDraftRow.id == draft_id)
    )
    return statement if department is None else statement.where(PolicyRow.department == department)


def _draft(row: ResultDraftRow) -> ResultDraft:
    values = {name: getattr(row, name) for name in ResultDraft.__dataclass_fields__}
    entries = tuple(ResultEntry.model_validate(entry) for entry in row.entries)
    return ResultDraft(**values | {"entries": entries, "contact": Contact.model_validate(row.contact)})


def _values(draft: ResultDraft) -> dict[str, Any]:
    entries = [entry.model_dump(mode="json") for entry in draft.entries]
    return vars(draft) | {"entries": entries, "contact": draft.contact.model_dump(mode="json")}
