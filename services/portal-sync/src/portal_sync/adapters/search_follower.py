"""Keeps the search engine in step with the source records, whoever wrote them.

Each record has the number of the transaction that wrote it last. A pass reads, in pages, what was written
since the oldest transaction that was still open when the pass before it began: none can be missed, and what
is read twice changes nothing.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.search_engine import SearchEngine
from portal_sync.adapters.search_maker import Maker, MakerEndedError
from portal_sync.adapters.search_making import make, stored
from portal_sync.adapters.search_schema import Indexed
from shared.db import Database
from shared.telemetry import get_logger
from shared.telemetry.metrics import SEARCH_POLICIES, SEARCH_UNREAD
from shared.waiting import wait_or_stop

# As much as a search may be kept waiting for; the rest is left to the worker.
AT_ONCE: Final = 60
_PAGE: Final = 2000
_CHUNK: Final = 200
# Of very many, most is done in a process of its own.
_PAGE_OF_MANY: Final = 4000
_CHUNK_OF_MANY: Final = 500
_FEW: Final = 10
_EVERY_SECONDS: Final = 2.0
# The worker leaves most of the processor to others while it has much to do, and nearly all of it to those who
# wrote very much a moment ago: what they write again would have to be read again.
_REST: Final = 1.5
_REST_WHILE_WRITTEN: Final = 12
_MOMENT_SECONDS: Final = 10.0
_MUCH: Final = 500
_LAST: Final = UUID(int=2**128 - 1)
_UNREAD: Final = text("SELECT count(*) FROM source WHERE (changed, policy_id) > (:changed, :policy_id)")
_CHANGED: Final = text(
    """
    WITH now AS (
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
             pg_relation_filenode('source')::bigint AS file
    )
    SELECT now.oldest, now.file, changed.policy_id, changed.changed
    FROM now LEFT JOIN (
      SELECT policy_id, changed FROM source WHERE (changed, policy_id) > (:changed, :policy_id)
      ORDER BY changed, policy_id LIMIT :page
    ) AS changed ON true
    ORDER BY changed.changed, changed.policy_id
    """
)


@dataclass
class _Pass:
    """Where a pass began and how far it has come."""

    begins_at: int = 0
    changed: int = -1
    policy_id: UUID = _LAST
    read: dict[UUID, int] = field(default_factory=dict)


class SearchFollower:
    """One engine of a process, and how far it has followed."""

    def __init__(self) -> None:
        """Begin with nothing; the first search or the worker reads what there is."""
        self._engine: SearchEngine | None = None
        self._file: int | None = None
        self._known: int | None = None
        self._written_at = -_MOMENT_SECONDS
        self._pass: _Pass | None = None
        self._unread = 0
        self._before = _Pass()
        self._busy = asyncio.Lock()
        self._makes_alone = False
        self.behind = True

    @property
    def engine(self) -> SearchEngine:
        """The engine as far as it has come."""
        if self._engine is None:
            self._engine = SearchEngine()
        return self._engine

    async def catch_up(self, session: AsyncSession, most: int = AT_ONCE, maker: Maker | None = None) -> None:
        """Read what is new, at most so many records; nothing while somebody else is reading.

        With a maker, documents are made in its process.
        """
        if self._busy.locked():
            return
        async with self._busy:
            while most > 0 and (read := await self._read_page(session, most, maker)):
                most -= read
                if not self.behind:
                    return

    async def keep_up(self, database: Database, stop: asyncio.Event) -> None:
        """Follow until `stop` is set."""
        async with Maker() as maker:
            while not stop.is_set():
                now = asyncio.get_running_loop().time
                began = now()
                quiet = began - self._written_at > _MOMENT_SECONDS
                many = quiet and self._has_many(maker)
                async with database.transaction() as session:
                    await self._follow(session, maker if many else None)
                if not self.behind:
                    await maker.end()
                rest = (0 if many else _REST) if quiet else _REST_WHILE_WRITTEN
                await wait_or_stop(stop, rest * (now() - began) if self.behind else _EVERY_SECONDS)

    def _has_many(self, maker: Maker) -> bool:
        """Whether so much is unread that a process of its own is worth its start; what it began, it ends."""
        return not self._makes_alone and (self._unread >= _PAGE or maker.is_running)

    async def _follow(self, session: AsyncSession, maker: Maker | None) -> None:
        try:
            await self.catch_up(session, _PAGE_OF_MANY if maker else _CHUNK, maker)
        except MakerEndedError as error:
            # What it was to make is read again.
            self._makes_alone = True
            get_logger("portal-sync").warning("search makes documents by itself", error=str(error))
        self._unread = 0
        if self._pass is not None:
            asked = {"changed": self._pass.changed, "policy_id": self._pass.policy_id}
            self._unread = (await session.execute(_UNREAD, asked)).scalar_one()
        self._note_growth()
        SEARCH_UNREAD.set(self._unread)
        SEARCH_POLICIES.set(len(self.engine))

    def _note_growth(self) -> None:
        """Remember when very much was written; one publication now and then is no reason to wait."""
        known = len(self.engine) + self._unread
        if self._known is not None and known - self._known >= _MUCH:
            self._written_at = asyncio.get_running_loop().time()
        self._known = known

    async def _read_page(self, session: AsyncSession, most: int, maker: Maker | None) -> int:
        """Read one page of what changed; return how many records were new."""
        reading = self._pass or _Pass(-1, self._before.begins_at - 1, _LAST)
        page = _PAGE_OF_MANY if maker else _PAGE
        asked = {"changed": reading.changed, "policy_id": reading.policy_id, "page": page}
        rows = (await session.execute(_CHANGED, asked)).all()
        if rows[0].file != self._file:
            self._begin_anew(rows[0].file)
            return await self._read_page(session, most, maker)
        if reading.begins_at < 0:
            reading.begins_at = rows[0].oldest
        changed = [row for row in rows if row.policy_id is not None]
        fresh = [row for row in changed if self._before.read.get(row.policy_id) != row.changed]
        taken = fresh[:most]
        policy_ids = [row.policy_id for row in taken]
        await (self._take_many(session, policy_ids, maker) if maker else self._take_in(session, policy_ids))
        # What was changed by transactions that the next pass looks at again is remembered.
        reading.read |= {row.policy_id: row.changed for row in changed if row.changed >= reading.begins_at}
        self._go_on(reading, changed, fresh, taken, is_last=len(changed) < page)
        return len(taken)

    def _go_on(
        self,
        reading: _Pass,
        changed: Sequence[Row[Any]],
        fresh: Sequence[Row[Any]],
        taken: Sequence[Row[Any]],
        *,
        is_last: bool,
    ) -> None:
        done = is_last and len(taken) == len(fresh)
        self.behind = not done
        if done:
            self._before, self._pass = reading, None
            return
        last = taken[-1] if len(taken) < len(fresh) else changed[-1]
        reading.changed, reading.policy_id = last.changed, last.policy_id
        reading.read = {
            policy_id: number
            for policy_id, number in reading.read.items()
            if (number, policy_id) <= (last.changed, last.policy_id)
        }
        self._pass = reading

    def _begin_anew(self, file: int) -> None:
        """The table was emptied by a rebuild, which gives it a new file: so is the engine."""
        self._engine, self._file, self._pass, self._before = None, file, None, _Pass()
        self.behind = True

    async def _take_in(self, session: AsyncSession, policy_ids: Sequence[UUID]) -> None:
        for some in _parts(policy_ids, _CHUNK):
            rows = await stored(session, some)
            made = make(rows) if len(rows) <= _FEW else await asyncio.to_thread(make, rows)
            await self._show(some, made)

    async def _take_many(self, session: AsyncSession, policy_ids: Sequence[UUID], maker: Maker) -> None:
        """Always have the maker something to do: read what is next before taking what it has made."""
        asked: list[Sequence[UUID]] = []
        for some in _parts(policy_ids, _CHUNK_OF_MANY):
            await maker.ask(await stored(session, some))
            asked.append(some)
            if len(asked) > 1:
                await self._show(asked.pop(0), await maker.made())
        for some in asked:
            await self._show(some, await maker.made())

    async def _show(self, policy_ids: Sequence[UUID], made: Sequence[Indexed]) -> None:
        gone = set(policy_ids) - {one.policy_id for one in made}
        if len(made) <= _FEW:
            self.engine.write(made, gone)
        else:
            await asyncio.to_thread(self.engine.write, made, gone)
        self.engine.show(made, gone)


def _parts(policy_ids: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    return (policy_ids[start : start + size] for start in range(0, len(policy_ids), size))
