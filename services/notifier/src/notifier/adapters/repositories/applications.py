"""Applications that were heard of, in PostgreSQL."""

from datetime import date

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.tables import ApplicationRow
from shared.events import ApplicationProgressed


class SqlApplications:
    """Implements `ports.Applications`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, event: ApplicationProgressed, filed_on: date) -> date:
        row = insert(ApplicationRow).values(
            application_id=event.application_id,
            policy_id=event.policy_id,
            credit_code=event.credit_code,
            revision=event.revision,
            state=event.state,
            filed_on=filed_on,
            due_on=event.due_on,
        )
        upsert = row.on_conflict_do_update(
            index_elements=["application_id"],
            set_={
                "revision": row.excluded.revision,
                "state": row.excluded.state,
                "due_on": row.excluded.due_on,
                "filed_on": func.least(ApplicationRow.filed_on, row.excluded.filed_on),
            },
        ).returning(ApplicationRow.filed_on)
        return (await self._session.execute(upsert)).scalar_one()
