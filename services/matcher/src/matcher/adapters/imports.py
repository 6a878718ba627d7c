"""Jobs that import profiles, with their files and the rows that were refused."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.tables import ImportJobRow, ImportPieceRow, ImportRefusalRow
from matcher.handlers.import_jobs import ImportJob
from matcher.handlers.import_profiles import RowError

_FIELDS: Final = tuple(ImportJob.__dataclass_fields__)
_LOCK: Final = 4754


class SqlImports:
    """Implements `import_jobs.Imports`."""

    async def add(self, session: AsyncSession, job: ImportJob, pieces: Sequence[bytes]) -> None:
        await session.execute(insert(ImportJobRow).values(**asdict(job)))
        for number, piece in enumerate(pieces):
            row = {"job_id": job.job_id, "number": number, "content": piece}
            await session.execute(insert(ImportPieceRow), [row])

    async def get(self, session: AsyncSession, job_id: UUID, department: str | None) -> ImportJob | None:
        query = select(ImportJobRow).where(ImportJobRow.job_id == job_id, _of(department))
        row = (await session.execute(query)).scalar_one_or_none()
        return _job(row) if row else None

    async def recent(self, session: AsyncSession, department: str | None, most: int) -> list[ImportJob]:
        query = (
            select(ImportJobRow).where(_of(department)).order_by(ImportJobRow.created_at.desc()).limit(most)
        )
        return [_job(row) for row in (await session.execute(query)).scalars()]

    async def next(self, session: AsyncSession) -> ImportJob | None:
        over = ImportJobRow.state.in_(("done", "refused"))
        query = select(ImportJobRow).where(~over).order_by(ImportJobRow.created_at).limit(20)
        for row in (await session.execute(query)).scalars():
            # Not the row's own lock: its progress is written by other transactions while this one holds it.
            ours = func.pg_try_advisory_xact_lock(_LOCK, func.hashtext(str(row.job_id)))
            if (await session.execute(select(ours))).scalar_one():
                # It may have come to its end between the two.
                await session.refresh(row)
                if row.state not in ("done", "refused"):
                    return _job(row)
        return None

    async def content(self, session: AsyncSession, job_id: UUID) -> bytes:
        query = (
            select(ImportPieceRow.content)
            .where(ImportPieceRow.job_id == job_id)
            .order_by(ImportPieceRow.number)
        )
        return b"".join((await session.execute(query)).scalars())

    async def save(self, session: AsyncSession, job: ImportJob) -> None:
        values = {name: value for name, value in asdict(job).items() if name != "job_id"}
        await session.execute(update(ImportJobRow).where(ImportJobRow.job_id == job.job_id).values(**values))

    async def refuse(self, session: AsyncSession, job_id: UUID, errors: Sequence[RowError]) -> None:
        rows = [
            {"job_id": job_id, "row": error.row, "place": error.column, "message": error.message}
            for error in errors
        ]
        if rows:
            await session.execute(upsert(ImportRefusalRow).on_conflict_do_nothing(), rows)

    async def refusals(self, session: AsyncSession, job_id: UUID, most: int) -> list[RowError]:
        query = (
            select(ImportRefusalRow.row, ImportRefusalRow.place, ImportRefusalRow.message)
            .where(ImportRefusalRow.job_id == job_id)
            .order_by(ImportRefusalRow.row, ImportRefusalRow.place)
            .limit(most)
        )
        return [RowError(row[0], row[1], row[2]) for row in await session.execute(query)]

    async def drop_file(self, session: AsyncSession, job_id: UUID) -> None:
        await session.execute(delete(ImportPieceRow).where(ImportPieceRow.job_id == job_id))

    async def forget_refusals(self, session: AsyncSession, job_id: UUID) -> None:
        await session.execute(delete(ImportRefusalRow).where(ImportRefusalRow.job_id == job_id))


def _of(department: str | None) -> ColumnElement[bool]:
    return true() if department is None else ImportJobRow.department == department


def _job(row: ImportJobRow) -> ImportJob:
    return ImportJob(**{name: getattr(row, name) for name in _FIELDS})
