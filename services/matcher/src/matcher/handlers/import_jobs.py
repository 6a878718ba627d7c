"""Imports that take their time: a file is kept, worked off in batches, and taken up again after a stop.

Each batch is one transaction with the profiles, the refused rows and how far the import has come: whatever
happens in between, nothing is done twice and nothing is lost.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.claims import EVERYTHING
from matcher.handlers.import_profiles import CheckedTable, OpenTable, RowError, TableChecker, TableRow
from matcher.handlers.ports import Enterprises
from matcher.handlers.save_profiles import Speaker, save_checked
from shared.clock import Clock
from shared.sheets import UnreadableSheetError
from shared.waiting import wait_or_stop

BATCH_ROWS: Final = 1000
_LOOK_AGAIN_SECONDS: Final = 1.0

Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]
Opener = Callable[[bytes], OpenTable]


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One file. state: waiting, running, done, or refused (nothing more will be done).

    `strict` imports nothing where a row is wrong; `checked` says that this is known. `rows`, `changed` and
    `refused` count rows that were read, new revisions, and rows that were not taken.
    """

    job_id: UUID
    file_name: str
    size: int
    digest: str
    source: str
    strict: bool
    confirm: bool
    department: str
    created_by: str
    created_at: datetime
    state: str = "waiting"
    checked: bool = False
    rows: int = 0
    changed: int = 0
    refused: int = 0
    message: str = ""
    finished_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done."""
        return self.state in ("done", "refused")


class Imports(Protocol):
    """Jobs with their files. `department` is the asker's, None for an operator."""

    async def add(self, session: AsyncSession, job: ImportJob, pieces: Sequence[bytes]) -> None: ...
    async def get(self, session: AsyncSession, job_id: UUID, department: str | None) -> ImportJob | None: ...
    async def recent(self, session: AsyncSession, department: str | None, most: int) -> list[ImportJob]: ...
    async def next(self, session: AsyncSession) -> ImportJob | None:
        """The oldest that is not over and that no other process works on until this transaction ends."""
        ...

    async def content(self, session: AsyncSession, job_id: UUID) -> bytes: ...
    async def save(self, session: AsyncSession, job: ImportJob) -> None: ...
    async def refuse(self, session: AsyncSession, job_id: UUID, errors: Sequence[RowError]) -> None: ...
    async def refusals(self, session: AsyncSession, job_id: UUID, most: int) -> list[RowError]: ...
    async def drop_file(self, session: AsyncSession, job_id: UUID) -> None: ...
    async def forget_refusals(self, session: AsyncSession, job_id: UUID) -> None: ...


@dataclass(frozen=True, slots=True)
class Importer:
    """Works jobs off, one at a time."""

    transaction: Transaction
    imports: Imports
    enterprises: Enterprises
    clock: Clock
    open_table: Opener

    async def run(self, stop: asyncio.Event) -> None:
        """Look for jobs until told to stop."""
        while not stop.is_set():
            if not await self.work_off_one(stop):
                await wait_or_stop(stop, _LOOK_AGAIN_SECONDS)

    async def work_off_one(self, stop: asyncio.Event | None = None) -> bool:
        """Whether there was a job. The guard's transaction keeps other processes off it, and stays open."""
        async with self.transaction() as guard:
            job = await self.imports.next(guard)
            if job is None:
                return False
            content = await self.imports.content(guard, job.job_id)
            await self._import(job, content, stop or asyncio.Event())
        return True

    async def _import(self, job: ImportJob, content: bytes, stop: asyncio.Event) -> None:
        try:
            if job.strict and not job.checked:
                job = await self._check(job, content, stop)
            if job.checked or not job.strict:
                await self._save(job, content, stop)
        except UnreadableSheetError as error:
            await self._finish(job, "refused", str(error))

    async def _check(self, job: ImportJob, content: bytes, stop: asyncio.Event) -> ImportJob:
        """Read everything once and save nothing: is a row wrong, the whole file is refused."""
        async with self.transaction() as session:
            await self.imports.forget_refusals(session, job.job_id)
        job, first = replace(job, state="running", rows=0, refused=0), ""
        async for _, checked in self._batches(job, content, stop, 0):
            async with self.transaction() as session:
                for error in checked.errors[:1]:
                    first = first or f"第 {error.row} 行：{error.message}"
                await self.imports.refuse(session, job.job_id, checked.errors)
                job = replace(job, rows=job.rows + checked.rows, refused=job.refused + checked.refused)
                await self.imports.save(session, job)
        if stop.is_set():
            return job
        if job.refused:
            message = f"{job.rows} 行中有 {job.refused} 行有误，没有导入任何一行。"
            await self._finish(job, "refused", message + first)
            return job
        return replace(job, checked=True, rows=0)

    async def _save(self, job: ImportJob, content: bytes, stop: asyncio.Event) -> None:
        job = replace(job, state="running")
        async for columns, checked in self._batches(job, content, stop, job.rows):
            speaker = Speaker(job.source, job.created_by, columns & EVERYTHING)
            async with self.transaction() as session:
                saved = await save_checked(
                    session, checked.drafts, speaker, enterprises=self.enterprises, clock=self.clock
                )
                await self.imports.refuse(session, job.job_id, checked.errors)
                job = replace(
                    job,
                    rows=job.rows + checked.rows,
                    changed=job.changed + len(saved),
                    refused=job.refused + checked.refused,
                )
                await self.imports.save(session, job)
        if not stop.is_set():
            await self._finish(job, "done", "")

    async def _batches(
        self, job: ImportJob, content: bytes, stop: asyncio.Event, done: int
    ) -> AsyncIterator[tuple[frozenset[str], CheckedTable]]:
        """Columns, and rows not done yet, checked off the event loop while those before are saved."""
        table = await asyncio.to_thread(self.open_table, content)
        checker = TableChecker(confirm=job.confirm)
        for skipped in _chunks(done):
            await asyncio.to_thread(checker.read, table.rows, skipped)
        coming = _checking(checker, table.rows)
        try:
            while not stop.is_set() and (checked := await coming).rows:
                coming = _checking(checker, table.rows)
                yield table.columns, checked
        finally:
            # A thread cannot be stopped, and a second one must not read the same rows.
            await asyncio.gather(coming, return_exceptions=True)

    async def _finish(self, job: ImportJob, state: str, message: str) -> None:
        over = replace(job, state=state, message=message, finished_at=self.clock.now())
        async with self.transaction() as session:
            await self.imports.save(session, over)
            await self.imports.drop_file(session, job.job_id)


def _checking(checker: TableChecker, rows: Iterator[TableRow]) -> "asyncio.Task[CheckedTable]":
    return asyncio.create_task(asyncio.to_thread(checker.read, rows, BATCH_ROWS))


def _chunks(rows: int) -> Iterator[int]:
    """A number in parts of a batch."""
    yield from (min(BATCH_ROWS, rows - first) for first in range(0, rows, BATCH_ROWS))
