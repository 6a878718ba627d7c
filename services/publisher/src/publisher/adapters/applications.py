"""Applications in PostgreSQL, made for batches of thousands."""

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, ColumnElement, String, any_, bindparam, delete, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from publisher.adapters.tables import ApplicationRow, ApplicationStepRow
from publisher.domain.applications import Application
from publisher.handlers.ports import Step
from shared.events import ApplicationState

# An id that nobody knows yet is locked by a row of its own, which `save` fills or takes away. In the order of
# ids, so that two batches wait for each other instead of deadlocking.
_RESERVE = text(
    "INSERT INTO application (id, department, credit_code, state, revision, note) "
    "SELECT id, '', '', '', 0, '' FROM unnest(:ids) AS id ORDER BY id ON CONFLICT (id) DO NOTHING"
).bindparams(bindparam("ids", type_=ARRAY(String)))


class SqlApplications:
    """`ApplicationRepository` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._locked: set[str] = set()

    async def lock(self, ids: Collection[str]) -> dict[str, Application]:
        self._locked |= set(ids)
        await self._session.execute(_RESERVE, {"ids": sorted(ids)})
        statement = (
            select(ApplicationRow)
            .where(_among(ApplicationRow.id, ids))
            .order_by(ApplicationRow.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        rows = await self._session.scalars(statement)
        return {row.id: _application(row) for row in rows if row.revision > 0}

    async def steps(self, ids: Collection[str]) -> set[Step]:
        rows = await self._session.execute(
            select(
                ApplicationStepRow.application_id, ApplicationStepRow.state, ApplicationStepRow.occurred_at
            ).where(_among(ApplicationStepRow.application_id, ids))
        )
        return {(id_, state, occurred_at) for id_, state, occurred_at in rows}

    async def save(self, changed: Sequence[Application], *, department: str) -> None:
        if changed:
            latest = {each.id: each for each in changed}
            upsert = insert(ApplicationRow)
            await self._session.execute(
                upsert.on_conflict_do_update(
                    index_elements=["id"],
                    set_={name: upsert.excluded[name] for name in _CHANGING},
                ),
                [_values(each, department) for each in latest.values()],
            )
            await self._session.execute(insert(ApplicationStepRow), [_step(each) for each in changed])
        await self._session.execute(
            delete(ApplicationRow).where(
                _among(ApplicationRow.id, self._locked), ApplicationRow.revision == 0
            )
        )


_CHANGING = (
    "department", "policy_id", "credit_code", "state", "revision",
    "occurred_at", "due_on", "amount_yuan", "note",
)  # fmt: skip


def _among(column: InstrumentedAttribute[str], ids: Collection[str]) -> ColumnElement[bool]:
    """One array instead of thousands of parameters."""
    return column == any_(literal(sorted(ids), ARRAY(String)))


def _application(row: ApplicationRow) -> Application:
    if row.policy_id is None or row.occurred_at is None:
        raise ValueError(f"application {row.id} is only reserved")
    return Application(
        id=row.id,
        policy_id=row.policy_id,
        credit_code=row.credit_code,
        state=ApplicationState(row.state),
        revision=row.revision,
        occurred_at=row.occurred_at,
        due_on=row.due_on,
        amount_yuan=row.amount_yuan,
        note=row.note,
    )


def _values(application: Application, department: str) -> dict[str, object]:
    return {
        "id": application.id,
        "department": department,
        "policy_id": application.policy_id,
        "credit_code": application.credit_code,
        "state": application.state.value,
        "revision": application.revision,
        "occurred_at": application.occurred_at,
        "due_on": application.due_on,
        "amount_yuan": application.amount_yuan,
        "note": application.note,
    }


def _step(application: Application) -> dict[str, object]:
    return {
        "application_id": application.id,
        "revision": application.revision,
        "state": application.state.value,
        "occurred_at": application.occurred_at,
    }
