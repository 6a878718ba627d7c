"""Applications as a department reads them, and the files they came in."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.applications import COLUMNS, application_of
from publisher.adapters.filing_tables import ProgressImportRow
from publisher.adapters.tables import ApplicationRow, ApplicationStepRow
from publisher.domain.applications import Application
from publisher.domain.errors import Invalid, NotFound
from publisher.domain.progress_imports import ImportLine, ProgressImport, RefusedRow
from publisher.handlers.filing_ports import ApplicationPage, ApplicationQuery, ApplicationStep
from shared.events import ApplicationState

_OVERDUE = ApplicationState.SUPPLEMENT_REQUIRED.value


class SqlFilings:
    """`Filings` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, query: ApplicationQuery) -> ApplicationPage:
        found = [application_of(row) for row in await self._session.execute(_listed(query))]
        more, items = len(found) > query.limit, found[: query.limit]
        return ApplicationPage(items, _cursor(items[-1]) if more else None)

    async def count_by_state(self, policy_id: UUID) -> Mapping[ApplicationState, int]:
        rows = await self._session.execute(
            select(ApplicationRow.state, func.count())
            .where(ApplicationRow.policy_id == policy_id, ApplicationRow.revision > 0)
            .group_by(ApplicationRow.state)
        )
        return {ApplicationState(state): count for state, count in rows}

    async def count_overdue(self, policy_id: UUID, today: date) -> int:
        statement = select(func.count()).select_from(ApplicationRow)
        counted = statement.where(ApplicationRow.policy_id == policy_id, _overdue(today))
        return (await self._session.execute(counted)).scalar_one()

    async def one(self, policy_id: UUID, application_id: str) -> Application:
        statement = _applications(policy_id).where(ApplicationRow.id == application_id)
        row = (await self._session.execute(statement)).one_or_none()
        if row is None:
            raise NotFound("这项政策没有这个编号的申报。")
        return application_of(row)

    async def steps_of(self, application_id: str) -> Sequence[ApplicationStep]:
        rows = await self._session.scalars(
            select(ApplicationStepRow)
            .where(ApplicationStepRow.application_id == application_id)
            .order_by(ApplicationStepRow.revision)
        )
        return [
            ApplicationStep(
                row.revision,
                ApplicationState(row.state),
                row.occurred_at,
                row.due_on,
                row.amount_yuan,
                row.note,
            )
            for row in rows
        ]

    async def add_import(self, done: ProgressImport) -> None:
        refused = [
            {"number": each.number, "cells": dict(each.cells), "reason": each.reason} for each in done.refused
        ]
        await self._session.execute(insert(ProgressImportRow).values(vars(done) | {"refused": refused}))

    async def get_import(self, policy_id: UUID, import_id: UUID) -> ProgressImport:
        row = await self._session.get(ProgressImportRow, import_id)
        if row is None or row.policy_id != policy_id:
            raise NotFound("没有这次导入的记录。")
        return _import(row)

    async def recent_imports(self, policy_id: UUID, limit: int) -> Sequence[ImportLine]:
        row = ProgressImportRow
        told = (row.id, row.at, row.actor_name, row.file_name, row.changed, row.unchanged)
        rows = await self._session.execute(
            select(*told, func.jsonb_array_length(row.refused))
            .where(ProgressImportRow.policy_id == policy_id)
            .order_by(ProgressImportRow.at.desc(), ProgressImportRow.id)
            .limit(limit)
        )
        return [ImportLine(*each) for each in rows]


def _applications(policy_id: UUID) -> Select[Any]:
    columns = [getattr(ApplicationRow, name) for name in COLUMNS]
    return select(*columns).where(ApplicationRow.policy_id == policy_id, ApplicationRow.revision > 0)


def _listed(query: ApplicationQuery) -> Select[Any]:
    order = (ApplicationRow.occurred_at, ApplicationRow.id)
    statement = _applications(query.policy_id).order_by(*(column.desc() for column in order))
    if query.state is not None:
        statement = statement.where(ApplicationRow.state == query.state.value)
    if query.overdue_on is not None:
        statement = statement.where(_overdue(query.overdue_on))
    if text := query.text.strip():
        fields = (ApplicationRow.id, ApplicationRow.credit_code)
        statement = statement.where(or_(*(field.icontains(text, autoescape=True) for field in fields)))
    if query.cursor:
        statement = statement.where(tuple_(*order) < _position(query.cursor))
    return statement.limit(query.limit + 1)


def _overdue(today: date) -> ColumnElement[bool]:
    return (ApplicationRow.state == _OVERDUE) & (ApplicationRow.due_on < today)


def _cursor(last: Application) -> str:
    told = json.dumps([last.occurred_at.isoformat(), last.id])
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _position(cursor: str) -> tuple[datetime, str]:
    try:
        at, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at).astimezone(UTC)
        return moment, row_id.replace("\x00", "").encode("utf-8", "replace").decode()
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error, RecursionError) as error:
        raise Invalid("翻页标记无效，请从第一页开始。", "/cursor") from error


def _import(row: ProgressImportRow) -> ProgressImport:
    return ProgressImport(
        id=row.id,
        policy_id=row.policy_id,
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name,
        file_name=row.file_name,
        changed=row.changed,
        unchanged=row.unchanged,
        refused=[RefusedRow(**each) for each in row.refused],
    )
