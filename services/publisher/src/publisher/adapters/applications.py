"""Applications in PostgreSQL, made for batches of thousands: statements take whole columns as arrays."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Row,
    String,
    Text,
    TextClause,
    Uuid,
    any_,
    bindparam,
    delete,
    literal,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from publisher.adapters.tables import ApplicationRow, ApplicationStepRow
from publisher.domain.applications import Application
from publisher.handlers.ports import Step
from shared import crash_points
from shared.events import ApplicationState

_TYPES: Final[dict[str, tuple[str, TypeEngine[Any]]]] = {
    "id": ("text", String()),
    "policy_id": ("uuid", Uuid()),
    "credit_code": ("text", String()),
    "state": ("text", String()),
    "revision": ("int", Integer()),
    "occurred_at": ("timestamptz", DateTime(timezone=True)),
    "due_on": ("date", Date()),
    "amount_yuan": ("numeric", Numeric()),
    "note": ("text", Text()),
}
COLUMNS: Final = tuple(_TYPES)
_STEP: Final = ("id", "revision", "state", "occurred_at", "due_on", "amount_yuan", "note")


def _taking(statement: str, names: Sequence[str]) -> TextClause:
    """A statement in which {rows} is a table made of one array for each of these columns."""
    arrays = ", ".join(f"CAST(:{name} AS {_TYPES[name][0]}[])" for name in names)
    rows = f"unnest({arrays}) AS new ({', '.join(names)})"
    typed = [bindparam(name, type_=ARRAY(_TYPES[name][1])) for name in names]
    return text(statement.format(rows=rows)).bindparams(*typed)


# An id that nobody knows yet is locked by a row of its own, which `save` fills or takes away. In the order of
# ids, so that two batches wait for each other instead of deadlocking.
_RESERVE: Final = _taking(
    "INSERT INTO application (id, department, credit_code, state, revision, note) "
    "SELECT id, '', '', '', 0, '' FROM {rows} ORDER BY id ON CONFLICT (id) DO NOTHING",
    ("id",),
)
_UPDATE: Final = _taking(
    "UPDATE application SET department = :department, policy_id = new.policy_id, "
    "credit_code = new.credit_code, state = new.state, revision = new.revision, "
    "occurred_at = new.occurred_at, due_on = new.due_on, amount_yuan = new.amount_yuan, note = new.note "
    "FROM {rows} WHERE application.id = new.id",
    COLUMNS,
)
_STEPS: Final = _taking(
    "INSERT INTO application_step "
    "(application_id, revision, state, occurred_at, due_on, amount_yuan, note) SELECT * FROM {rows}",
    _STEP,
)


class SqlApplications:
    """`ApplicationRepository` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._locked: set[str] = set()

    async def lock(self, ids: Collection[str]) -> dict[str, Application]:
        self._locked |= set(ids)
        await self._session.execute(_RESERVE, {"id": sorted(ids)})
        statement = (
            select(*(getattr(ApplicationRow, name) for name in COLUMNS))
            .where(_among(ApplicationRow.id, ids))
            .order_by(ApplicationRow.id)
            .with_for_update()
        )
        rows = await self._session.execute(statement)
        return {row.id: application_of(row) for row in rows if row.revision > 0}

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
            now_are = {"department": department, **_columns(list(latest.values()), COLUMNS)}
            await self._session.execute(_UPDATE, now_are)
            crash_points.reach("publisher.progress.half_way")
            await self._session.execute(_STEPS, _columns(changed, _STEP))
        if still_reserved := self._locked - {each.id for each in changed}:
            await self._session.execute(
                delete(ApplicationRow).where(
                    _among(ApplicationRow.id, still_reserved), ApplicationRow.revision == 0
                )
            )


def application_of(row: Row[Any]) -> Application:
    """An application from its COLUMNS."""
    return Application(**row._asdict() | {"state": ApplicationState(row.state)})


def _columns(applications: Sequence[Application], names: Sequence[str]) -> dict[str, list[Any]]:
    found = {name: [getattr(each, name) for each in applications] for name in names}
    return found | {"state": [each.state.value for each in applications]}


def _among(column: InstrumentedAttribute[str], ids: Collection[str]) -> ColumnElement[bool]:
    """One array instead of thousands of parameters."""
    return column == any_(literal(sorted(ids), ARRAY(String)))
