"""The ledger of channels outside, in PostgreSQL."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters import ledger_sql as sql
from portal_sync.adapters.tables import ChannelStateRow, OutsideRow
from portal_sync.domain.entry import Shown
from portal_sync.domain.handover import Due, Held, Known, Outcome
from shared.clock import Clock
from shared.db import after_commit
from shared.telemetry.tracing import current_traceparent

_LONGEST: Final = 300


class PostgresLedger:
    """Keeps one row for each entry outside. `wake` is called once something due has committed."""

    def __init__(self, session: AsyncSession, clock: Clock, wake: Callable[[str], None]) -> None:
        self._session = session
        self._clock = clock
        self._wake = wake

    async def ask(self, channel: str, policy_ids: Collection[UUID], *, known_only: bool = False) -> None:
        given = {"channel": channel, "policies": list(policy_ids), "now": self._clock.now()}
        if known_only:
            await self._session.execute(sql.ASK_KNOWN, given)
        else:
            await self._session.execute(sql.ASK, given | {"trace": current_traceparent()})
        after_commit(self._session, lambda: self._wake(channel))

    async def claim(self, channel: str, limit: int, until: datetime) -> Sequence[Due]:
        given = {"channel": channel, "now": self._clock.now(), "until": until, "most": limit}
        rows = (await self._session.execute(sql.CLAIM, given)).all()
        return [
            Due(row.policy_id, row.asked, row.attempts, _known(row), row.traceparent)
            for row in sorted(rows, key=lambda row: str(row.policy_id))
        ]

    async def settle(self, channel: str, dues: Sequence[Due], outcomes: Sequence[Outcome]) -> None:
        by_policy = {due.policy_id: due for due in dues}
        for outcome in outcomes:
            due = by_policy[outcome.policy_id]
            given: dict[str, Any] = {"channel": channel, "policy": due.policy_id, "asked": due.asked}
            given["now"] = self._clock.now()
            if outcome.problem:
                again = {"next": self._next(due.attempts), "problem": outcome.problem[:500]}
                await self._session.execute(sql.FAILED, given | again)
            else:
                done = {"stale": outcome.stale, **_held(outcome.held)}
                await self._session.execute(sql.DONE, given | done)
        await self._session.execute(sql.SWEEP, {"channel": channel})

    async def known(self, channel: str, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Known]:
        chosen = select(OutsideRow).where(OutsideRow.channel == channel)
        if policy_ids is not None:
            chosen = chosen.where(OutsideRow.policy_id.in_(policy_ids))
        rows = await self._session.scalars(chosen.execution_options(populate_existing=True))
        return {row.policy_id: _known(row) for row in rows}

    async def correct(self, channel: str, found: Mapping[UUID, Held | None], before: datetime) -> int:
        corrected = 0
        for policy_id, held in found.items():
            given = {"channel": channel, "policy": policy_id, "now": self._clock.now(), "before": before}
            result = await self._session.execute(sql.CORRECT, given | _held(held))
            corrected += len(result.all())
        if corrected:
            after_commit(self._session, lambda: self._wake(channel))
        return corrected

    async def note_look(self, channel: str, problem: str | None) -> None:
        now = None if problem else self._clock.now()
        await self._session.execute(sql.LOOKED, {"channel": channel, "now": now, "problem": problem})

    async def looks(self) -> Mapping[str, tuple[datetime | None, str | None]]:
        columns = select(ChannelStateRow.channel, ChannelStateRow.listed_at, ChannelStateRow.problem)
        return {name: (at, problem) for name, at, problem in await self._session.execute(columns)}

    def _next(self, attempts: int) -> datetime:
        return self._clock.now() + timedelta(seconds=min(2.0 ** min(attempts, 9), _LONGEST))


def _known(row: Row[Any] | OutsideRow) -> Known:
    held = None
    if row.revision is not None:
        held = Held(Shown(row.revision, row.content_hash, row.withdrawal_hash), row.etag or "")
    return Known(held, row.due_at is not None, row.drift)


def _held(held: Held | None) -> dict[str, Any]:
    if held is None:
        return dict.fromkeys(("revision", "content_hash", "withdrawal_hash", "etag"))
    return {
        "revision": held.shown.revision,
        "content_hash": held.shown.content_hash,
        "withdrawal_hash": held.shown.withdrawal_hash,
        "etag": held.etag,
    }
