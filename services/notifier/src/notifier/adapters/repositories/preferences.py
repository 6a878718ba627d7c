"""What was chosen for endpoints, in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.sql import one_of_ids, table_of
from notifier.adapters.tables import EndpointSettingsRow, PreferenceRow
from notifier.domain.kinds import MessageKind
from notifier.domain.preferences import EndpointSettings, Mode
from notifier.domain.schedule import Schedule


class SqlPreferences:
    """Implements `preference_ports.Preferences`. Only what differs from the usual has a row."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, endpoint_ids: Sequence[UUID]) -> dict[UUID, Schedule]:
        modes: dict[UUID, dict[MessageKind, Mode]] = {one: {} for one in endpoint_ids}
        chosen = select(PreferenceRow).where(one_of_ids(PreferenceRow.endpoint_id, endpoint_ids))
        for row in await self._session.scalars(chosen):
            modes[row.endpoint_id][MessageKind(row.kind)] = Mode(row.mode)
        theirs = select(EndpointSettingsRow).where(one_of_ids(EndpointSettingsRow.endpoint_id, endpoint_ids))
        settings = {row.endpoint_id: _settings(row) for row in await self._session.scalars(theirs)}
        return {one: Schedule(modes[one], settings.get(one, EndpointSettings())) for one in endpoint_ids}

    async def save(self, credit_code: str, endpoint_id: UUID, schedule: Schedule) -> None:
        await self._session.execute(delete(PreferenceRow).where(PreferenceRow.endpoint_id == endpoint_id))
        rows = [
            {"endpoint_id": endpoint_id, "kind": kind, "credit_code": credit_code, "mode": mode}
            for kind, mode in schedule.modes.items()
            if mode is not Mode.AT_ONCE
        ]
        if rows:
            await self._session.execute(insert(table_of(PreferenceRow)).on_conflict_do_nothing(), rows)
        settings = schedule.settings
        values = {
            "language": settings.language,
            "quiet_from": settings.quiet_from,
            "quiet_until": settings.quiet_until,
            "digest_at": settings.digest_at,
            "digest_weekday": settings.digest_weekday,
        }
        row = insert(EndpointSettingsRow).values(endpoint_id=endpoint_id, credit_code=credit_code, **values)
        await self._session.execute(row.on_conflict_do_update(index_elements=["endpoint_id"], set_=values))

    async def set_language(self, credit_code: str, endpoint_ids: Sequence[UUID], language: str) -> None:
        rows = [
            {"endpoint_id": one, "credit_code": credit_code, "language": language} for one in endpoint_ids
        ]
        if rows:
            row = insert(table_of(EndpointSettingsRow))
            chosen = {"language": row.excluded.language}
            await self._session.execute(
                row.on_conflict_do_update(index_elements=["endpoint_id"], set_=chosen), rows
            )


def _settings(row: EndpointSettingsRow) -> EndpointSettings:
    return EndpointSettings(row.language, row.quiet_from, row.quiet_until, row.digest_at, row.digest_weekday)
