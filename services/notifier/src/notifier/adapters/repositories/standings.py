"""Standings, in PostgreSQL: read and written in bulk."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.sql import one_of, table_of
from notifier.adapters.tables import StandingRow
from notifier.domain.kinds import Told
from notifier.domain.standing import Standing
from shared.events import Verdict

_COLUMNS = StandingRow.__table__.c


class SqlStandings:
    """Implements `ports.Standings`. Rows are locked in the order of the credit code, so none deadlock."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, policy_id: UUID, credit_codes: Sequence[str]) -> dict[str, Standing]:
        mine = select(*_COLUMNS).where(one_of(_COLUMNS.credit_code, credit_codes))
        return {standing.credit_code: standing for standing in await self._locked(policy_id, mine)}

    async def lock_told_eligible(self, policy_id: UUID) -> list[Standing]:
        return await self._locked(policy_id, select(*_COLUMNS).where(_COLUMNS.told == Told.ELIGIBLE))

    async def save(self, policy_id: UUID, standings: Sequence[Standing]) -> None:
        if not standings:
            return
        rows = [
            {
                "policy_id": policy_id,
                "credit_code": standing.credit_code,
                "enterprise_name": standing.enterprise_name,
                "revision": standing.revision,
                "policy_revision": standing.policy_revision,
                "profile_revision": standing.profile_revision,
                "verdict": standing.verdict,
                "told": standing.told,
            }
            for standing in sorted(standings, key=lambda standing: standing.credit_code)
        ]
        row = insert(table_of(StandingRow))
        changed = {name: row.excluded[name] for name in rows[0] if name not in ("policy_id", "credit_code")}
        upsert = row.on_conflict_do_update(
            index_elements=["policy_id", "credit_code"],
            set_=changed,
            # Two consumers that overlap: the newer change wins, whichever commits last.
            where=row.excluded.revision >= StandingRow.revision,
        )
        await self._session.execute(upsert, rows)

    async def _locked(self, policy_id: UUID, query: Select[*tuple[Any, ...]]) -> list[Standing]:
        locked = query.where(_COLUMNS.policy_id == policy_id).order_by(_COLUMNS.credit_code).with_for_update()
        return [
            Standing(
                credit_code=row.credit_code,
                enterprise_name=row.enterprise_name,
                revision=row.revision,
                policy_revision=row.policy_revision,
                profile_revision=row.profile_revision,
                verdict=Verdict(row.verdict),
                told=Told(row.told),
            )
            for row in await self._session.execute(locked)
        ]
